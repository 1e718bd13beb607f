"""Records of public life that rooms point to without knowing each other: a recommendation, a theme, an item of a council.

Neighbours on one floor import nothing of each other. The room that keeps such records registers their kind and how they
are found; a room that follows them up registers what became of them. Both speak in `Reference`, by random public ids.

    register(ReferenceKind("conferences.recommendation", _("Recommendation of a conference"), find=…, choices=…))   # from apps.py
    register_follower(lambda by, kind, refs: {ref: [Reference(…)]})                                                 # from another room
    find(by, "conferences.recommendation", ref); choices(by); followers(by, "conferences.recommendation", refs)

Nothing that names a child may be a reference: what is found is kept as words in the record that points to it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from qorgan.access.principal import Principal
from qorgan.texts.words import Words
from qorgan.ui.pieces import Text


@dataclass(frozen=True, slots=True)
class Reference:
    """One record as another room shows it: `label` is its public number, `words` what it says, `state` where it stands."""

    kind: str
    ref: str
    id: UUID
    label: str
    words: Words
    source: str = ""
    on: date | None = None
    state: Text = ""
    url: str = ""


Find = Callable[[Principal, str], Reference | None]
Choices = Callable[[Principal], Sequence[Reference]]
Follow = Callable[[Principal, str, Collection[str]], Mapping[str, Sequence[Reference]]]


@dataclass(frozen=True, slots=True)
class ReferenceKind:
    """A kind of record. `find` gives one that the principal may know, `choices` those that may be pointed to now."""

    name: str
    label: Text
    find: Find
    choices: Choices


_kinds: dict[str, ReferenceKind] = {}
_followers: list[Follow] = []


def register(kind: ReferenceKind) -> ReferenceKind:
    """Adds a kind. Raises ValueError for a second one of the name."""
    if kind.name in _kinds:
        raise ValueError(f"a kind of reference {kind.name} exists")
    _kinds[kind.name] = kind
    return kind


def register_follower(follow: Follow) -> None:
    """Adds what tells which of its records came out of those of a kind; it need not know the kinds."""
    _followers.append(follow)


def kinds() -> Mapping[str, ReferenceKind]:
    """The kinds of the installed rooms, by name."""
    return dict(_kinds)


def find(by: Principal, kind: str, ref: str) -> Reference | None:
    """The record, where its room is installed and `by` may know it."""
    known = _kinds.get(kind)
    return known.find(by, ref) if known and ref else None


def choices(by: Principal) -> list[tuple[ReferenceKind, list[Reference]]]:
    """What `by` may point to, by kind; kinds with nothing are left out."""
    found = ((kind, list(kind.choices(by))) for kind in _kinds.values())
    return [(kind, rows) for kind, rows in found if rows]


def followers(by: Principal, kind: str, refs: Collection[str]) -> dict[str, list[Reference]]:
    """What became of these records elsewhere, as far as `by` may know it; every ref has a list."""
    found: dict[str, list[Reference]] = {ref: [] for ref in refs}
    for follow in _followers:
        for ref, rows in follow(by, kind, refs).items():
            found[ref].extend(rows)
    return found
