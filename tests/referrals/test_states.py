"""Random sequences of both sides' actions: the state is always the one of the table, and the service never reads too much."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.referrals import rules
from qorgan.referrals.actions import (
    accept_referral,
    acknowledge_referral,
    close_referral,
    decline_referral,
    expire_referral,
    record_service,
    report_outcome,
    revoke_referral,
    send_referral,
)
from qorgan.referrals.choices import COPY_OPEN, KNOWN_TO_SERVICE, TermList
from qorgan.referrals.models import Referral, SharedItem
from tests.referrals.conftest import again

pytestmark = pytest.mark.django_db
VERBS = ("send", "acknowledge", "accept", "decline", "record", "report", "close", "revoke", "expire")


class _Undo(Exception):
    """Takes one example's changes back."""


@pytest.fixture
def acts(aigerim, worker, code) -> dict[str, Callable[[Referral], Any]]:
    sweep = Principal.system("referrals.sweep")
    today = timezone.localdate()
    return {
        "send": lambda r: send_referral(by=aigerim, referral=r),
        "acknowledge": lambda r: acknowledge_referral(by=worker, referral=r),
        "accept": lambda r: accept_referral(by=worker, referral=r),
        "decline": lambda r: decline_referral(by=worker, referral=r, reason=code(TermList.DECLINE, "full")),
        "record": lambda r: record_service(by=worker, referral=r, on=today, kind=code(TermList.RECORD, "session")),
        "report": lambda r: report_outcome(by=worker, referral=r, outcome=code(TermList.OUTCOME, "helped")),
        "close": lambda r: close_referral(by=aigerim, referral=r),
        "revoke": lambda r: revoke_referral(by=aigerim, referral=r),
        "expire": lambda r: expire_referral(by=sweep, referral=r),
    }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=st.lists(st.sampled_from(VERBS), max_size=8))
def test_every_sequence_follows_the_table_and_leaks_nothing(ready, acts, aigerim, worker, dana, sequence) -> None:
    with suppress(_Undo), transaction.atomic():
        state = ready.state
        for verb in ("send", *sequence):
            expected = rules.NEXT[state].get(verb)
            assert _happens(acts[verb], again(aigerim, ready)) == (expected is not None), (state, verb)
            state = expected or state
            assert again(aigerim, ready).state == state
            _both_sides(ready, state, worker, dana)
        raise _Undo


def _happens(act: Callable[[Referral], Any], referral: Referral) -> bool:
    try:
        act(referral)
    except (RuleBroken, Refused):
        return False
    return True


def _both_sides(referral: Referral, state: str, worker: Principal, dana: Principal) -> None:
    with acting(worker):
        assert Referral.objects.visible_to(worker).exists() == (state in KNOWN_TO_SERVICE)
        items = list(SharedItem.objects.visible_to(worker).filter(referral=referral))
    assert bool(items) == (state in COPY_OPEN)
    assert not Referral.objects.visible_to(dana).exists()


def test_no_state_is_left_out_of_the_table() -> None:
    from qorgan.referrals.choices import State

    assert set(rules.NEXT) == set(State)
    assert {verb for found in rules.NEXT.values() for verb in found} == rules.SENDERS | rules.SERVICES
