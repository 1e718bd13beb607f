"""Intake of the tests: a line with its counsellors, a centre with its workers, a conversation with its record, the pack's forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.conf import settings as django_settings
from django.utils import translation
from psycopg.types.range import Range

from qorgan.access.acting import acting
from qorgan.casework import access as case_access
from qorgan.casework.choices import Risk
from qorgan.children.identity import ChildFacts
from qorgan.clocks.loading import load_calendars, load_policies
from qorgan.forms.binding import bind
from qorgan.forms.loading import load_pack_forms
from qorgan.helpline import access as line_access
from qorgan.helpline.actions.contact import save_contact
from qorgan.helpline.actions.desk import take_thread
from qorgan.helpline.actions.door import door_of, open_thread
from qorgan.helpline.choices import About
from qorgan.helpline.models import Contact, FlagWord, Helpline, Promise, Thread
from qorgan.intake import access
from qorgan.intake.actions.handover import Chosen, Consent, hand_over
from qorgan.intake.choices import GivenBy, Wish
from qorgan.intake.models import Handover
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.staff import fresh, sessions
from qorgan.staff.models import Account, Membership
from qorgan.vault.keys import new_key

LINE = (
    line_access.DESK_OPEN, line_access.QUEUE_READ, line_access.THREAD_READ, line_access.THREAD_TAKE, line_access.THREAD_WRITE,
    line_access.THREAD_NOTE, line_access.THREAD_TRANSFER, line_access.THREAD_END, line_access.CONTACT_READ, line_access.CONTACT_WRITE,
    line_access.CONTACT_FINALISE, access.HANDOVER_READ, access.HANDOVER_MAKE, access.ANSWER_SEND, access.FOLLOW_UP_KEEP,
    "children.child.read", "children.child.register", "children.child.search", "clocks.clock.keep", "clocks.clock.read",
    "places.place.read", "organisations.organisation.read",
)  # fmt: skip
LEADER = (*LINE, line_access.THREAD_OVERSEE, line_access.CONTACT_SEARCH)
WORKER = (
    case_access.CASE_READ, case_access.CASE_OPEN, case_access.CASE_CHANGE, case_access.NOTE_WRITE, case_access.DOCUMENT_ADD,
    access.HANDOVER_READ, access.ANSWER_WRITE, "children.child.read", "children.child.register", "children.child.correct",
    "clocks.clock.keep", "clocks.clock.read", "referrals.referral.read", "referrals.referral.send", "referrals.consent.override",
    "directory.service.read",
)  # fmt: skip
SUPERVISOR = (*WORKER, case_access.CASE_OVERSEE, case_access.CASE_ASSIGN, case_access.CASE_APPROVE, "children.child.oversee")
STORY = "Үйде ұрады, мұғалім білмейді"


@pytest.fixture(autouse=True)
def in_english():
    """The tests read sentences in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def ground(cast, owner) -> dict[str, Organisation]:
    """The line and a Family Support Centre at one place, another centre elsewhere; what the pack says of time and forms."""
    names = {"kk": "а", "ru": "а", "en": "a"}
    with owner():
        load_calendars(django_settings.PACK)
        load_policies(django_settings.PACK)
        load_pack_forms()
        operator = OrganisationKind.objects.create(key="helpline_operator", names=names)
        centre = OrganisationKind.objects.create(key="family_support_centre", names=names, may_receive_referral=True)
        near = Place.objects.create(code="toy", path="kz.toy", names=names)
        far = Place.objects.create(code="far", path="kz.far", names=names)
        line = Organisation.objects.create(id=cast.here, kind=operator, place=near, names={"kk": "111", "ru": "111", "en": "111"})
        made = Helpline.objects.create(key="111", names={"kk": "111", "ru": "111", "en": "111"}, organisation=line)
        valid = Range(date(2020, 1, 1), None)
        Promise.objects.create(line=made, valid=valid, read_within_seconds=300, answer_within_minutes=60, source="test")
        FlagWord.objects.create(reason="violence", reason_names=names, language="kk", words=["ұрды"])
        return {
            "line": line,
            "centre": Organisation.objects.create(id=cast.elsewhere, kind=centre, place=near, names=names),
            "far": Organisation.objects.create(kind=centre, place=far, names=names),
        }


@pytest.fixture
def employ(cast, owner, ground) -> Callable:
    """`employ(*permissions, at=…)`: somebody with an account and a membership."""

    def employed(*permissions: str, at: UUID):
        by = replace(cast.person(*permissions, at=at), alias="Ай")
        with owner():
            new_key(subject=by.account, scope="staff.account")
            Account.objects.create(id=by.account, username=f"w{by.account.hex[:20]}", name="Айгерім")
            Membership.objects.create(
                account_id=by.account, standing_id=by.standing_id, role_id=by.role, organisation_id=at, valid=Range(None, None)
            )
        return by

    return employed


@pytest.fixture
def aigerim(employ, cast):
    """A counsellor of the line."""
    return employ(*LINE, at=cast.here)


@pytest.fixture
def bolat(employ, cast):
    """Her colleague."""
    return employ(*LINE, at=cast.here)


@pytest.fixture
def leader(employ, cast):
    """Who leads their shift."""
    return employ(*LEADER, at=cast.here)


@pytest.fixture
def saule(employ, cast):
    """A supervisor of the centre."""
    return employ(*SUPERVISOR, at=cast.elsewhere)


@pytest.fixture
def marat(employ, cast):
    """A caseworker of the centre."""
    return employ(*WORKER, at=cast.elsewhere)


@pytest.fixture
def dana(employ, ground):
    """A supervisor of another centre."""
    return employ(*SUPERVISOR, at=ground["far"].pk)


@pytest.fixture
def write(ground) -> Callable:
    """Opens a conversation as a child would."""

    def opened(text: str = "сәлем") -> Thread:
        return open_thread(by=door_of(uuid4()), text=text, language="kk", about=About.SELF, client_key=uuid4())

    return opened


@pytest.fixture
def thread(write, aigerim) -> Thread:
    """A conversation that Aigerim has taken."""
    return take_thread(by=aigerim, thread=write())


@pytest.fixture
def record(thread, aigerim) -> Contact:
    """Its record with what a case begins with."""
    return recorded(aigerim, thread)


def recorded(by, thread: Thread, **more) -> Contact:
    """The counsellor's record of a conversation, kept as a draft with a story and a reason."""
    with acting(by):
        found = Contact.objects.visible_to(by).select_related("form_version").get(thread=thread, counsellor=by.account_id)
    said = {
        "summary": STORY,
        "child_age": "11",
        "child_gender": "girl",
        "categories": ["violence.physical"],
        "child_first_name": "Айару",
    }
    return save_contact(by=by, contact=found, bound=bind(found.form_version.form, {**said, **more}), expected=found.version)


def chosen(ground, **given) -> Chosen:
    """What a counsellor would choose."""
    usual = {
        "place": ground["centre"].place,
        "organisation": ground["centre"],
        "risk": Risk.HIGH,
        "concerns": ("physical_abuse_violence",),
        "legal_ground": "family_violence",
        "consent": Consent(given_by=GivenBy.NOBODY, note="Бала үйдегі зорлық туралы айтты"),
        "wants_help": Wish.YES,
        "agrees_to_tell": Wish.YES,
        "facts": ChildFacts(given="Айару", sex="female", place=ground["centre"].place),
        "lines": frozenset({"summary", "child_age"}),
    }
    return Chosen(**{**usual, **given})


def handed(by, contact: Contact, ground, *, seen: int = 0, **given) -> Handover:
    """Hands a contact over."""
    return hand_over(by=by, contact=contact, chosen=chosen(ground, **given), client_key=uuid4(), seen=seen)


@pytest.fixture
def made(aigerim, record, ground, saule) -> Handover:
    """A hand-over to the centre; a supervisor works there."""
    return handed(aigerim, record, ground)


@pytest.fixture
def sit(client, monkeypatch, settings, owner) -> Callable:
    """Seats somebody at a browser that reads English."""

    def seated(by):
        client.cookies[settings.SESSION_COOKIE_NAME] = "x"
        english = replace(by, language="en")
        monkeypatch.setattr(sessions, "of_request", lambda request: sessions.SignedIn(sessions.State.IN, english, english))
        monkeypatch.setattr(fresh, "is_fresh", lambda session: True)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return seated
