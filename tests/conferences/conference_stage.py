"""A ministry that holds a conference, an NGO and a university that are invited, who accredits, who stands at the door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.conferences import access
from qorgan.conferences.actions import accredit, found_conference, invite, nominate, open_edition, register_delegate
from qorgan.conferences.actions.accreditation import Person
from qorgan.conferences.choices import InvitationFactor
from qorgan.conferences.models import Category, Delegate, Edition, Invitation, Registration
from qorgan.notices.access import LINK_MAKE, NOTICE_SEND
from qorgan.organisations.access import ORGANISATION_READ
from qorgan.organisations.access import PACK as REGISTER
from qorgan.organisations.actions import register_organisation, seal_fact
from qorgan.organisations.choices import SealedKind
from qorgan.organisations.loading import load_organisation_kinds
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.staff import sessions
from qorgan.staff.models import Account
from qorgan.texts.words import Words
from qorgan.vault.keys import new_key

SECRETARY = (
    access.CONFERENCE_READ, access.CONFERENCE_KEEP, access.DELEGATE_ACCREDIT, access.RECOMMENDATION_WRITE, access.DOOR_CHECK, LINK_MAKE,
    NOTICE_SEND, ORGANISATION_READ,
)  # fmt: skip
AIDA = Person("Сәрсенова Аида", "директор", phone="+77010001122", number="900101400111")


def three(words: str) -> Words:
    """The same words in every language, told apart by it."""
    return Words(kk=f"{words} (kk)", ru=f"{words} (ru)", en=words)


@pytest.fixture(autouse=True)
def english():
    """The tests read sentences in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def town(as_web) -> Place:
    return Place.objects.create(code="r1", path="kz.r", level=1, names=three("Town"))


@pytest.fixture
def body(town) -> Callable[..., Organisation]:
    """Makes an organisation of a kind, with a duty mailbox and telephone."""
    load_organisation_kinds()

    def made(kind: str, name: str = "") -> Organisation:
        kept = OrganisationKind.objects.get(pk=kind)
        found = register_organisation(by=REGISTER, kind=kept, place=town, names=three(name or kind))
        seal_fact(by=REGISTER, organisation=found, kind=SealedKind.DUTY_MAIL, text=f"duty-{kind.replace('_', '-')}@example.org")
        seal_fact(by=REGISTER, organisation=found, kind=SealedKind.DUTY_PHONE, text="+77011234567")
        return found

    return made


@pytest.fixture
def ministry(body, cast) -> Organisation:
    found = body("ministry")
    cast.here = found.pk
    return found


@pytest.fixture
def ngo(body) -> Organisation:
    return body("ngo")


@pytest.fixture
def university(body) -> Organisation:
    return body("university")


@pytest.fixture
def secretary(cast, ministry) -> Principal:
    return cast.person(*SECRETARY)


@pytest.fixture
def stranger(cast, ministry) -> Principal:
    """May do the same at another organisation."""
    return cast.person(*SECRETARY, at=cast.elsewhere)


@pytest.fixture
def clerk(cast, ministry) -> Principal:
    """Stands at the door."""
    return cast.person(access.CONFERENCE_READ, access.DOOR_CHECK)


@pytest.fixture
def edition(secretary, town) -> Edition:
    """An edition that is held today."""
    today = timezone.localdate()
    conference = found_conference(by=secretary, names=three("Child Friendly"))
    return open_edition(by=secretary, conference=conference, starts_on=today, ends_on=today + timedelta(days=1), place=town)


def category(by: Principal, edition: Edition, code: str) -> Category:
    with acting(by):
        return Category.objects.visible_to(by).get(edition=edition, code=code)


@pytest.fixture
def invited(secretary, edition) -> Callable[..., Invitation]:
    """Invites an organisation in a category."""

    def made(organisation: Organisation, code: str = "ngo", seats: int = 2) -> Invitation:
        kept = category(secretary, edition, code)
        return invite(by=secretary, category=kept, organisation=organisation, seats=seats, factor=InvitationFactor.PIN).invitation

    return made


def bearer(invitation: Invitation) -> Principal:
    """Who comes through the link of an invitation."""
    return Principal.bearer(invitation.pk, access.INVITED)


@pytest.fixture
def named(invited) -> Callable[..., Registration]:
    """An organisation is invited and names a person."""

    def made(organisation: Organisation, person: Person, code: str = "ngo") -> Registration:
        invitation = invited(organisation, code)
        return nominate(by=bearer(invitation), invitation=invitation, person=person)

    return made


@pytest.fixture
def badge(secretary, edition, ngo) -> Delegate:
    """An accredited person with a badge."""
    made = register_delegate(by=secretary, category=category(secretary, edition, "expert"), organisation=ngo, person=AIDA)
    accredit(by=secretary, registration=made)
    return person_of(secretary, made)


def person_of(by: Principal, registration: Registration) -> Delegate:
    """The row that stands for a person, as `by` reads it now."""
    with acting(by):
        delegate = Delegate.objects.visible_to(by).get(pk=registration.delegate_id)
        return Delegate.objects.visible_to(by).get(pk=delegate.person_id)


@pytest.fixture
def sit(client, monkeypatch, settings, owner):
    """Seats somebody at the browser: the principal that a session would give."""

    def seated(by: Principal, language: str = "en"):
        with owner():
            if not Account.objects.filter(pk=by.account_id).exists():
                new_key(subject=by.account_id, scope="staff.account")
                Account.objects.create(id=by.account_id, username=by.account_id.hex, name="Айгерім")
        client.cookies[settings.SESSION_COOKIE_NAME] = "x"
        reader = replace(by, language=language)
        signed_in = sessions.SignedIn(sessions.State.IN, reader, reader)
        monkeypatch.setattr(sessions, "of_request", lambda request: signed_in)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
        return client

    return seated
