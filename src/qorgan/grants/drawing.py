"""The draw of experts: an order that anybody can work out again.

Experts of the register are ordered by SHA-256 of "seed, line feed, call, line feed, register number" as UTF-8. The first of
the order are the panel, the next the reserves. The seed comes from a public source that is named before applications close
and whose value nobody knows then, such as a lottery drawing or an exchange rate of a later day. The whole protocol is
published; ten lines of any language work it out again (`tests/grants/test_drawing.py` holds such a script).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

METHOD: Final = "sha256(seed LF call LF number), ascending"
"""The rule in one line, as the published protocol gives it."""


class TooFewExperts(ValueError):
    """The register has fewer experts without a conflict than the panel needs."""


def mark_of(seed: str, call: str, number: str) -> str:
    """The expert's place in the order, as 64 hexadecimal digits."""
    return sha256(f"{seed}\n{call}\n{number}".encode()).hexdigest()


def ordered(seed: str, call: str, numbers: Iterable[str]) -> tuple[str, ...]:
    """The register's numbers in the order of the draw. It does not depend on the order in which they were given."""
    return tuple(sorted(set(numbers), key=lambda number: (mark_of(seed, call, number), number)))


@dataclass(frozen=True, slots=True)
class Drawn:
    """The outcome: the whole order, of which the first are the panel and the next the reserves."""

    seed: str
    call: str
    order: tuple[str, ...]
    panel_size: int
    reserve_size: int

    @property
    def panel(self) -> tuple[str, ...]:
        """Who evaluates where nobody has a conflict."""
        return self.order[: self.panel_size]

    @property
    def reserves(self) -> tuple[str, ...]:
        """Who steps in, the first of them first."""
        return self.order[self.panel_size : self.panel_size + self.reserve_size]

    def panel_without(self, conflicted: Collection[str]) -> tuple[str, ...]:
        """The panel of one application: whoever has a conflict is passed over and the next of the order steps in.

        Raises TooFewExperts where panel and reserves together do not suffice.
        """
        free = [number for number in (*self.panel, *self.reserves) if number not in conflicted]
        if len(free) < self.panel_size:
            raise TooFewExperts
        return tuple(free[: self.panel_size])

    def protocol(self, *, source: str) -> dict[str, Any]:
        """What is published: with it and the script anybody finds the same names."""
        return {
            "method": METHOD, "seed_source": source, "seed": self.seed, "call": self.call, "register": sorted(self.order),
            "panel": list(self.panel), "reserves": list(self.reserves),
        }  # fmt: skip


def draw(seed: str, call: str, numbers: Sequence[str], *, panel: int, reserves: int) -> Drawn:
    """Draws the panel and the reserves. Raises TooFewExperts where the register does not hold as many."""
    order = ordered(seed, call, numbers)
    if not seed or len(order) < panel + reserves:
        raise TooFewExperts
    return Drawn(seed, call, order, panel, reserves)


def panels(drawn: Drawn, conflicts: Mapping[str, Collection[str]]) -> dict[str, tuple[str, ...]]:
    """The panel of each application, by its number; `conflicts` names who may not evaluate it."""
    return {application: drawn.panel_without(conflicted) for application, conflicted in conflicts.items()}
