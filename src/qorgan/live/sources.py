"""What can be followed: one register, filled by the rooms from their `apps.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qorgan.access.principal import Principal
from qorgan.live.topics import is_source


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of thing that pages follow.

    `name`: `room.noun`, the second part of the address `/live/<name>/<key>`.
    `may(by, key)`: whether `by` may follow this key; False both for what is hidden and for what does not exist.
    `last(by, key)`: the key's newest sequence number, never falling, the same for everybody who may follow. Left out
    where nothing is counted: a queue, a board, where all that can be said is "something changed, look again".

    Both are called inside `reading(by)`, in a thread, on a connection of its own; they only query. The key has the
    shape of an id but is not trusted: it comes from an address.
    """

    name: str
    may: Callable[[Principal, str], bool]
    last: Callable[[Principal, str], int] | None = None


_sources: dict[str, Source] = {}


def register(source: Source) -> Source:
    """Adds a source. Raises ValueError for a name of another shape or registered twice."""
    if not is_source(source.name):
        raise ValueError(f"a source is named room.noun, not {source.name!r}")
    if source.name in _sources:
        raise ValueError(f"source {source.name} is registered twice")
    _sources[source.name] = source
    return source


def find(name: str) -> Source | None:
    """The source of that name, or None."""
    return _sources.get(name)
