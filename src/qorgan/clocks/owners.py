"""Names of owners for the list of clocks: rooms above know people and organisations, this one does not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

Names = Callable[[Collection[UUID]], Mapping[UUID, str]]
ACCOUNT, ORGANISATION, ROLE = "account", "organisation", "role"
_names: dict[str, Names] = {}


def register_names(kind: str, names: Names) -> None:
    """Says how accounts or organisations are called. Raises ValueError for a second answer of a kind."""
    if kind in _names:
        raise ValueError(f"a second room names each {kind}")
    _names[kind] = names


def names_of(kind: str, ids: Collection[UUID]) -> Mapping[UUID, str]:
    """The names of some owners, with one question for all of them; empty where no room knows the kind."""
    names = _names.get(kind)
    return names(ids) if names and ids else {}
