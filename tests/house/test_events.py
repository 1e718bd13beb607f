"""Every event has words in three languages, and fields that can hold no story."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from django.utils import translation

from qorgan.journal.events import Event, NotForTheJournal, verbs
from qorgan.oversight.field_names import FIELDS
from tests.house.test_actions import every_module

ALLOWED = (UUID, int, bool, date, datetime, str, type(None))  # a str is checked to be a short code when it is recorded


def house_events() -> list[type[Event]]:
    every_module()
    return [event for event in verbs().values() if event.__module__.startswith("qorgan.")]


def untold(found: Iterable[type[Event]]) -> list[str]:
    """Events whose line in the history is still English in Kazakh or Russian."""
    wrong = []
    for event in found:
        with translation.override("en"):
            english = str(event.label)
        for language in ("kk", "ru"):
            with translation.override(language):
                if str(event.label) == english:
                    wrong.append(f"{event.verb} has no words in {language}")
    return wrong


def telling(found: Iterable[type[Event]]) -> list[str]:
    """Fields whose type could carry a text into the journal."""
    wrong = []
    for event in found:
        hints = typing.get_type_hints(event)
        wrong += [f"{event.verb}: {field.name} is {hints[field.name]}" for field in fields(event) if not _is_allowed(hints[field.name])]
    return wrong


def _is_allowed(hint: Any) -> bool:
    origin = typing.get_origin(hint)
    if origin is None:
        return isinstance(hint, type) and (hint in ALLOWED or issubclass(hint, Enum))
    if origin in (typing.Union, types.UnionType, tuple, list, frozenset):
        return all(part is ... or _is_allowed(part) for part in typing.get_args(hint))
    return False


def test_every_event_has_words_in_kazakh_and_russian() -> None:
    found = house_events()
    assert len(found) >= 40
    assert untold(found) == []


def test_every_field_of_an_event_is_an_id_a_number_a_date_or_a_code() -> None:
    assert telling(house_events()) == []


def nameless(found: Iterable[type[Event]]) -> list[str]:
    """Fields that an examiner would meet in the journal under their programmers' name, in some language."""
    wrong = []
    for event in found:
        for name in (field.name for field in fields(event) if field.name != "subject"):
            said = []
            for language in ("en", "kk", "ru"):
                with translation.override(language):
                    said.append(str(FIELDS.get(name, "")))
            if not all(said) or said[0] in said[1:]:
                wrong.append(f"{event.verb}: {name} has no words in three languages (oversight/field_names.py)")
    return wrong


def test_every_field_of_an_event_has_a_name_in_three_languages() -> None:
    assert nameless(house_events()) == []


def test_a_name_that_no_event_has_any_more_leaves_the_list() -> None:
    """Toys of the tests declare fields too; only those of the house count."""
    used = {field.name for event in house_events() for field in fields(event)}
    assert sorted(set(FIELDS) - used) == []


def test_an_event_without_words_or_with_a_story_makes_the_guard_red() -> None:
    """The planted faults; the class has no verb of its own, so it does not join the register."""

    @dataclass(frozen=True, kw_only=True)
    class StoryTold(Event):
        story: dict[str, str]

    StoryTold.verb, StoryTold.label = "house.story.told", "Nobody translated this sentence"
    assert untold([StoryTold]) == ["house.story.told has no words in kk", "house.story.told has no words in ru"]
    assert len(telling([StoryTold])) == 1
    assert nameless([StoryTold]) == ["house.story.told: story has no words in three languages (oversight/field_names.py)"]


def test_a_text_that_comes_as_a_code_is_refused_when_it_is_recorded() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Coded(Event):
        code: str

    subject = UUID(int=1)
    assert Coded(subject=subject, code="violence").declared() == {"code": "violence"}
    with pytest.raises(NotForTheJournal):
        Coded(subject=subject, code="мені ұрды").declared()


def test_an_events_verb_begins_with_its_room() -> None:
    assert [event.verb for event in house_events() if event.verb.split(".")[0] != event.__module__.split(".")[1]] == []
