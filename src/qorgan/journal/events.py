"""What is remembered and told: one event class is the audit type, the message to upper rooms and the line of history."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import Promise

_VERB = re.compile(r"^[a-z_]+\.[a-z_]+\.[a-z_]+$")
_CODE = re.compile(r"^[A-Za-z0-9_.:+-]{0,80}$")
_verbs: dict[str, type[Event]] = {}


class NotForTheJournal(TypeError):
    """A field holds what the journal must never hold: a text, a name, a number that identifies."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened, in the past tense.

    `subject` names the stream that the entry joins. Every other field is a UUID, a whole number, a truth value, a date
    or a short code: a child's story never enters the journal, and the type check here keeps it out.
    """

    subject: UUID

    verb: ClassVar[str]
    label: ClassVar[Promise | str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        verb = cls.__dict__.get("verb")
        if verb is None:
            return
        if not _VERB.match(verb):
            raise ValueError(f"an event's verb is room.noun.verb, not {verb!r}")
        if verb in _verbs and _verbs[verb].__qualname__ != cls.__qualname__:
            raise ValueError(f"two events have the verb {verb}")
        if not hasattr(cls, "label"):
            raise ValueError(f"{cls.__name__} needs a label for the history")
        _verbs[verb] = cls

    def declared(self) -> dict[str, Any]:
        """The event's own fields in JSON's types, in the order of their names."""
        return {name: _plain(name, getattr(self, name)) for name in _names(type(self))}  # type: ignore[arg-type]  # a class is hashable


@cache
def _names(event: type[Event]) -> tuple[str, ...]:
    return tuple(sorted(field.name for field in fields(event) if field.name != "subject"))


def _plain(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, str) and _CODE.match(value):
        return str(value)
    if isinstance(value, tuple | list | frozenset):
        return [_plain(name, item) for item in value]
    raise NotForTheJournal(f"{name} may not enter the journal: only ids, numbers, dates and short codes do")


def verbs() -> dict[str, type[Event]]:
    """Every event class that has a verb, by verb."""
    return dict(_verbs)


def label_of(verb: str) -> Promise | str:
    """The words for a verb; the verb itself for one that no installed room declares any more."""
    event = _verbs.get(verb)
    return event.label if event else verb
