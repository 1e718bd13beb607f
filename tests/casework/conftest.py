"""Casework of the tests: two organisations with their workers, a registered child, the limits and forms of the pack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone, translation
from psycopg.types.range import Range

from qorgan.access.acting import reading
from qorgan.casework import access
from qorgan.casework.actions.case import open_case
from qorgan.casework.choices import Risk, Sheet
from qorgan.casework.models import Case
from qorgan.children.actions import register_child
from qorgan.children.models import Child
from qorgan.clocks.loading import load_calendars, load_policies
from qorgan.directory.loading import load_directory
from qorgan.forms.choices import Kind
from qorgan.forms.definition import Choice, Definition, Node, to_tree
from qorgan.forms.loading import load_pack_forms
from qorgan.forms.models import FormDefinition, FormVersion
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.staff import fresh, sessions
from qorgan.staff.models import Account, Membership
from qorgan.vault.keys import new_key
from tests.children.conftest import WORKER as WITH_CHILDREN
from tests.children.conftest import facts

WORKER = (
    *WITH_CHILDREN,
    access.CASE_READ,
    access.CASE_OPEN,
    access.CASE_CHANGE,
    access.NOTE_WRITE,
    access.DOCUMENT_ADD,
    "clocks.clock.keep",
    "clocks.clock.read",
)
SUPERVISOR = (
    *WORKER,
    access.CASE_ASSIGN,
    access.CASE_TRANSFER,
    access.CASE_APPROVE,
    access.CASE_REOPEN,
    access.CASE_OVERSEE,
    access.BOARD_READ,
    "children.child.oversee",
    "clocks.clock.oversee",
)


@pytest.fixture(autouse=True)
def in_english():
    """The tests read sentences in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def ground(cast, owner) -> dict[str, Organisation]:
    """A place, two organisations, and what the country pack says of time and forms."""
    names = {"kk": "а", "ru": "а", "en": "a"}
    load_directory(settings.PACK)
    with owner():
        load_calendars(settings.PACK)
        load_policies(settings.PACK)
        kind = OrganisationKind.objects.create(key="toy_centre", names=names, may_receive_referral=True)
        place = Place.objects.create(code="toy", path="toy", names=names)
        return {
            "here": Organisation.objects.create(id=cast.here, kind=kind, place=place, names=names),
            "elsewhere": Organisation.objects.create(id=cast.elsewhere, kind=kind, place=place, names=names),
        }


@pytest.fixture
def employ(cast, owner, ground) -> Callable:
    """`employ(*permissions, at=…)`: a worker with an account and a membership, as the choice of workers asks for them."""

    def employed(*permissions: str, at=None):
        by = cast.person(*permissions, at=at)
        with owner():
            new_key(subject=by.account, scope="staff.account")
            Account.objects.create(id=by.account, username=f"w{by.account.hex[:20]}", name="Айгерім")
            Membership.objects.create(
                account_id=by.account,
                standing_id=by.standing_id,
                role_id=by.role,
                organisation_id=at or cast.here,
                valid=Range(None, None),
            )
        return by

    return employed


@pytest.fixture
def aigerim(employ):
    """A caseworker here."""
    return employ(*WORKER)


@pytest.fixture
def bolat(employ):
    """Her colleague."""
    return employ(*WORKER)


@pytest.fixture
def saule(employ):
    """Their supervisor."""
    return employ(*SUPERVISOR)


@pytest.fixture
def dana(cast, employ):
    """A supervisor of another organisation."""
    return employ(*SUPERVISOR, at=cast.elsewhere)


@pytest.fixture
def child(aigerim) -> Child:
    """A child that Aigerim registered."""
    return register_child(by=aigerim, facts=facts())


@pytest.fixture
def opened(aigerim, child, ground) -> Case:
    """Aigerim's case."""
    return begun(aigerim, child, ground["here"], owner=aigerim.account_id)


def seen(by, model, **asked) -> list:
    """The rows that somebody sees through both walls."""
    with reading(by):
        return list(model.objects.visible_to(by).filter(**asked))


def through_the_wall(by, model) -> list:
    """The planted fault: the code's own scoping left out; what the database alone lets through."""
    with reading(by):
        return list(model.objects.everything(because="only the wall of the database is tried"))


def one(by, model, **asked):
    """The one such row."""
    (row,) = seen(by, model, **asked)
    return row


def begun(by, child, organisation, **given) -> Case:
    """A case with usual values."""
    usual = {
        "place": organisation.place,
        "risk": Risk.MEDIUM,
        "concerns": ["neglect"],
        "legal_ground": "crisis",
        "story": "Оқиға",
    }
    return open_case(by=by, child=child, organisation=organisation, **{**usual, **given})


@pytest.fixture
def toy_forms(owner) -> dict[Sheet, FormVersion]:
    """A form of every kind, with the level of the risk and a line of words; nothing is demanded."""
    levels = tuple(Choice(name=level, label={}) for level in Risk.values)
    made = {}
    for kind in Sheet:
        asked = (
            Node(kind=Kind.SELECT_ONE, name="risk_level", list_name="levels"),
            Node(kind=Kind.TEXT, name=f"words_of_{kind}"),
        )
        form = Definition(key=kind.form_key, title={}, languages=("kk",), children=asked, lists={"levels": levels})
        with owner():
            definition = FormDefinition.objects.get_or_create(key=kind.form_key, defaults={"title": {}})[0]
            made[kind] = FormVersion.objects.create(
                definition=definition,
                number=900,
                source=b"",
                tree=to_tree(form),
                checksum=f"toy-{kind}",
                published_at=timezone.now(),
                published_by=uuid4(),
            )
    return made


@pytest.fixture
def sit(client, monkeypatch, settings, owner) -> Callable:
    """Seats somebody at a browser that reads English: the principal that a session would give, just signed in."""

    def seated(by):
        client.cookies[settings.SESSION_COOKIE_NAME] = "x"
        english = replace(by, language="en")
        monkeypatch.setattr(sessions, "of_request", lambda request: sessions.SignedIn(sessions.State.IN, english, english))
        monkeypatch.setattr(fresh, "is_fresh", lambda session: True)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return seated


@pytest.fixture
def case_forms(owner) -> None:
    """The forms of the country pack, published."""
    with owner():
        load_pack_forms()
