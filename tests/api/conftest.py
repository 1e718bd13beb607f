"""Programs of the tests: keys made by people of two organisations, with real secrets, and a client that uses them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from qorgan.children.actions import register_child
from qorgan.directory.loading import load_directory
from qorgan.forms.loading import load_pack_forms
from qorgan.referrals.loading import load_referrals
from qorgan.staff import api_keys
from qorgan.staff.access import KEY_MAKE
from qorgan.staff.actions import NewKey, make_key
from tests.api.world import World, made_world, needs
from tests.casework.conftest import (  # noqa: F401  (the people and the ground of casework)
    SUPERVISOR,
    WORKER,
    aigerim,
    begun,
    child,
    dana,
    employ,
    ground,
    in_english,
    opened,
    saule,
)
from tests.children.conftest import facts


class Program:
    """Calls the API with one key."""

    def __init__(self, made: NewKey | None) -> None:
        self.made = made
        self.client = Client(raise_request_exception=True)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request; a POST gets an Idempotency-Key unless one is given."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.made is not None:
            given.setdefault("Authorization", f"Bearer {self.made.token}")
        if method == "POST":
            given.setdefault("Idempotency-Key", str(uuid4()))
        data = b"" if body is None else json.dumps(body).encode()
        kind = "application/json" if data else ""
        where = path if path.startswith("/api") else f"/api/v1{path}"
        return self.client.generic(method, where, data, content_type=kind, headers={"Accept-Language": "en", **given})

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.ask("PATCH", path, body, **headers)


@pytest.fixture
def nobodys() -> Program:
    """A program without a key."""
    return Program(None)


@pytest.fixture
def program(employ: Callable, monkeypatch: Any) -> Callable[..., Program]:  # noqa: F811
    """`program(*scopes, held=…, at=…)`: a key with these scopes, made by somebody who holds `held` (else the scopes)."""
    monkeypatch.setattr(settings, "API_PER_MINUTE", 100_000)
    monkeypatch.setattr(settings, "API_OPEN_PER_MINUTE", 100_000)
    monkeypatch.setattr(api_keys, "OPEN_BURST", 100_000)
    monkeypatch.setattr(api_keys, "BURST", 100_000)

    def made(*scopes: str, held: tuple[str, ...] = (), at: Any = None, by: Any = None) -> Program:
        maker = by or employ(*(held or scopes), KEY_MAKE, at=at)
        return Program(make_key(by=maker, name="Telephone", scopes=scopes, ends_on=timezone.localdate() + timedelta(days=30)))

    return made


WIDENS = ("casework.case.oversee", "children.child.oversee", "referrals.referral.oversee", "helpline.contact.search",
          "clocks.clock.keep", "clocks.clock.read", "casework.case.assign", "directory.service.read",
          "helpline.contact.finalise")  # fmt: skip
"""Permissions that no route needs and that decide how far one reaches."""


@pytest.fixture
def world(employ, program, ground, owner, tmp_path) -> World:  # noqa: F811
    """Everything once; keys `whole` (here, every permission), `other` (the same elsewhere), `narrow` (places alone)."""
    load_directory()
    load_referrals()
    for key in ("contact_record", "case_follow_up"):
        for form in (settings.PACK / "forms").glob(f"{key}.*"):
            (tmp_path / form.name).symlink_to(form)
    with owner():
        load_pack_forms(tmp_path)
    everything = (*needs(), *WIDENS)
    by = employ(*everything, KEY_MAKE)
    case = begun(by, register_child(by=by, facts=facts()), ground["here"], owner=by.account_id)
    made = made_world(by, case, ground["elsewhere"])
    made.keys = {
        "whole": program(*everything, by=by),
        "other": program(*everything, at=ground["elsewhere"].pk),
        "narrow": program("places.place.read"),
        "none": Program(None),
    }
    return made
