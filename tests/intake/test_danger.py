"""A danger is assessed, told, answered, reported, finished; and who sees what of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.clocks.choices import Outcome
from qorgan.intake import danger_access as access
from qorgan.intake import danger_limits as limits
from qorgan.intake.actions.acknowledgement import (
    acknowledge_notification,
    decline_notification,
    note_acknowledgement,
    note_decline,
)
from qorgan.intake.actions.danger import Said, assess_danger, close_danger, note_call
from qorgan.intake.actions.notification import notify_body, remind_body, withdraw_notification
from qorgan.intake.danger_choices import Factor, Standing, State, Way
from qorgan.intake.models import Danger, DangerAssessment, DutyReport, EmergencyCall, Notification
from qorgan.journal.models import Entry
from qorgan.notices.models import OneTimeLink
from qorgan.organisations.access import PACK as REGISTER
from qorgan.organisations.actions import register_organisation
from qorgan.organisations.models import OrganisationKind
from qorgan.texts.words import Words
from tests.intake.danger_stage import *  # noqa: F403
from tests.intake.danger_stage import SECRET, TOLD, again, notified

pytestmark = pytest.mark.django_db
ANSWER = {"name": "Капитан Ахметов", "position": "дежурный", "plan": "едем, через 20 минут"}


def clock_of(by: Principal, danger: Danger, kind: str = limits.ANSWER):
    with acting(by):
        return limits.clock(by, danger, kind)


# Assessing -------------------------------------------------------------------------------------------------------------


def test_the_first_assessment_opens_a_danger_and_its_clock(danger, aigerim, thread) -> None:
    assert (danger.level, danger.kind, danger.state, danger.place_id) == (4, "violence", State.OPEN, thread.place_id)
    clock = clock_of(aigerim, danger)
    assert clock.policy.key == "danger.acknowledge.4"
    assert clock.owner_account == aigerim.account_id
    assert str(danger).startswith("D-")


def test_every_assessment_is_kept_and_none_is_overwritten(danger, assessed, aigerim) -> None:
    assessed(4, level=2, reason="тётя забрала", answers={"hurt_again": "yes"})
    with acting(aigerim):
        rows = list(DangerAssessment.objects.visible_to(aigerim).filter(danger=danger).order_by("assessed_at"))
    assert [(one.level, one.found) for one in rows] == [(4, 4), (2, 4)]
    assert rows[1].answers["attack_now"] == "yes", "what was not asked again stays known"
    assert again(aigerim, danger).level == 2
    with pytest.raises(Exception, match="permission denied"), acting(aigerim), transaction.atomic():
        DangerAssessment.objects.visible_to(aigerim).filter(pk=rows[0].pk).update(level=1)


def test_a_conversation_has_one_open_danger(danger, assessed) -> None:
    assert assessed(4).pk == danger.pk


def test_lowering_without_a_reason_is_refused(assessed, aigerim) -> None:
    with pytest.raises(RuleBroken) as refused:
        assessed(4, level=2)
    assert refused.value.field == "reason"


def test_raising_is_free_and_hastens_the_limit_and_lowering_never_lengthens_it(assessed, aigerim) -> None:
    danger = assessed(3)
    first = clock_of(aigerim, danger)
    assessed(3, level=4)
    second = clock_of(aigerim, danger)
    assert second.due_at < first.due_at
    assessed(3, level=3)
    assert clock_of(aigerim, danger).pk == second.pk


def test_a_low_danger_waits_for_nobody_until_a_body_is_told(assessed, aigerim, tell, centre) -> None:
    danger = assessed(2)
    assert clock_of(aigerim, danger) is None
    tell(danger, centre, "family_support")
    assert clock_of(aigerim, danger).policy.key == "danger.acknowledge.2"


def test_asked_and_nothing_found_is_kept_too(assessed, aigerim) -> None:
    danger = assessed(0)
    assert (danger.level, danger.state) == (0, State.CLOSED)
    assert clock_of(aigerim, danger) is None


def test_a_danger_that_rises_after_it_was_taken_waits_for_a_body_again(assessed, aigerim, tell, police) -> None:
    danger = assessed(3)
    sent = tell(danger, police)
    note_acknowledgement(by=aigerim, notification=sent.notification, **ANSWER)
    assert again(aigerim, danger).state == State.ACKNOWLEDGED
    assessed(4)
    assert again(aigerim, danger).state == State.OPEN
    assert clock_of(aigerim, danger).ended_at is None


# The call ----------------------------------------------------------------------------------------------------------------


def test_a_call_to_the_emergency_number_is_written_down(danger, aigerim) -> None:
    at = timezone.now() - timedelta(minutes=1)
    note_call(by=aigerim, danger=danger, number="102", called_at=at, incident="КУИ 77")
    with acting(aigerim):
        (call,) = EmergencyCall.objects.visible_to(aigerim)
    assert (call.number, call.incident, call.called_by) == ("102", "КУИ 77", aigerim.account_id)
    with pytest.raises(RuleBroken):
        note_call(by=aigerim, danger=danger, number="102", called_at=timezone.now() + timedelta(hours=1))


# Telling and answering -----------------------------------------------------------------------------------------------------


def test_a_body_is_told_exactly_what_was_chosen_and_nothing_leaves_in_clear(danger, tell, police, owner, aigerim) -> None:
    sent = tell(danger, police)
    (kept,) = notified(aigerim, danger)
    assert kept.told == TOLD
    assert len(sent.pin) == 6
    with owner(), connection.cursor() as cursor:
        cursor.execute("SELECT encode(told, 'escape') FROM intake_notification")
        assert "Канарейкина" not in cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(d::text, ' ') FROM notices_delivery d")
        said = cursor.fetchone()[0]
    assert str(danger) in said
    assert "Канарейкина" not in said


def test_telling_needs_something_told_and_the_right_body(danger, aigerim, police, centre) -> None:
    given = {"by": aigerim, "danger": danger, "factor": Factor.PIN}
    with pytest.raises(RuleBroken) as refused:
        notify_body(body="police", organisation=police, told=[], **given)
    assert refused.value.field == "told"
    with pytest.raises(RuleBroken) as refused:
        notify_body(body="police", organisation=centre, told=TOLD, **given)
    assert refused.value.field == "organisation"


def test_a_body_is_told_once_and_after_a_withdrawal_again(danger, tell, police, aigerim) -> None:
    sent = tell(danger, police)
    with pytest.raises(RuleBroken):
        tell(danger, police)
    withdraw_notification(by=aigerim, notification=sent.notification)
    tell(danger, police)
    assert [one.standing for one in notified(aigerim, danger)] == [Standing.WITHDRAWN, Standing.SENT]


def test_a_link_needs_an_address_and_the_telephone_needs_none(danger, tell, body, town) -> None:
    silent = register_organisation(by=REGISTER, kind=OrganisationKind.objects.get(pk="police"), place=town, names=Words(en="Silent"))
    with pytest.raises(RuleBroken) as refused:
        tell(danger, silent)
    assert refused.value.field == "factor"
    assert tell(danger, silent, factor=Factor.NONE).pin == ""


def test_an_answer_ends_the_clock_and_says_who_and_what(danger, tell, police, aigerim) -> None:
    sent = tell(danger, police)
    note_acknowledgement(by=aigerim, notification=sent.notification, **ANSWER)
    found = again(aigerim, danger)
    assert found.state == State.ACKNOWLEDGED
    assert found.acknowledged_at is not None
    (kept,) = notified(aigerim, danger)
    assert (kept.standing, kept.answered_way, kept.noted_by) == (Standing.ACKNOWLEDGED, Way.TELEPHONE, aigerim.account_id)
    assert kept.answer == ANSWER
    assert clock_of(aigerim, danger).outcome == Outcome.MET
    with pytest.raises(RuleBroken):
        note_acknowledgement(by=aigerim, notification=kept, **ANSWER)


def test_a_signed_in_body_answers_what_was_sent_to_it_and_sees_nothing_else(danger, tell, centre, police, duty_officer) -> None:
    sent = tell(danger, centre, "family_support")
    tell(danger, police)
    with acting(duty_officer):
        (mine,) = Notification.objects.visible_to(duty_officer)
        assert not Danger.objects.visible_to(duty_officer).exists()
    assert mine.pk == sent.notification.pk
    acknowledge_notification(by=duty_officer, notification=mine, **ANSWER)
    with acting(duty_officer):
        assert Notification.objects.visible_to(duty_officer).get().answered_way == Way.ACCOUNT


def test_what_is_not_theirs_goes_to_the_next_body_at_once(danger, tell, police, centre, aigerim) -> None:
    sent = tell(danger, police)
    note_decline(by=aigerim, notification=sent.notification, name="Ахметов", position="", reason="не наш район", pass_to="Центр")
    first, second = notified(aigerim, danger)
    assert first.standing == Standing.DECLINED
    assert (second.organisation_id, second.is_automatic, second.told) == (centre.pk, True, TOLD)
    assert clock_of(aigerim, danger).ended_at is None


def test_where_nobody_is_left_a_refusal_stays_with_the_people(danger, tell, police, aigerim) -> None:
    sent = tell(danger, police)
    note_decline(by=aigerim, notification=sent.notification, name="Ахметов", position="", reason="не наш район")
    assert len(notified(aigerim, danger)) == 1


def test_a_reminder_makes_a_fresh_link_and_the_one_before_opens_nothing(danger, tell, police, aigerim, client) -> None:
    sent = tell(danger, police)
    later = remind_body(by=aigerim, notification=sent.notification, factor=Factor.PIN)
    assert later.notification.link != sent.notification.link
    with reading(access.HAND):
        states = dict(OneTimeLink.objects.visible_to(access.HAND).values_list("pk", "withdrawn_at"))
    assert states[sent.notification.link] is not None
    assert states[later.notification.link] is None


# Finishing -----------------------------------------------------------------------------------------------------------------


def test_a_danger_that_nobody_took_is_finished_only_with_the_reason(danger, aigerim) -> None:
    with pytest.raises(RuleBroken):
        close_danger(by=aigerim, danger=danger)
    close_danger(by=aigerim, danger=danger, why="ребёнок у бабушки")
    assert again(aigerim, danger).state == State.CLOSED
    assert clock_of(aigerim, danger).outcome == Outcome.STOPPED


# Who sees what -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "sees"),
    [("aigerim", True), ("saule", True), ("head", True), ("bolat", False), ("dana", False), ("duty_officer", False)],
)
def test_who_of_the_cast_knows_a_danger(who, sees, request, danger, centre) -> None:
    by = request.getfixturevalue(who)
    with acting(by):
        assert Danger.objects.visible_to(by).exists() is sees
        assert DangerAssessment.objects.visible_to(by).exists() is sees
        rows = Danger.objects.everything(because="the test asks the second wall alone")
        assert rows.exists() is sees, "the database itself agrees"


@pytest.mark.parametrize("who", ["bolat", "dana", "duty_officer"])
def test_a_stranger_can_do_nothing_with_it(who, request, danger, tell, police, thread, centre) -> None:
    by, sent = request.getfixturevalue(who), tell(danger, police)
    said = Said(answers={"attack_now": "yes"}, offence="no")
    with pytest.raises(Refused):
        assess_danger(by=by, of=thread, said=said)
    with pytest.raises(Refused):
        note_acknowledgement(by=by, notification=sent.notification, **ANSWER)
    with pytest.raises(Refused):
        decline_notification(by=by, notification=sent.notification, name="x", position="", reason="x")


def test_a_bearer_knows_the_one_notification_until_it_is_withdrawn(danger, tell, police, centre, aigerim) -> None:
    first, other = tell(danger, police), tell(danger, centre, "family_support")
    bearer = Principal.bearer(first.notification.pk, access.BODY)
    with acting(bearer):
        assert [one.pk for one in Notification.objects.visible_to(bearer)] == [first.notification.pk]
        assert Notification.objects.everything(because="the test asks the second wall alone").count() == 1
        assert Danger.objects.everything(because="the test asks the second wall alone").count() == 0
    with pytest.raises(Refused):
        acknowledge_notification(by=bearer, notification=other.notification, **ANSWER)
    withdraw_notification(by=aigerim, notification=first.notification)
    with acting(bearer):
        assert not Notification.objects.everything(because="the test asks the second wall alone").exists()


def test_with_one_wall_open_the_other_still_stands(danger, dana, monkeypatch) -> None:
    """The planted fault: the first wall lets everybody in."""
    monkeypatch.setattr(Danger, "need_to_know", staticmethod(lambda _by: Q()))
    with acting(dana):
        assert not Danger.objects.visible_to(dana).exists()


def test_the_journal_tells_the_story_in_codes(danger, tell, police, aigerim) -> None:
    sent = tell(danger, police)
    note_acknowledgement(by=aigerim, notification=sent.notification, **ANSWER)
    rows = list(Entry.objects.filter(stream=danger.pk).order_by("seq"))
    verbs = [row.verb for row in rows]
    assert (
        verbs.index("intake.danger.assessed")
        < verbs.index("intake.notification.sent")
        < verbs.index("intake.notification.acknowledged")
    )
    said = " ".join(str(row.body) for row in rows)
    assert SECRET not in said
    assert "Ахметов" not in said


# The duty to report --------------------------------------------------------------------------------------------------------


def test_the_database_keeps_that_nobody_countersigns_themselves(danger, aigerim, owner) -> None:
    with pytest.raises(IntegrityError), owner(), transaction.atomic():
        DutyReport.objects.create(
            danger=danger, outcome="agreed", reason="no_facts", written_by=aigerim.account_id, countersigned_by=aigerim.account_id,
            countersigned_at=timezone.now(),
        )  # fmt: skip
