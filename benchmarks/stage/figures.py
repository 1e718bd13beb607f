"""Figures for the summary of `make bench`: printed where they are measured, and kept for one table at the end."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "QORGAN_BENCH_FIGURES"
"""Names the file that `tools/bench.py` reads; without it a benchmark only prints."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: what was measured, the figure, its baseline of the same run, their ratio, what is wanted."""

    line: str
    figure: str
    baseline: str = ""
    ratio: float | None = None
    wanted: str = ""
    is_met: bool | None = None


def keep(figure: Figure) -> None:
    """Adds the figure to the summary."""
    name = os.environ.get(FILE)
    if name:
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(figure)) + "\n")


def at_least(line: str, ours: float, bare: float, *, share: float, unit: str) -> None:
    """A rate that must be a share of the bare one."""
    ratio = ours / bare
    keep(Figure(line, f"{ours:,.0f} {unit}", f"{bare:,.0f} {unit}", ratio, f"ratio ≥ {share:.2f}", ratio >= share))


def at_most(line: str, value: float, most: float, *, unit: str, baseline: str = "") -> None:
    """A figure that has a ceiling."""
    keep(Figure(line, f"{value:,.1f} {unit}", baseline, None, f"≤ {most:,.0f} {unit}", value <= most))


def no_less(line: str, value: float, least: float, *, unit: str, bare: float | None = None) -> None:
    """A figure that has a floor; `bare` is its baseline."""
    base, ratio = ("", None) if bare is None else (f"{bare:,.0f} {unit}", value / bare)
    keep(Figure(line, f"{value:,.0f} {unit}", base, ratio, f"≥ {least:,.0f} {unit}", value >= least))


def known(line: str, value: float, *, unit: str, bare: float | None = None) -> None:
    """A figure that is told without a mark to reach."""
    base, ratio = ("", None) if bare is None else (f"{bare:,.1f} {unit}", value / bare)
    keep(Figure(line, f"{value:,.1f} {unit}", base, ratio))
