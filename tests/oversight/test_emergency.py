"""Breaking the glass: timed, with a reason, seen page by page, and never reviewed by oneself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from qorgan.access.acting import acting, reading
from qorgan.access.models import Grant
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.journal.chain import append_reading
from qorgan.journal.models import Entry
from qorgan.oversight.actions import emergency as verbs_of_emergency
from qorgan.oversight.actions import end_emergency, open_emergency, review_emergency, stop_emergency
from qorgan.oversight.models import EmergencyAccess
from qorgan.oversight.queries import emergency as queries
from qorgan.oversight.rules import is_reason
from tests.oversight.conftest import REASON

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(aigerim, box):
    return open_emergency(by=aigerim, kind="toy.box", number=box.ref, reason=REASON, minutes=15)


def made(**given):
    return {"kind": "toy.box", "reason": REASON, "minutes": 15, **given}


def test_it_grants_the_subject_for_its_time_and_no_longer(opened, aigerim, box):
    grant = Grant.objects.get(account_id=aigerim.account_id, subject=box.id)
    assert grant.kind == Grant.Kind.EMERGENCY
    assert grant.valid.upper == opened.until == opened.started_at + timedelta(minutes=15)


def test_the_reason_is_sealed_under_a_key_of_its_own(opened, aigerim, auditor):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('qorgan.standing', %s, true)", [str(aigerim.standing_id)])
        cursor.execute("SELECT reason FROM oversight_emergencyaccess WHERE id = %s", [opened.id])
        raw = bytes(cursor.fetchone()[0])
    assert b"counsellor" not in raw
    assert raw[1:17] == opened.id.bytes, "the key is the access's own, not the child's"
    with reading(auditor):
        assert queries.one(auditor, opened.ref).reason == REASON


@pytest.mark.parametrize("reason", ["", "urgent", "x" * 40, "go go go go go go go go", " " * 40])
def test_a_reason_that_says_nothing_is_not_taken(reason, aigerim, box):
    with pytest.raises(RuleBroken) as broken:
        open_emergency(by=aigerim, number=box.ref, **made(reason=reason))
    assert broken.value.field == "reason"
    assert not Grant.objects.exists()
    assert not is_reason(reason)


@pytest.mark.parametrize("minutes", [0, -5, 61, 600])
def test_more_than_an_hour_is_refused(minutes, aigerim, box):
    with pytest.raises(RuleBroken):
        open_emergency(by=aigerim, number=box.ref, **made(minutes=minutes))


def test_the_database_itself_refuses_more_than_an_hour(opened, aigerim):
    with pytest.raises(IntegrityError, match="an_emergency_is_an_hour_at_most"), acting(aigerim):
        EmergencyAccess.objects.visible_to(aigerim).update(until=timezone.now() + timedelta(hours=3))


def test_an_unknown_number_and_an_unknown_kind_are_answered_alike(aigerim, box):
    for given in (made(number="nothing"), made(number=box.ref, kind="other.kind")):
        with pytest.raises(RuleBroken, match="nothing under this number"):
            open_emergency(by=aigerim, **given)


def test_a_second_one_for_the_same_subject_waits_for_the_first(opened, aigerim, box):
    with pytest.raises(RuleBroken):
        open_emergency(by=aigerim, number=box.ref, **made())


def test_without_the_permission_there_is_none(cast, box):
    with pytest.raises(Refused):
        open_emergency(by=cast.person(), number=box.ref, **made())


def test_ending_it_takes_the_grant_away_at_once_and_closes_open_pages(opened, aigerim, box, monkeypatch):
    revoked = []
    monkeypatch.setattr(verbs_of_emergency, "tell_revoked", revoked.append)
    end_emergency(by=aigerim, emergency=opened)
    assert revoked == [aigerim.account_id]
    assert not Grant.objects.filter(subject=box.id).exists()
    verbs = list(Entry.objects.filter(stream=box.id).order_by("seq").values_list("verb", flat=True))
    assert verbs == ["oversight.emergency.opened", "oversight.emergency.ended"]
    with pytest.raises(RuleBroken):
        end_emergency(by=aigerim, emergency=opened)


def test_nobody_else_ends_it_but_a_reviewer(opened, saule, box):
    with reading(saule):
        seen = queries.one(saule, opened.ref)
    with pytest.raises(Refused):
        end_emergency(by=saule, emergency=seen)
    stop_emergency(by=saule, emergency=seen)
    assert not Grant.objects.filter(subject=box.id).exists()


def test_a_reviewer_of_another_organisation_does_not_know_it(opened, dana):
    with reading(dana):
        assert not EmergencyAccess.objects.visible_to(dana).exists()
    with pytest.raises(Refused), reading(dana):
        queries.one(dana, opened.ref)
    with pytest.raises(Refused):
        stop_emergency(by=dana, emergency=opened)


def test_the_second_wall_holds_where_the_first_is_taken_away(opened, dana, saule, auditor, cast):
    for by, expected in ((dana, 0), (cast.person(), 0), (saule, 1), (auditor, 1)):
        with reading(by):
            assert EmergencyAccess.objects.everything(because="the first wall is taken away").count() == expected


def test_a_reviewer_sees_each_page_that_was_read_and_everything_done(opened, aigerim, saule, box, cast):
    append_reading(aigerim, page="toy.box", subjects=[box.id], unnamed=[])
    append_reading(aigerim, page="toy.other", subjects=[cast.here], unnamed=[])
    with reading(saule):
        lines = queries.done_under(queries.one(saule, opened.ref))
    assert "toy.box" in [line.detail for line in lines]
    assert "toy.other" not in [line.detail for line in lines], "what else this person read is not part of it"
    assert any("opened" in str(line.title) for line in lines)


def test_it_is_reviewed_once_and_after_its_end(opened, aigerim, saule, auditor):
    with pytest.raises(RuleBroken, match="still running"):
        review_emergency(by=auditor, emergency=opened, verdict="justified")
    end_emergency(by=aigerim, emergency=opened)
    with reading(saule):
        assert queries.waiting(saule) == 1
    review_emergency(by=saule, emergency=opened, verdict="questioned")
    with reading(saule):
        assert queries.waiting(saule) == 0
        assert queries.one(saule, opened.ref).verdict == "questioned"
    with pytest.raises(RuleBroken, match="already"):
        review_emergency(by=auditor, emergency=opened, verdict="justified")


def test_nobody_reviews_their_own(saule, box):
    own = open_emergency(by=saule, number=box.ref, **made())
    end_emergency(by=saule, emergency=own)
    with pytest.raises(RuleBroken):
        review_emergency(by=saule, emergency=own, verdict="justified")
    with reading(saule):
        assert not queries.reviewed_by(saule).exists()
    with pytest.raises(IntegrityError, match="nobody_reviews_their_own"), acting(saule), transaction.atomic():
        EmergencyAccess.objects.visible_to(saule).update(reviewed_by=saule.account_id, reviewed_at=timezone.now(), verdict="justified")


def test_the_journal_holds_no_word_of_the_reason(opened, box):
    bodies = " ".join(Entry.objects.values_list("body", flat=True))
    assert "ill" not in bodies
    assert REASON not in bodies
