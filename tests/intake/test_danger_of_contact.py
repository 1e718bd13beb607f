"""A danger of a contact where nobody wrote: raised on the contact's page, told, taken, reported, handed over; and who knows it."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from qorgan.access.acting import acting, reading
from qorgan.access.guarded import uuid7
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.casework.models import Case
from qorgan.forms.binding import bind
from qorgan.helpline import access as line_access
from qorgan.helpline.actions.contact import begin_contact, save_contact
from qorgan.helpline.actions.desk import take_thread
from qorgan.helpline.choices import Channel
from qorgan.helpline.models import Contact
from qorgan.intake import danger_access as access
from qorgan.intake.actions.acknowledgement import note_acknowledgement
from qorgan.intake.actions.danger import Said, assess_danger, close_danger
from qorgan.intake.actions.duty import Told, report_offence
from qorgan.intake.actions.notification import Sent, notify_body
from qorgan.intake.danger_choices import Factor, State, Way
from qorgan.intake.danger_holders import colleagues_of
from qorgan.intake.danger_queries import lines_of_case
from qorgan.intake.danger_sheets import sheets_of
from qorgan.intake.models import Danger, DangerAssessment, Notification
from qorgan.intake.models.danger import SCOPE
from qorgan.journal.models import Entry
from qorgan.organisations.access import PACK as REGISTER
from qorgan.organisations.actions import register_organisation, seal_fact
from qorgan.organisations.choices import SealedKind
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.vault.keys import new_key
from tests.intake.conftest import LINE, STORY, SUPERVISOR, handed, recorded
from tests.intake.danger_stage import SECRET, SENDER, TOLD

pytestmark = pytest.mark.django_db
ANSWER = {"name": "Капитан Ахметов", "position": "дежурный", "plan": "едем, через 20 минут"}


@pytest.fixture
def asker(employ, cast):
    """A counsellor who speaks on the telephone, and answers the questions of danger."""
    return employ(*LINE, *SENDER, at=cast.here)


@pytest.fixture
def colleague(employ, cast):
    """Another one, who finds no contact of somebody else's."""
    return employ(*LINE, *SENDER, at=cast.here)


@pytest.fixture
def searcher(employ, cast):
    """A colleague who may look through the contact records of the line."""
    return employ(*LINE, *SENDER, line_access.CONTACT_SEARCH, at=cast.here)


@pytest.fixture
def head_of_centre(employ, cast):
    """Oversees the cases of the centre."""
    return employ(*SUPERVISOR, access.DANGER_READ, at=cast.elsewhere)


@pytest.fixture
def far_away(employ, ground):
    """May do everything, at another organisation."""
    rights = {*SUPERVISOR, *LINE, *SENDER, line_access.CONTACT_SEARCH, access.DANGER_OVERSEE}
    return employ(*sorted(rights), at=ground["far"].pk)


@pytest.fixture
def call(asker, ground, cast) -> Contact:
    """A call that is being written down."""
    made = begin_contact(by=asker, organisation_id=cast.here, channel=Channel.PHONE, language="kk")
    said = {"summary": STORY, "child_age": "11", "categories": ["violence.physical"], "child_first_name": "Айару"}
    with acting(asker):
        found = Contact.objects.visible_to(asker).select_related("form_version").get(pk=made.pk)
    return save_contact(by=asker, contact=found, bound=bind(found.form_version.form, said), expected=found.version)


@pytest.fixture
def police(ground, owner) -> Organisation:
    names = {"kk": "Полиция", "ru": "Полиция", "en": "Police of the town"}
    with owner():
        kind, _made = OrganisationKind.objects.get_or_create(key="police", defaults={"names": names, "may_receive_report": True})
    found = register_organisation(by=REGISTER, kind=kind, place=ground["centre"].place, names=names)
    seal_fact(by=REGISTER, organisation=found, kind=SealedKind.DUTY_MAIL, text="duty-police@example.org")
    return found


def assessed(by, of, asked: int = 4, **given) -> Danger:
    yes = {4: "attack_now", 2: "hurt_again"}[asked]
    return assess_danger(by=by, of=of, said=Said(**{"answers": {yes: "yes"}, "offence": "yes" if asked > 2 else "", **given}))


@pytest.fixture
def danger(asker, call) -> Danger:
    return assessed(asker, call)


def told(by, danger: Danger, to: Organisation) -> Sent:
    return notify_body(by=by, danger=danger, body="police", organisation=to, told=TOLD, factor=Factor.PIN)


def sees(by) -> bool:
    """Through both walls alike, and the parts with the whole."""
    with acting(by):
        first = Danger.objects.visible_to(by).exists()
        assert Danger.objects.everything(because="the test asks the second wall alone").exists() is first
        for part in (DangerAssessment, Notification):
            rows = part.objects.everything(because="the test asks the second wall alone")
            assert part.objects.visible_to(by).exists() == rows.exists()
        assert DangerAssessment.objects.visible_to(by).exists() is first
    return first


# Raising it ------------------------------------------------------------------------------------------------------------


def test_the_contacts_page_leads_to_the_questions_and_they_to_the_danger(sit, asker, call, police) -> None:
    sat, page = sit(asker), reverse("contact", args=[call.ref])
    where = reverse("danger_assess_contact", args=[call.ref])
    assert where in sat.get(page).content.decode()
    assert sat.get(where).status_code == 200
    answer = sat.post(where, {"q_attack_now": "yes", "offence": "no", "once": str(uuid4())})
    with acting(asker):
        danger = Danger.objects.visible_to(asker).get()
    assert (danger.thread_id, danger.contact_id, danger.level) == (None, call.pk, 4)
    assert answer["Location"] == reverse("danger", args=[danger.ref])
    shown = sat.get(answer["Location"]).content.decode()
    assert page in shown
    assert where in shown, "it can be assessed again"
    assert reverse("danger_notify", args=[danger.ref, "police"]) in shown
    assert reverse("danger", args=[danger.ref]) in sat.get(page).content.decode()
    assert str(danger) in sat.get(reverse("dangers")).content.decode()


def test_a_second_assessment_belongs_to_the_same_danger(danger, asker, call) -> None:
    again = assessed(asker, call, answers={"suicide_now": "yes"})
    assert again.pk == danger.pk
    with acting(asker):
        assert DangerAssessment.objects.visible_to(asker).filter(danger=danger).count() == 2


def test_the_danger_of_a_contact_of_a_conversation_is_the_conversations(sit, asker, write) -> None:
    record = recorded(asker, take_thread(by=asker, thread=write()))
    with pytest.raises(RuleBroken, match="belongs to a conversation"):
        assessed(asker, record)
    answer = sit(asker).get(reverse("danger_assess_contact", args=[record.ref]))
    assert answer["Location"].startswith("/dangers/assess/")
    assert sit(asker).get(answer["Location"]).status_code == 200


def test_from_the_call_to_the_report(danger, asker, call, police) -> None:
    sent = told(asker, danger, police)
    note_acknowledgement(by=asker, notification=sent.notification, **ANSWER)
    report_offence(by=asker, danger=danger, told=Told("violence", police, Way.TELEPHONE, timezone.now() - timedelta(minutes=1)))
    with acting(asker):
        kept = Danger.objects.visible_to(asker).get()
    assert (kept.state, kept.is_duty_open) == (State.ACKNOWLEDGED, False)
    assert close_danger(by=asker, danger=kept).state == State.CLOSED
    found = {row.verb for row in Entry.objects.filter(about__contains=[call.pk], verb__startswith="intake.")}
    assert found >= {"intake.danger.assessed", "intake.notification.sent", "intake.notification.acknowledged", "intake.duty.reported",
                     "intake.danger.closed"}, "the journal finds all of it under the contact"  # fmt: skip


def test_whoever_keeps_the_contact_hears_what_a_body_answers(danger, asker) -> None:
    assert colleagues_of(danger) == [asker.account_id]


def test_what_the_record_says_can_be_passed_on_and_the_frame_of_the_call(danger, asker) -> None:
    with acting(asker):
        sheets = {sheet.form: sheet for sheet in sheets_of(asker, danger, None)}
    assert set(sheets) == {"danger", "talk", "record"}
    assert {offer.name for offer in sheets["talk"].offers} >= {"number", "channel"}
    assert STORY in {str(offer.value) for offer in sheets["record"].offers}


# Who knows it ----------------------------------------------------------------------------------------------------------


def test_it_is_known_with_its_contact_and_to_the_case_after_the_hand_over(
    danger, asker, colleague, searcher, head_of_centre, far_away, call, ground, police
) -> None:  # fmt: skip
    told(asker, danger, police)
    assert sees(asker)
    assert sees(searcher), "who may read the contact may know its danger"
    for by in (colleague, head_of_centre, far_away):
        assert not sees(by)
    made = handed(asker, call, ground)
    assert sees(head_of_centre)
    for by in (colleague, far_away):
        assert not sees(by)
    with acting(head_of_centre):
        case = Case.objects.visible_to(head_of_centre).get(pk=made.case_id)
        assert "Danger assessed" in [str(line.title) for line in lines_of_case(head_of_centre, case)]


def test_with_either_wall_open_the_other_still_stands(danger, colleague, far_away, owner, monkeypatch) -> None:
    """Two planted faults: the database shows everything; then the first wall lets everybody in."""
    for by in (colleague, far_away):
        with reading(by), owner():
            assert Danger.objects.everything(because="the test asks whether row security is off").exists()
            assert not Danger.objects.visible_to(by).exists()
    monkeypatch.setattr(Danger, "need_to_know", staticmethod(lambda _by: Q()))
    for by in (colleague, far_away):
        with acting(by):
            assert not Danger.objects.visible_to(by).exists()


def test_knowing_a_hand_over_by_its_contact_alone_opens_no_danger_of_the_conversation(
    asker, searcher, write, ground, head_of_centre
) -> None:
    record = recorded(asker, take_thread(by=asker, thread=(thread := write())))
    with acting(asker):
        held = type(thread).objects.visible_to(asker).select_related("place").get(pk=thread.pk)
    assessed(asker, held)
    handed(asker, record, ground)
    with acting(searcher):
        assert Contact.objects.visible_to(searcher).filter(pk=record.pk).exists()
    assert sees(head_of_centre)
    assert not sees(searcher)


def test_a_stranger_finds_no_page_of_it_and_changes_nothing(sit, danger, colleague, far_away, call) -> None:
    names = [("danger", danger), ("danger_close", danger), ("danger_call", danger), ("danger_assess_contact", call), ("contact", call)]
    for by in (colleague, far_away):
        for name, one in names:
            assert sit(by).get(reverse(name, args=[one.ref])).status_code == 404, name
        with pytest.raises(Refused):
            assess_danger(by=by, of=call, said=Said(answers={"attack_now": "yes"}, offence="no"))


def test_the_database_keeps_one_origin_and_one_open_danger(danger, asker, call, write, owner) -> None:
    def another(**origin) -> None:
        own = uuid7()
        new_key(subject=own, scope=SCOPE)
        row = {"id": own, "number": 9_001, "organisation_id": call.organisation_id, "level": 1, "opened_by": asker.account_id}
        with owner(), transaction.atomic():
            Danger.objects.create(**row, **origin)

    for origin in ({}, {"contact": call}, {"contact": call, "thread": write()}):
        with pytest.raises(IntegrityError):
            another(**origin)
    close_reason = re.compile("a_danger_arises_from_one|one_open_danger_of_a_contact")
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = 'intake_danger'::regclass AND convalidated")
        named = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'intake_danger'")
        named |= {name for (name,) in cursor.fetchall()}
    assert len([name for name in named if close_reason.search(name)]) == 2


# At the case -----------------------------------------------------------------------------------------------------------


def cost(sat, address: str) -> list[str]:
    assert sat.get(address).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        sat.get(address)
    return [query["sql"] for query in seen.captured_queries]


def test_the_story_of_a_case_costs_the_same_with_one_danger_and_with_five(sit, asker, head_of_centre, call, ground, police) -> None:
    made = handed(asker, call, ground)
    with acting(head_of_centre):
        address = reverse("case", args=[Case.objects.visible_to(head_of_centre).get(pk=made.case_id).ref])
    sat = sit(head_of_centre)
    costs = []
    for so_many in (1, 4):
        for _one in range(so_many):
            danger = assessed(asker, call, 2)
            told(asker, danger, police)
            close_danger(by=asker, danger=danger, why=SECRET)
        costs.append(cost(sat, address))
    one, five = costs
    assert sat.get(address).content.decode().count("Danger assessed") == 5
    assert len(five) == len(one), [sql for sql in five if sql not in one]


def test_the_cases_page_asks_for_hand_overs_and_referrals_once(sit, asker, head_of_centre, call, ground) -> None:
    made = handed(asker, call, ground)
    with acting(head_of_centre):
        address = reverse("case", args=[Case.objects.visible_to(head_of_centre).get(pk=made.case_id).ref])
    asked = cost(sit(head_of_centre), address)
    for table in ("intake_handover", "referrals_referral"):
        whole = [sql for sql in asked if f'FROM "{table}"' in sql.split(" WHERE ")[0]]
        assert len(whole) == len(set(whole)), table
