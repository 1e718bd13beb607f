"""The tile map: one equal tile a unit of the first level, drawn on the server as SVG, with the table beside it.

    picture = TileMap.of(regions, values, caption=_("Children, 0 to 17"), link=lambda place: reverse(…))
    {{ picture.html }}

Tiles stand in the grid that the pack draws (rows and columns from 1) and are read by rows. Colour is never alone: each
tile carries its name and its value. Below 768 px and in print names are the pack's three letters (by the style sheet).
A value is a number, or a `Text` that stands in its place (not known, suppressed).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.places.models import Place
from qorgan.ui.tables.columns import grouped

Text = Promise | str
VALUE, NOT_KNOWN = _("Value"), _("not known")
STEPS = 5
SIDE, GAP = 104, 4
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class MapTile:
    """One unit: where it stands in the drawing (in px of the view box), its words, and its step 0 (no value) to 5."""

    x: int
    y: int
    name: Text
    short: Text
    shown: Text
    step: int
    url: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class TileMap:
    """A drawn map: tiles in order of reading, the width and height of the view box, the legend by step."""

    caption: Text
    tiles: Sequence[MapTile]
    width: int
    height: int
    legend: Sequence[tuple[int, str]]
    head: Text = VALUE
    number: int = field(default_factory=lambda: next(_numbers))

    @staticmethod
    def of(
        places: Sequence[Place],
        values: Mapping[Any, float | Text],
        *,
        caption: Text,
        head: Text = VALUE,
        missing: Text = NOT_KNOWN,
        link: Callable[[Place], str] | None = None,
    ) -> TileMap:
        """Draws the places that have a tile; `values` by the place's id."""
        shown = sorted((p for p in places if p.tile_row and p.tile_column), key=lambda p: (p.tile_row, p.tile_column))
        numbers = [value for p in shown if isinstance(value := values.get(p.pk), int | float)]
        bounds = five_steps(numbers)
        tiles = [_tile(p, values.get(p.pk), bounds, missing, link) for p in shown]
        width = max((tile.x for tile in tiles), default=0) + SIDE
        height = max((tile.y for tile in tiles), default=0) + SIDE
        return TileMap(caption, tiles, width, height, legend(bounds, numbers), head)

    def html(self) -> SafeString:
        """The figure: drawing, legend, caption, table."""
        return SafeString(render_to_string("places/parts/tile_map.html", {"map": self}))


def five_steps(numbers: Sequence[float]) -> tuple[float, ...]:
    """The lower bounds of five steps with as equal shares of the numbers as they allow (quantiles, each bound once)."""
    ordered = sorted(numbers)
    if not ordered:
        return ()
    bounds = [ordered[len(ordered) * part // STEPS] for part in range(STEPS)]
    return tuple(dict.fromkeys(bounds))


def step_of(value: float, bounds: Sequence[float]) -> int:
    """The step of a value: how many bounds it reaches."""
    return sum(value >= bound for bound in bounds)


def legend(bounds: Sequence[float], numbers: Sequence[float]) -> list[tuple[int, str]]:
    """Each step with the numbers that fall in it, `178 941 … 220 927`."""
    found = []
    for step, _bound in enumerate(bounds, 1):
        inside = [number for number in numbers if step_of(number, bounds) == step]
        found.append((step, f"{grouped(min(inside))} … {grouped(max(inside))}"))
    return found


def _tile(place: Place, value: Any, bounds: Sequence[float], missing: Text, link: Callable[[Place], str] | None) -> MapTile:
    is_number = isinstance(value, int | float)
    name = str(place.short_names or place.names)
    return MapTile(
        x=((place.tile_column or 1) - 1) * (SIDE + GAP), y=((place.tile_row or 1) - 1) * (SIDE + GAP), name=name,
        short=str(place.abbreviations or name[:3]), shown=grouped(value) if is_number else (value or missing),
        step=step_of(value, bounds) if is_number else 0, url=link(place) if link else "", lines=in_lines(name),
    )  # fmt: skip


def in_lines(name: str, most: int = 13) -> tuple[str, ...]:
    """A name in lines of at most about `most` letters: SVG breaks no text by itself."""
    lines: list[str] = []
    for word in name.replace("-", "-\u200b").replace("\u200b", " ").split():
        if lines and len(lines[-1]) + len(word) < most:
            lines[-1] += word if lines[-1].endswith("-") else f" {word}"
        else:
            lines.append(word)
    return tuple(lines)
