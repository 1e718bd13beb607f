"""The official list of places (in Kazakhstan the classifier KATO): which column is which, and what it would change.

How codes are built, which heads the list has and how a kind of unit is recognised is data of the pack, `place_list.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qorgan.places.choices import Basis
from qorgan.places.models import Place
from qorgan.places.paths import label
from qorgan.places.plan import Known, PlaceFacts, PlacePlan, kind_at, note_change, plan_alias, plan_place
from qorgan.places.sheets import Field, Problem, Row, Sheet, missing
from qorgan.texts import languages
from qorgan.texts.folding import tokens
from qorgan.texts.identifiers import digits_of
from qorgan.texts.words import Words

SOURCE = "official list"


@dataclass(frozen=True, slots=True)
class ListShape:
    """How the pack's official list is built.

    `levels` are the numbers of leading digits that name a unit at each level, the last being the length of a code;
    `heads` are the known heads by field; `kinds` are (level, kind, folded words of a name).
    """

    levels: tuple[int, ...]
    heads: Mapping[str, tuple[str, ...]]
    kinds: tuple[tuple[int, str, frozenset[str]], ...]

    def fields(self) -> tuple[Field, ...]:
        """The fields that a list of places may have."""
        names = (Field(f"name_{code}", _("Name"), self.heads.get(f"name_{code}", ())) for code in languages.codes())
        return (Field("code", _("Code"), self.heads.get("code", ()), is_needed=True), *names)

    def level_of(self, code: str) -> int:
        """The level of a code, from 1; the digits behind its level are zeros."""
        return next(at for at, digits in enumerate(self.levels, 1) if not code[digits:].strip("0"))

    def parent_of(self, code: str, level: int) -> str:
        """The code of the unit above."""
        return code[: self.levels[level - 2]].ljust(self.levels[-1], "0")

    def kind_of(self, level: int, names: Words) -> str:
        """The kind of a unit, by the words of its name; the usual kind of its level otherwise."""
        said = {token for name in names.values() for token in tokens(name)}
        return next((kind for at, kind, words in self.kinds if at == level and words & said), kind_at(level))


def list_shape(pack: Path | None = None) -> ListShape:
    """The shape that the pack declares."""
    raw = tomllib.loads(((pack or settings.PACK) / "place_list.toml").read_text(encoding="utf-8"))
    kinds = tuple(
        (row["level"], row["kind"], frozenset(token for word in row["words"] for token in tokens(word))) for row in raw["kind"]
    )
    return ListShape(tuple(raw["levels"]), {name: tuple(heads) for name, heads in raw["heads"].items()}, kinds)


def plan_list(sheet: Sheet, mapping: Mapping[str, int], shape: ListShape) -> PlacePlan:
    """What the list would change. Places that it does not name stay as they are."""
    plan = PlacePlan()
    absent = missing(mapping, shape.fields())
    if absent:
        plan.tally.problems += [Problem(1, "", _("No column gives the code."))]
        return plan
    known, seen = Known(), dict[str, int]()
    for row in sorted(sheet.rows(mapping), key=lambda row: shape.level_of(_code(row, shape)) if _code(row, shape) else 0):
        problem = _plan_row(plan, known, row, shape, seen)
        if problem:
            plan.tally.problems.append(Problem(row.number, sheet.head_of(mapping, problem[0]), problem[1]))
    plan.tally.problems.sort(key=lambda problem: problem.row)
    return plan


def _code(row: Row, shape: ListShape) -> str:
    code = digits_of(row.get("code"))
    return code if len(code) == shape.levels[-1] and code.strip("0") else ""


def _plan_row(plan: PlacePlan, known: Known, row: Row, shape: ListShape, seen: dict[str, int]) -> tuple | None:
    """Plans one row; gives the field and the words of what is wrong with it."""
    code = _code(row, shape)
    names = Words({code: row.get(f"name_{code}")[:200] for code in languages.codes()})
    if not code:
        return "code", _("This is not a code of the list: %(length)s digits are needed.") % {"length": shape.levels[-1]}
    if not names:
        return f"name_{languages.codes()[0]}", _("The row has no name.")
    if code in seen:
        return "code", _("The same code stands in row %(row)s.") % {"row": seen[code]}
    seen[code] = row.number
    level = shape.level_of(code)
    parent = known.by_code.get(shape.parent_of(code, level)) if level > 1 else None
    if level > 1 and parent is None:
        return "code", _("The unit above this one is neither in the list nor in the register.")
    _take(plan, known, code=code, names=names, level=level, parent=parent, shape=shape)
    return None


def _take(plan: PlacePlan, known: Known, *, code: str, names: Words, level: int, parent: Place | None, shape: ListShape) -> None:
    found = known.by_code.get(code) or _by_name(known, names, parent)
    if found is not None and found.key:
        _confirm(plan, known, found, code, names)
        return
    root = parent.path if parent else _root(known)
    facts = PlaceFacts(
        code=code, kind=shape.kind_of(level, names), level=level, path=found.path if found else f"{root}.{label(code)}",
        names=names if found is None else found.names.replaced(**names), source=SOURCE,
    )  # fmt: skip
    plan_place(plan, known, facts, found)


def _root(known: Known) -> str:
    return next(iter(known.by_path)).partition(".")[0] if known.by_path else "country"


def _by_name(known: Known, names: Words, parent: Place | None) -> Place | None:
    """A unit of the pack whose code was not certain: the list tells it, where name and unit above agree."""
    if parent is None:
        return None
    found = next((known.named(parent.path, name) for name in names.values() if known.named(parent.path, name)), None)
    return found if found is not None and found.code_basis == Basis.UNVERIFIED else None


def _confirm(plan: PlacePlan, known: Known, found: Place, code: str, names: Words) -> None:
    """The pack's own names are the legal ones; the list gives the code and other spellings."""
    differing = []
    if found.code != code:
        known.recode(found, code)
        found.code, found.code_basis = code, Basis.SOURCED.value
        differing = ["code", "code_basis"]
    new = [plan_alias(plan, known, found, language=language, text=name) for language, name in names.items()]
    if any(new):
        differing.append("aliases")
    note_change(plan, found, tuple(differing))
