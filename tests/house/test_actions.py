"""Every action names its actor and a permission that exists; nothing writes beside an action."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.conf import settings

import qorgan
from qorgan.access.permissions import known
from qorgan.access.principal import Principal
from qorgan.journal.actions import action, actions

Act = Callable[..., Any]


def every_module() -> None:
    """Imports all our modules, so that every action and every event is on its list."""
    for found in pkgutil.walk_packages(qorgan.__path__, "qorgan."):
        if ".migrations" not in found.name and not found.name.startswith("qorgan.site."):
            importlib.import_module(found.name)


def house_actions() -> list[Act]:
    every_module()
    return [act for act in actions() if act.__module__.split(".")[0] == "qorgan"]


def badly_signed(found: Iterable[Act]) -> list[str]:
    """Actions without `by`, with a parameter that may be given by position, or with a permission nobody declares."""
    wrong = []
    for act in found:
        parameters = inspect.signature(inspect.unwrap(act)).parameters
        name = f"{act.__module__}.{act.__name__}"
        by = parameters.get("by")
        if by is None or by.default is not inspect.Parameter.empty:
            wrong.append(f"{name} acts for nobody")
        elif by.annotation not in (Principal, "Principal"):
            wrong.append(f"{name}: `by` is no Principal but {by.annotation}")
        wrong += [
            f"{name}: {given.name} may be given by position"
            for given in parameters.values()
            if given.kind is not inspect.Parameter.KEYWORD_ONLY
        ]
        if act.permission not in known():
            wrong.append(f"{name} needs {act.permission}, which no room declares")
    return wrong


def test_every_action_has_an_actor_and_a_permission_that_a_room_declares() -> None:
    found = house_actions()
    assert len(found) >= 40
    assert badly_signed(found) == []


def test_an_action_of_another_shape_makes_the_guard_red() -> None:
    """The planted faults."""

    def nameless(thread: Any) -> None:
        """Acts for nobody, by position."""

    nameless.permission = "nobody.declares.this"  # type: ignore[attr-defined]
    found = badly_signed([nameless])
    assert len(found) == 3


def test_an_action_without_an_actor_cannot_even_be_written() -> None:
    with pytest.raises(TypeError, match="takes no `by`"):
        action("staff.account.read")(lambda *, thread: None)


def test_actions_stand_in_the_rooms_that_are_on_the_plan() -> None:
    assert {act.__module__.split(".")[1] for act in house_actions()} <= set(settings.ROOMS)


def test_every_permission_says_in_words_what_it_allows() -> None:
    every_module()
    assert [name for name, permission in known().items() if not str(permission.label)] == []
