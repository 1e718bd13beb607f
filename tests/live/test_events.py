"""tell(): heard when the change is committed, never before, never instead."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from qorgan.live.events import tell, tell_revoked
from qorgan.live.topics import CHANNEL


@pytest.fixture
def ear(by_hand: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """Somebody who listens, on a connection of their own."""
    by_hand.execute(f"LISTEN {CHANNEL}")
    return by_hand


def heard(ear: psycopg.Connection) -> list[str]:
    return [told.payload for told in ear.notifies(timeout=0.3)]


def test_a_change_is_told_when_its_transaction_commits(ear: psycopg.Connection, alias: str) -> None:
    thread = uuid4()
    with transaction.atomic(using=alias):
        tell(f"helpline.thread:{thread}", 4, using=alias)
        assert heard(ear) == []
    assert heard(ear) == [f"helpline.thread:{thread} 4"]


def test_a_change_that_is_rolled_back_is_not_told(ear: psycopg.Connection, alias: str) -> None:
    with transaction.atomic(using=alias):
        tell(f"helpline.thread:{uuid4()}", 1, using=alias)
        transaction.set_rollback(True, using=alias)
    assert heard(ear) == []


def test_what_is_told_in_a_savepoint_that_fails_is_not_heard(ear: psycopg.Connection, alias: str) -> None:
    kept = uuid4()
    with transaction.atomic(using=alias):
        tell(f"helpline.thread:{kept}", 1, using=alias)
        with transaction.atomic(using=alias):
            tell(f"helpline.thread:{uuid4()}", 1, using=alias)
            transaction.set_rollback(True, using=alias)
    assert heard(ear) == [f"helpline.thread:{kept} 1"]


def test_telling_the_same_twice_in_one_transaction_is_heard_once(ear: psycopg.Connection, alias: str) -> None:
    with transaction.atomic(using=alias):
        for _ in range(3):
            tell("helpline.queue:all", using=alias)
    assert heard(ear) == ["helpline.queue:all"]


def test_outside_a_transaction_nothing_can_be_told(ear: psycopg.Connection, alias: str) -> None:
    with pytest.raises(TransactionManagementError):
        tell("helpline.queue:all", using=alias)
    with pytest.raises(TransactionManagementError):
        tell_revoked(uuid4(), using=alias)
    assert heard(ear) == []


def test_a_revocation_names_an_id_only(ear: psycopg.Connection, alias: str) -> None:
    account = uuid4()
    with transaction.atomic(using=alias):
        tell_revoked(account, using=alias)
        with pytest.raises(ValueError, match="hexadecimal"):
            tell_revoked("aigerim", using=alias)
    assert heard(ear) == [f"revoked:{account}"]


@pytest.mark.django_db
def test_the_web_role_may_tell() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("qorgan_web",)
    tell("helpline.queue:all", 1)
