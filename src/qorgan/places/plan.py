"""What a list or the country pack would change of the places: worked out whole before anything is written.

Dry run and import share this, so that what was shown is what is done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from qorgan.places.choices import AliasKind, Basis, PlaceKind
from qorgan.places.models import Place, PlaceAlias, PlaceCode, PopulationFigure
from qorgan.places.sheets import Tally
from qorgan.texts.folding import fold
from qorgan.texts.words import Words


@dataclass(frozen=True, kw_only=True)
class PlaceFacts:
    """What a source says of one place; `aliases` are (language, text, kind, valid_until)."""

    code: str
    kind: str
    level: int
    path: str
    names: Words
    source: str
    key: str | None = None
    code_basis: str = Basis.SOURCED.value
    iso: str = ""
    short_names: Words = field(default_factory=Words)
    abbreviations: Words = field(default_factory=Words)
    centre: Words = field(default_factory=Words)
    tile_row: int | None = None
    tile_column: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None


COPIED = tuple(one.name for one in fields(PlaceFacts))


@dataclass
class PlacePlan:
    """Rows to write. `changed` names the fields of each place that differ."""

    added: list[Place] = field(default_factory=list)
    changed: list[tuple[Place, tuple[str, ...]]] = field(default_factory=list)
    codes: list[PlaceCode] = field(default_factory=list)
    aliases: list[PlaceAlias] = field(default_factory=list)
    figures: list[PopulationFigure] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.codes or self.aliases or self.figures)


def folded_names(names: Words, aliases: Iterable[str] = ()) -> str:
    """All spellings of a place, folded, each once."""
    return " | ".join(dict.fromkeys(fold(text) for text in (*names.values(), *aliases) if fold(text)))


class Known:
    """The places of the database, by code, key, path and name; read with two queries, kept up while a plan grows."""

    def __init__(self) -> None:
        self.by_code: dict[str, Place] = {}
        self.by_key: dict[str, Place] = {}
        self.by_path: dict[str, Place] = {}
        self.by_name: dict[tuple[str, str], Place] = {}
        for place in Place.objects.all():
            self.add(place)
        self.aliases = {(a.place_id, a.language, a.text): a.kind for a in PlaceAlias.objects.all()}

    def add(self, place: Place) -> None:
        """Takes a place in."""
        self.by_code[place.code] = self.by_path[place.path] = place
        if place.key:
            self.by_key[place.key] = place
        parent = place.path.rpartition(".")[0]
        for name in place.names.values():
            self.by_name.setdefault((parent, fold(name)), place)

    def named(self, parent: str, name: str) -> Place | None:
        """The place of a name right below a path."""
        return self.by_name.get((parent, fold(name)))

    def recode(self, place: Place, code: str) -> None:
        """Gives a place its official code, once a list tells it."""
        self.by_code.pop(place.code, None)
        self.by_code[code] = place


def plan_place(plan: PlacePlan, known: Known, facts: PlaceFacts, found: Place | None) -> Place:
    """Adds or changes one place in the plan; gives the place."""
    if found is None:
        place = Place(**{name: getattr(facts, name) for name in COPIED}, folded=folded_names(facts.names))
        known.add(place)
        plan.added.append(place)
        plan.tally.added += 1
        return place
    differing = tuple(name for name in COPIED if getattr(found, name) != getattr(facts, name))
    for name in differing:
        setattr(found, name, getattr(facts, name))
    note_change(plan, found, differing)
    return found


def note_change(plan: PlacePlan, place: Place, differing: tuple[str, ...]) -> None:
    """Counts a place that was there; one that was added by this same plan only takes the change in."""
    if place._state.adding:
        return
    if differing:
        plan.changed.append((place, differing))
        plan.tally.changed += 1
    else:
        plan.tally.unchanged += 1


def plan_alias(
    plan: PlacePlan,
    known: Known,
    place: Place,
    *,
    language: str,
    text: str,
    kind: str = AliasKind.SPELLING.value,
    valid_until: date | None = None,
) -> bool:
    """Adds another spelling, unless it is known or is the name itself; gives whether it was added."""
    if not fold(text) or (place.pk, language, text) in known.aliases or text in place.names.values():
        return False
    known.aliases[place.pk, language, text] = kind
    plan.aliases.append(PlaceAlias(place=place, language=language, text=text[:200], folded=fold(text)[:200], kind=kind,
                                   valid_until=valid_until))  # fmt: skip
    if fold(text) not in place.folded:
        place.folded = f"{place.folded} | {fold(text)}"
    return True


def kind_at(level: int) -> str:
    """The kind of a unit where nothing else tells it."""
    order: dict[int, Any] = {1: PlaceKind.REGION, 2: PlaceKind.DISTRICT, 3: PlaceKind.RURAL_DISTRICT}
    return str(order.get(level, PlaceKind.SETTLEMENT).value)
