"""Items of the side navigation and of the command palette; rooms make them in fillers of the slots."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise

from qorgan.ui.slots import COMMANDS, NAVIGATION


@dataclass(frozen=True, slots=True)
class Item:
    """A place in the side navigation. `waiting` counts what waits for this reader; `is_hot` only for danger."""

    label: Promise | str
    url: str
    icon: str
    key: str = ""
    waiting: int = 0
    is_hot: bool = False
    is_settings: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A line of the command palette."""

    label: Promise | str
    url: str
    icon: str = "arrow-right"
    keys: str = ""


def items_for(request: HttpRequest) -> list[Item]:
    """The places this reader may enter; others are absent, not greyed."""
    return list(NAVIGATION(request))


def place_of(path: str, places_to_go: Iterable[Item]) -> str:
    """The address of the place that a page belongs to: the longest that `path` is or lies below (nothing lies below the root);
    empty for none.
    """
    around = (
        item.url for item in places_to_go if path == item.url or (len(item.url) > 1 and path.startswith(item.url.rstrip("/") + "/"))
    )
    return max(around, key=len, default="")


def commands_for(request: HttpRequest, places_to_go: Iterable[Item]) -> list[Command]:
    """The commands this reader has, after the places, which the page has found out already."""
    places = [Command(item.label, item.url, item.icon, f"G {item.key}" if item.key else "") for item in places_to_go]
    return places + list(COMMANDS(request))
