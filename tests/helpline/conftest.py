"""The helpline of the tests: one line with its promise, and the people at its desk."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from psycopg.types.range import Range

from qorgan.helpline import access
from qorgan.helpline.actions.door import door_of, open_thread
from qorgan.helpline.choices import About
from qorgan.helpline.models import FlagWord, Helpline, Promise
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.staff import sessions
from qorgan.staff.models import Account
from qorgan.vault.keys import new_key

COUNSELLOR = (
    access.DESK_OPEN,
    access.QUEUE_READ,
    access.THREAD_READ,
    access.THREAD_TAKE,
    access.THREAD_WRITE,
    access.THREAD_NOTE,
    access.THREAD_TRANSFER,
    access.THREAD_END,
    access.CONTACT_READ,
    access.CONTACT_WRITE,
    access.CONTACT_FINALISE,
)
LEADER = (*COUNSELLOR, access.THREAD_OVERSEE, access.BOARD_READ, access.CONTACT_SEARCH, access.FIGURES_READ)


@pytest.fixture
def line(cast, owner) -> Helpline:
    with owner():
        kind = OrganisationKind.objects.create(key="toy_operator", names={"kk": "а", "ru": "а", "en": "a"})
        place = Place.objects.create(code="toy", path="toy", names={"kk": "а", "ru": "а", "en": "a"})
        names = {"kk": "а", "ru": "а", "en": "a"}
        operator, _ = Organisation.objects.get_or_create(id=cast.here, defaults={"kind": kind, "place": place, "names": names})
        made = Helpline.objects.create(key="111", names={"kk": "111", "ru": "111", "en": "111"}, organisation=operator)
        Promise.objects.create(
            line=made, valid=Range(date(2020, 1, 1), None), read_within_seconds=300, answer_within_minutes=60, source="test"
        )
        FlagWord.objects.create(reason="violence", reason_names={"kk": "а", "ru": "а", "en": "a"}, language="kk", words=["ұрды"])
    return made


@pytest.fixture
def aigerim(cast, line):
    return cast.person(*COUNSELLOR)


@pytest.fixture
def bolat(cast, line):
    return cast.person(*COUNSELLOR)


@pytest.fixture
def saule(cast, line):
    return cast.person(*LEADER)


@pytest.fixture
def dana(cast, line):
    return cast.person(*COUNSELLOR, at=cast.elsewhere)


@pytest.fixture
def write(line):
    """Opens a conversation as a child would."""

    def opened(text: str = "сәлем", **given):
        child = door_of(uuid4())
        return open_thread(by=child, text=text, language="kk", about=About.SELF, client_key=uuid4(), **given)

    return opened


@pytest.fixture
def as_child():
    """The bearer of a conversation."""
    return lambda thread: door_of(thread.id)


@pytest.fixture
def sit(client, monkeypatch, settings, owner):
    """Seats somebody at the browser: the principal that a session would give."""

    def seated(by):
        with owner():
            if not Account.objects.filter(pk=by.account_id).exists():
                new_key(subject=by.account_id, scope="staff.account")
                Account.objects.create(id=by.account_id, username=by.account_id.hex, name="Айгерім")
        client.cookies[settings.SESSION_COOKIE_NAME] = "x"
        signed_in = sessions.SignedIn(sessions.State.IN, by, by)
        monkeypatch.setattr(sessions, "of_request", lambda request: signed_in)
        return client

    return seated
