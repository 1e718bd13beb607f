"""What the guards borrow from the rooms' own tests, and a browser in which a principal sits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from qorgan.access.principal import Principal
from qorgan.forms.loading import load_pack_forms
from qorgan.staff import fresh, sessions
from qorgan.staff.models import Account
from qorgan.vault.keys import new_key
from tests.helpline.conftest import line, write  # noqa: F401
from tests.house.rows import Stage


@pytest.fixture
def record_form(owner) -> None:
    """The forms of the country pack, published."""
    with owner():
        load_pack_forms()


@pytest.fixture
def sit(owner, monkeypatch) -> Callable[[Principal], Client]:
    """Seats somebody at a browser that reads English: the principal that a session would give, just signed in."""

    def seated(by: Principal) -> Client:
        with owner():
            new_key(subject=by.account, scope="staff.account")
            Account.objects.create(id=by.account, username=by.account.hex, name="Айгерім")
        client = Client(headers={"accept-language": "en"})
        client.cookies[settings.SESSION_COOKIE_NAME] = "x"
        monkeypatch.setattr(sessions, "of_request", lambda request: sessions.SignedIn(sessions.State.IN, by, by))
        monkeypatch.setattr(fresh, "is_fresh", lambda session: True)
        return client

    with translation.override("en"):
        yield seated


@pytest.fixture
def stage(cast, owner, request) -> Callable[..., Stage]:
    """`stage(needs)`: a reader with these permissions, and nothing arranged yet."""

    def made(needs: tuple[str, ...]) -> Stage:
        return Stage(by=cast.person(*needs), cast=cast, owner=owner, fixture=request.getfixturevalue)

    return made
