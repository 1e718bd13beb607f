"""Charts drawn on the server as SVG, each with its table: the table is the alternative, the print form, the plain form.

Never colour alone: marks carry their values, lines their dots and their names; planned values are hatched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from math import ceil, floor, log10
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from qorgan.ui.tables.columns import grouped

Text = Promise | str
WIDTH, LEFT, RIGHT, TOP, BOTTOM = 720, 56, 16, 22, 34
HEIGHT = 260
BAR_LINE = 30
MOST_LABELS = 12
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Series:
    """Values under one name, as many as the chart has labels; None where there is no value (never drawn as zero)."""

    label: Text
    values: Sequence[float | None]
    is_planned: bool = False


@dataclass(frozen=True)
class Chart:
    """The base: `labels` along the axis, one or more series of one unit, and the sentence below."""

    title: Text
    labels: Sequence[Text]
    series: Sequence[Series]
    unit: Text = ""
    caption: Text = ""
    missing: Text = ""
    number: int = field(default_factory=lambda: next(_numbers))

    template = ""

    def __post_init__(self) -> None:
        for one in self.series:
            if len(one.values) != len(self.labels):
                raise ValueError(f"{one.label}: {len(one.values)} values for {len(self.labels)} labels")

    @property
    def top(self) -> float:
        """The round number at the end of the axis."""
        return round_up(max((value for one in self.series for value in one.values if value is not None), default=0))

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Four parts of the axis: value and its words."""
        return [(self.top * part / 4, said(self.top * part / 4)) for part in range(5)]

    @property
    def rows(self) -> list[tuple[Text, list[str]]]:
        """The same as a table."""
        return [
            (
                label,
                [said(one.values[index]) if one.values[index] is not None else str(self.missing) for one in self.series],
            )
            for index, label in enumerate(self.labels)
        ]

    def context(self) -> dict[str, Any]:
        """What the drawing needs beyond the chart itself."""
        raise NotImplementedError

    def html(self) -> SafeString:
        """The figure: drawing, caption, table."""
        drawing = render_to_string(self.template, {"chart": self, **self.context()})
        whole = render_to_string("ui/components/chart.html", {"chart": self, "drawing": SafeString(drawing)})
        return SafeString(whole)  # both come from templates, which escape


class BarChart(Chart):
    """Lying bars, one line a label, values written at their ends. Names are as long as they are: they stand above."""

    template = "ui/components/chart_bars.html"

    def context(self) -> dict[str, Any]:
        lines, y = [], 4
        for index, label in enumerate(self.labels):
            bars = []
            for number, one in enumerate(self.series):
                value = one.values[index]
                if value is None:
                    continue
                long = round(value / self.top * (WIDTH - 90), 1)
                bars.append(
                    {
                        "y": y + 18 + number * 14,
                        "width": max(long, 1),
                        "text_x": long + 6,
                        "text": said(value),
                        "color": number % 6 + 1,
                        "is_planned": one.is_planned,
                    }
                )
            lines.append({"label": label, "y": y + 12, "bars": bars})
            y += 22 + 14 * len(self.series) + 6
        return {"lines": lines, "width": WIDTH, "height": y}


class LineChart(Chart):
    """Values over time: dots joined by lines, the last value written at its dot."""

    template = "ui/components/chart_lines.html"

    def context(self) -> dict[str, Any]:
        inner, tall = WIDTH - LEFT - RIGHT - 44, HEIGHT - TOP - BOTTOM
        step = inner / max(len(self.labels) - 1, 1)
        curves = []
        for number, one in enumerate(self.series):
            dots = [
                (round(LEFT + index * step, 1), round(TOP + tall * (1 - value / self.top), 1), value)
                for index, value in enumerate(one.values)
                if value is not None
            ]
            curves.append(
                {
                    "color": number % 6 + 1,
                    "is_planned": one.is_planned,
                    "dots": dots,
                    "label": one.label,
                    "path": " ".join(f"{'L' if at else 'M'}{x} {y}" for at, (x, y, _v) in enumerate(dots)),
                    "end": (*dots[-1][:2], said(dots[-1][2])) if dots else None,
                }
            )
        skip = ceil(len(self.labels) / MOST_LABELS) or 1
        marks = [(round(LEFT + index * step, 1), label) for index, label in enumerate(self.labels) if index % skip == 0]
        axis = [(round(TOP + tall * (1 - value / self.top), 1), text) for value, text in self.ticks]
        return {
            "curves": curves,
            "marks": marks,
            "axis": axis,
            "width": WIDTH,
            "height": HEIGHT,
            "left": LEFT,
            "right": WIDTH - RIGHT - 44,
            "foot": HEIGHT - 12,
        }


def said(value: float | None) -> str:
    """A value in the reader's language, whole where it is whole."""
    if value is None:
        return ""
    return grouped(int(value) if float(value).is_integer() else round(value, 1))


def round_up(value: float) -> float:
    """The next round number (1, 2, 4 or 5 times a power of ten); 1 for nothing."""
    if value <= 0:
        return 1
    power = 10 ** floor(log10(value))
    return next((step * power for step in (1, 2, 4, 5, 10) if step * power >= value), value)
