"""Nobody answers: the service is reminded, then the sender's overseer is told; nobody else, and no word of the child."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from qorgan.access.acting import reading
from qorgan.access.principal import Principal
from qorgan.clocks.jobs import turn
from qorgan.notices.models import Notice
from qorgan.referrals.actions import accept_referral
from tests.clocks.conftest import at  # noqa: F401
from tests.referrals.conftest import SECRET, again

pytestmark = pytest.mark.django_db


def bells() -> dict[object, int]:
    """How many notices each account has."""
    by = Principal.system("notices.sender")
    found: dict[object, int] = {}
    with reading(by):
        for row in Notice.objects.visible_to(by):
            found[row.account_id] = found.get(row.account_id, 0) + 1
    return found


def test_silence_reminds_the_service_and_then_tells_the_overseer(sent, saule, worker, aigerim, dana, at) -> None:  # noqa: F811
    at(datetime.now(UTC) + timedelta(days=12))
    assert turn() >= 2
    found = bells()
    assert worker.account in found
    assert saule.account in found
    assert dana.account not in found


def test_who_answered_in_time_is_not_reminded_to_answer(sent, saule, worker, at) -> None:  # noqa: F811
    accept_referral(by=worker, referral=again(worker, sent))
    at(datetime.now(UTC) + timedelta(days=12))
    turn()
    assert saule.account not in bells()


def test_a_notice_says_a_number_and_no_word_of_the_child(sent, at) -> None:  # noqa: F811
    at(datetime.now(UTC) + timedelta(days=12))
    turn()
    by = Principal.system("notices.sender")
    with reading(by):
        said = " ".join(str(row.__dict__) for row in Notice.objects.visible_to(by))
    assert said
    assert SECRET not in said
