"""Places in a page where rooms above may hang something; the page's own room knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

_slots: dict[str, Slot] = {}


class Slot:
    """A named, ordered list of functions. Upper rooms fill it from `apps.py`; the page calls them all.

    A filler is called as `filler(request, **context)` and returns what the slot's page expects (safe HTML, an item of
    navigation, a command), or None where it has nothing for this reader.
    """

    def __init__(self, name: str) -> None:
        if name in _slots:
            raise ValueError(f"slot {name} is declared twice")
        self.name = name
        self._fillers: list[tuple[int, Callable[..., Any]]] = []
        _slots[name] = self

    def fill(self, filler: Callable[..., Any], *, order: int = 100) -> None:
        """Hangs a filler; lower orders come first, equal ones in the order of wiring."""
        self._fillers.append((order, filler))
        self._fillers.sort(key=lambda pair: pair[0])

    def __call__(self, request: Any, **context: Any) -> Iterator[Any]:
        for _, filler in self._fillers:
            made = filler(request, **context)
            if made is not None:
                yield made


def slots() -> dict[str, Slot]:
    """All declared slots, by name."""
    return dict(_slots)


NAVIGATION = Slot("ui.navigation")
COMMANDS = Slot("ui.commands")
BANNERS = Slot("ui.banners")
ME = Slot("ui.me")
MARKS = Slot("ui.marks")
TOP = Slot("ui.top")
