"""Each answer of a service rings at the sender's, what was sent at the service's, once and without a word of the child."""

from __future__ import annotations

import pytest

from qorgan.access.acting import reading
from qorgan.access.principal import Principal
from qorgan.notices.models import Notice
from qorgan.referrals.actions import accept_referral, decline_referral, report_outcome, revoke_referral
from qorgan.referrals.choices import TermList
from tests.referrals.conftest import SECRET, again

pytestmark = pytest.mark.django_db


def heard() -> list[tuple[object, str]]:
    """Who has which notice."""
    by = Principal.system("notices.sender")
    with reading(by):
        rows = list(Notice.objects.visible_to(by))
    assert SECRET not in " ".join(str(row.__dict__) for row in rows)
    return [(row.account_id, row.wording) for row in rows]


def test_the_service_hears_of_a_referral_and_its_sender_of_the_answers(worker, sent, aigerim, dana, code) -> None:
    assert heard() == [(worker.account, "referrals.came")]
    accept_referral(by=worker, referral=again(worker, sent))
    report_outcome(by=worker, referral=again(worker, sent), outcome=code(TermList.OUTCOME, "helped"), report="Жақсы")
    told = heard()
    assert sorted(what for who, what in told if who == aigerim.account) == ["referrals.accepted", "referrals.reported"]
    assert dana.account not in {who for who, _what in told}


def test_who_declines_and_who_withdraws_is_heard_at_the_other_side(worker, sent, aigerim, code) -> None:
    decline_referral(by=worker, referral=again(worker, sent), reason=code(TermList.DECLINE, "full"), note="Орын жоқ")
    assert (aigerim.account, "referrals.declined") in heard()


def test_a_withdrawn_referral_is_no_work_any_more(worker, sent, aigerim) -> None:
    revoke_referral(by=aigerim, referral=again(aigerim, sent))
    assert (worker.account, "referrals.revoked") in heard()
