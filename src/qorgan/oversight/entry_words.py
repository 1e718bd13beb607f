"""An entry of the journal in the reader's words: its declared fields with their names, and the page that was read.

Ids stay ids and codes stay codes: they are what an examiner compares. Truth values, days and moments are written as the
reader writes them.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qorgan.access.permissions import Permission
from qorgan.journal.chain import READ_VERB
from qorgan.journal.events import verbs
from qorgan.oversight.field_names import FIELDS
from qorgan.texts.dates import day, moment
from qorgan.ui.api.door import doors
from qorgan.ui.pages import Page

_ARGUMENT: Final = re.compile(r"<[^>]*>|\{[^}]*\}")
_EMPTY: Final[tuple[Any, ...]] = ([], "", None)


def described(verb: str, fields: dict[str, Any]) -> str:
    """The declared fields of an entry, `name: value; name: value`, in the order of their names; empty ones are left out."""
    if verb == READ_VERB:
        return _page_read(fields)
    said = sorted((str(FIELDS.get(name, name)), written(verb, name, value)) for name, value in fields.items() if value not in _EMPTY)
    return "; ".join(f"{name}: {value}" for name, value in said)


def written(verb: str, name: str, value: Any) -> str:
    """One value as the reader writes it. `value` is what JSON keeps; the event's class says whether it is a day."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(written(verb, name, one) for one in value)
    kinds = _kinds(verb).get(name, frozenset())
    if isinstance(value, str) and datetime in kinds:
        return moment(datetime.fromisoformat(value))
    if isinstance(value, str) and date in kinds:
        return day(date.fromisoformat(value))
    return str(value)


@cache
def _kinds(verb: str) -> dict[str, frozenset[Any]]:
    """The types that each field of an event may have; nothing for an event that no installed room declares any more."""
    event = verbs().get(verb)
    return {} if event is None else {name: frozenset(_parts(hint)) for name, hint in typing.get_type_hints(event).items()}


def _parts(hint: Any) -> Iterator[Any]:
    if typing.get_origin(hint) in (typing.Union, types.UnionType, tuple):
        for part in typing.get_args(hint):
            yield from _parts(part)
    else:
        yield hint


def _page_read(fields: dict[str, Any]) -> str:
    shown = page_words(str(fields.get("page", "")))
    lists = ", ".join(fields.get("unnamed") or ())
    return f"{shown}; {pgettext('field of the journal', 'records without a number')}: {lists}" if lists else shown


def page_words(code: str) -> str:
    """A page by the code that its read entry holds: `/cases/… (Read cases)`; the code itself where no page has it any more."""
    found = _pages().get(code)
    if found is None:
        return code
    address, needs = found
    return f"{address} ({needs.label})" if isinstance(needs, Permission) else address


@cache
def _pages() -> dict[str, tuple[str, str]]:
    """The address and the need of every page and API route, by its code. Arguments are dots: the entry names what was read."""
    found: dict[str, tuple[str, str]] = {}
    for address, declared in _addresses(get_resolver().url_patterns, "/"):
        found.setdefault(declared.code, (_ARGUMENT.sub("…", address), declared.needs))
    for route in (route for door in doors() for route in door.routes):
        address = _ARGUMENT.sub("…", reverse("api_description").rpartition("/")[0] + route.path)
        found.setdefault(f"api.{route.name}", (f"{route.method} {address}", route.needs))
    return found


def _addresses(patterns: list[Any], before: str) -> Iterator[tuple[str, Page]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _addresses(entry.url_patterns, before + str(entry.pattern))
        elif isinstance(entry, URLPattern) and isinstance(declared := getattr(entry.callback, "page", None), Page):
            yield before + str(entry.pattern), declared
