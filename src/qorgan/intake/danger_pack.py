"""What the country says of danger: `intake/danger.toml`, read once per process and refused whole where it is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import RuleBroken
from qorgan.clocks.models import Policy
from qorgan.intake.danger_choices import LEVELS
from qorgan.organisations.models import OrganisationKind
from qorgan.texts import languages
from qorgan.texts.words import Words

FILE = "intake/danger.toml"
BASES = frozenset({"sourced", "setting", "to_be_confirmed"})


class DangerBroken(ValueError):
    """The pack's questions or bodies cannot be used; the message names the file, the row and what is wrong in it."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level: its words, the policy that sets the limit, and the numbers that are rung before anything is typed."""

    number: int
    names: Words
    meaning: Words
    policy: str
    link_hours: int
    call_first: tuple[str, ...]
    basis: str
    source: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question that leads to a level and a kind where it is answered yes."""

    key: str
    level: int
    kind: str
    words: Words


@dataclass(frozen=True, slots=True)
class Body:
    """A body as people call it: the kinds of organisation that are it; `number` rings it at once, or is empty."""

    key: str
    names: Words
    kinds: tuple[str, ...]
    number: str


@dataclass(frozen=True, slots=True)
class DangerPack:
    """All of it. `bodies_of` gives the bodies of a level and a kind in the order in which they are told."""

    version: str
    levels: Mapping[int, Level]
    kinds: Mapping[str, Words]
    questions: tuple[Question, ...]
    bodies: Mapping[str, Body]
    notify: Mapping[tuple[int, str], tuple[str, ...]]
    offences: Mapping[str, Words]
    no_report: Mapping[str, Words]

    def rung_first(self, level: int, kind: str) -> tuple[str, ...]:
        """The numbers that are rung before anything is typed: those of the level, and those of its bodies; none below it."""
        first = self.levels[level].call_first if level in self.levels else ()
        bodies = (body.number for body in self.bodies_of(level, kind)) if first else ()
        return tuple(dict.fromkeys((*first, *(number for number in bodies if number))))

    def bodies_of(self, level: int, kind: str) -> tuple[Body, ...]:
        """The bodies to tell, the first one first; none where there is no danger."""
        return tuple(self.bodies[key] for key in self.notify.get((level, kind), ()))


def demand(listed: Mapping[str, Words], key: str, *, field: str) -> None:
    """Raises RuleBroken for a code that the pack does not have."""
    if key not in listed:
        raise RuleBroken(_("Choose from the list."), field=field)


def danger() -> DangerPack:
    """The pack of this installation."""
    return read_danger(settings.PACK / FILE)


@cache
def read_danger(path: Path) -> DangerPack:
    """Reads a file. Raises DangerBroken; what refers to other files of the pack is checked by `load`."""
    with path.open("rb") as file:
        raw = tomllib.load(file)
    pack = DangerPack(
        version=str(raw.get("version", "")),
        levels={row["level"]: _level(row) for row in _rows(raw, "level", ("level", "policy", "link_hours", "basis", "source"))},
        kinds=_named(raw, "kind"),
        questions=tuple(
            Question(row["key"], row["level"], row["kind"], _words(row, "words"))
            for row in _rows(raw, "question", ("key", "level", "kind", "basis"))
        ),
        bodies={row["key"]: _body(row) for row in _rows(raw, "body", ("key", "kinds"))},
        notify={
            (row["level"], row["kind"]): tuple(row["bodies"]) for row in _rows(raw, "notify", ("level", "kind", "bodies", "basis"))
        },
        offences=_named(raw, "offence"),
        no_report=_named(raw, "no_report"),
    )
    for fault in _faults(pack, raw):
        raise DangerBroken(f"{FILE}: {fault}")
    return pack


def load() -> None:
    """What `qorgan migrate` calls: reads the file and checks what it names in other files. Raises DangerBroken.

    A country may leave the file out; then none of its roles carries a permission of danger, and no page asks for it.
    """
    if not (settings.PACK / FILE).exists():
        return
    pack = danger()
    kinds = set(OrganisationKind.objects.values_list("key", flat=True))
    policies = set(Policy.objects.values_list("key", flat=True))
    unknown = sorted({kind for body in pack.bodies.values() for kind in body.kinds} - kinds)
    missing = sorted({level.policy for level in pack.levels.values()} - policies)
    if unknown or missing:
        raise DangerBroken(f"{FILE}: no such kind of organisation or policy: {', '.join((*unknown, *missing))}")


def _rows(raw: Mapping[str, Any], name: str, needed: Iterable[str]) -> list[dict[str, Any]]:
    """The rows of a list, each with what it needs."""
    found: list[dict[str, Any]] = raw.get(name, [])
    for row in found:
        lacking = [key for key in needed if key not in row]
        if lacking:
            raise DangerBroken(f"{FILE}: {name} {row.get('key', row.get('level', '?'))} lacks {', '.join(lacking)}")
        if row.get("basis", "setting") not in BASES:
            raise DangerBroken(f"{FILE}: {name} {row.get('key', '?')}: no basis is called {row['basis']!r}")
    return found


def _named(raw: Mapping[str, Any], name: str) -> dict[str, Words]:
    return {row["key"]: _words(row, "names") for row in _rows(raw, name, ("key", "names"))}


def _words(row: Mapping[str, Any], name: str) -> Words:
    words = Words(row.get(name, {}))
    missing = [code for code in languages.codes() if code not in words]
    if missing:
        raise DangerBroken(f"{FILE}: {row.get('key', row.get('level', '?'))} has no {name} in {', '.join(missing)}")
    return words


def _level(row: Mapping[str, Any]) -> Level:
    return Level(
        row["level"], _words(row, "names"), _words(row, "meaning"), row["policy"], row["link_hours"],
        tuple(row.get("call_first", ())), row["basis"], row["source"],
    )  # fmt: skip


def _body(row: Mapping[str, Any]) -> Body:
    return Body(row["key"], _words(row, "names"), tuple(row["kinds"]), row.get("number", ""))


def _faults(pack: DangerPack, raw: Mapping[str, Any]) -> Iterable[str]:
    """What does not fit together, in words for the author of the pack."""
    if set(pack.levels) != set(LEVELS):
        yield "the levels are 4, 3, 2 and 1"
    for name in ("kind", "question", "body", "offence", "no_report"):
        keys = [row["key"] for row in raw.get(name, [])]
        if not keys or len(keys) != len(set(keys)):
            yield f"{name}: none, or two of one key"
    order = [one.level for one in pack.questions]
    if order != sorted(order, reverse=True):
        yield "questions stand in the order of their levels, the highest first"
    for one in pack.questions:
        if one.level not in pack.levels or one.kind not in pack.kinds:
            yield f"question {one.key} leads nowhere"
    for pair in ((level, kind) for level in LEVELS for kind in pack.kinds):
        bodies = pack.notify.get(pair, ())
        if not bodies or len(bodies) != len(set(bodies)) or any(key not in pack.bodies for key in bodies):
            yield f"notify: level {pair[0]}, {pair[1]}: no bodies, one twice, or one that is not described"
