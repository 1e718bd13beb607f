"""A conversation that a counsellor may not know is opened by its number, for an emergency, and no further."""

from __future__ import annotations

import pytest

from qorgan.access.acting import reading
from qorgan.helpline.emergency import thread_by_number, thread_page
from qorgan.helpline.models import Message, Thread
from qorgan.oversight.access import EMERGENCY_USE
from qorgan.oversight.actions import end_emergency, open_emergency
from tests.helpline.conftest import COUNSELLOR

pytestmark = pytest.mark.django_db
REASON = "Another counsellor is ill and the child waits"


@pytest.fixture
def stranger(cast, line):
    """A counsellor of another line who may use emergency access."""
    return cast.person(*COUNSELLOR, EMERGENCY_USE, at=cast.elsewhere)


def known(by):
    with reading(by):
        return Thread.objects.visible_to(by).count(), Message.objects.visible_to(by).count()


def test_it_is_known_while_the_emergency_runs_and_not_before_or_after(write, stranger):
    first, _second = write(), write()
    thread = getattr(first, "thread", first)
    assert known(stranger) == (0, 0)
    made = open_emergency(by=stranger, kind="helpline.thread", number=f"T-{thread.number}", reason=REASON, minutes=15)
    assert made.subject == thread.id
    assert known(stranger)[0] == 1
    assert known(stranger)[1] >= 1
    with reading(stranger):
        assert thread_page(stranger, thread.id).endswith(thread.ref)
    end_emergency(by=stranger, emergency=made)
    assert known(stranger) == (0, 0)
    with reading(stranger):
        assert thread_page(stranger, thread.id) == ""


@pytest.mark.parametrize("typed", ["", "T-", "x", "-1", "1; drop", "9" * 30, "T-999999"])
def test_what_is_no_number_finds_nothing(line, typed):
    assert thread_by_number(typed) is None
