"""People of oversight, a box that only emergency access opens, and keys for this test alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from qorgan.oversight import access, subjects
from qorgan.staff import fresh, sessions
from qorgan.staff.models import Account
from qorgan.vault.keys import new_key
from tests.toy.models import BOX_READ, BOX_WRITE, Box

REASON = "Another counsellor is ill and the child waits"


@pytest.fixture(autouse=True)
def in_english():
    """The tests read sentences in the language they are written in, whatever the country's is."""
    with translation.override("en"):
        yield


@pytest.fixture
def box(as_web, cast, owner):
    """A box of an organisation where none of the people works."""
    with owner():
        return Box.objects.create(organisation=cast.elsewhere, count=3)


@pytest.fixture(autouse=True)
def boxes(monkeypatch, request):
    """Boxes can be opened by emergency: they are found by their public id."""
    monkeypatch.setattr(subjects, "_kinds", {})

    def find(typed: str) -> Any:
        made = request.getfixturevalue("box")
        return made.id if typed == made.ref else None

    subjects.register(subjects.SubjectKind("toy.box", "Box", find=find, address=lambda by, subject: ""))


@pytest.fixture
def aigerim(cast):
    """A counsellor who may use emergency access."""
    return cast.person(access.EMERGENCY_USE, BOX_READ, BOX_WRITE)


@pytest.fixture
def saule(cast):
    """Leads the shift in the same organisation."""
    return cast.person(access.EMERGENCY_USE, access.EMERGENCY_REVIEW)


@pytest.fixture
def dana(cast):
    """Leads a shift elsewhere."""
    return cast.person(access.EMERGENCY_USE, access.EMERGENCY_REVIEW, at=cast.elsewhere)


@pytest.fixture
def auditor(cast):
    """Reads the journal and reviews everywhere."""
    return cast.person(access.JOURNAL_READ, access.KEYS_MANAGE, access.EMERGENCY_REVIEW, access.HEALTH_READ, at=cast.elsewhere)


@pytest.fixture
def sit(client, monkeypatch, settings, owner):
    """Seats somebody at the browser: the principal that a session would give, just signed in."""

    def seated(by):
        with owner():
            if not Account.objects.filter(pk=by.account_id).exists():
                new_key(subject=by.account_id, scope="staff.account")
                Account.objects.create(id=by.account_id, username=by.account_id.hex, name="Айгерім")
        client.cookies[settings.SESSION_COOKIE_NAME] = "x"
        signed_in = sessions.SignedIn(sessions.State.IN, by, by)
        monkeypatch.setattr(sessions, "of_request", lambda request: signed_in)
        monkeypatch.setattr(fresh, "is_fresh", lambda session: True)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return seated
