"""How sure it is that two records are of one person: Fellegi and Sunter's weights, vetoes, and the reasons in words.

A weight is the binary logarithm of m / u: how often a level is seen among pairs of one person (m), by how often among pairs of
different people that look-ups bring together (u). Both stand in `weights.toml` with the version of the normaliser, the file they
were estimated on and what they reached there. The weight orders candidates and chooses a grade; people are shown the grade and
the reasons. Nothing here scores a child: it compares two pieces of paper.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.matching.attributes import Profile
from qorgan.matching.choices import Grade
from qorgan.matching.comparing import Levels, compare
from qorgan.matching.normaliser import VERSION

FILE: Final = Path(__file__).with_name("weights.toml")

SAME_NAME: Final = frozenset({"same", "alias", "sound"})


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of one version: attribute and level to bits, and the bits from which each grade is given."""

    version: int
    bits: dict[tuple[str, str], float]
    grades: dict[Grade, float]

    def of(self, levels: Levels) -> float:
        """The sum of the weights of what was compared."""
        return sum(self.bits[attribute, level] for attribute, level in levels.items())


def read_weights(text: str) -> Weights:
    """Weights from the text of their file. Raises ValueError for another normaliser's, or for a share outside 0 to 1."""
    described: dict[str, Any] = tomllib.loads(text)
    if described["normaliser"] != VERSION:
        raise ValueError("these weights belong to another version of the normaliser")
    bits = {}
    for attribute, levels in described["levels"].items():
        for level, share in levels.items():
            if not 0 < share["m"] < 1 or not 0 < share["u"] < 1:
                raise ValueError(f"weights of {attribute} {level}: m and u are shares between 0 and 1")
            bits[attribute, level] = math.log2(share["m"] / share["u"])
    return Weights(described["version"], bits, {Grade(name): float(least) for name, least in described["grades"].items()})


@cache
def weights() -> Weights:
    """The weights of this release."""
    return read_weights(FILE.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison found. `grade` is None where it is not worth a person's look, or where a veto stands.

    `veto` says why two records that agree in much are not put forward: `iin` (two different valid numbers) or `given`
    (wholly different given names: brothers, sisters, twins).
    """

    weight: float
    levels: Levels
    grade: Grade | None
    veto: str = ""

    @property
    def reasons(self) -> list[Promise | str]:
        """What agrees and what does not, in words, in the order of the form."""
        return [words for key in REASONS if (words := REASONS[key]) and self.levels.get(key[0]) == key[1]]


def veto_of(levels: Levels) -> str:
    """The rule that stands against one person behind two records, or an empty text."""
    if levels.get("iin") == "different":
        return "iin"
    # Numbers of twins may differ in the eleventh digit alone: a slip is no proof against another name.
    if levels.get("given") == "different" and levels.get("iin") != "same":
        return "given"
    return ""


def may_be_twins(levels: Levels) -> bool:
    """Born on one day of one family, and the given name is not surely the same: Асан and Үсен, Фатима and Зухра."""
    return (
        levels.get("born") == "date"
        and levels.get("surname") in SAME_NAME
        and levels.get("given") in ("similar", "prefix")
        and levels.get("iin") != "same"
    )


def judge(one: Profile, other: Profile) -> Comparison:
    """Compares two people."""
    levels = compare(one, other)
    known = weights()
    weight = known.of(levels)
    veto = veto_of(levels)
    if veto:
        return Comparison(weight, levels, None, veto)
    grade = next((grade for grade in Grade if weight >= known.grades[grade]), None)
    if grade is not None and grade is not Grade.POSSIBLE and may_be_twins(levels):
        grade = Grade.POSSIBLE
    return Comparison(weight, levels, grade)


REASONS: Final[dict[tuple[str, str], Promise | str]] = {
    ("iin", "same"): _("The same IIN"),
    ("iin", "slip"): _("The IIN differs in one digit"),
    ("iin", "different"): _("Another IIN"),
    ("iin", "doubtful"): _("Another IIN, one of them with a doubt"),
    ("order", "swapped"): _("Given name and surname changed about"),
    ("given", "same"): _("The same given name"),
    ("given", "alias"): _("Another form of the same given name"),
    ("given", "sound"): _("Given name sounds the same"),
    ("given", "similar"): _("Given name similar"),
    ("given", "prefix"): _("Given name begins the same"),
    ("given", "different"): _("Another given name"),
    ("surname", "same"): _("The same surname"),
    ("surname", "alias"): _("The same surname"),
    ("surname", "sound"): _("Surname sounds the same"),
    ("surname", "similar"): _("Surname similar"),
    ("surname", "prefix"): _("Surname begins the same"),
    ("surname", "different"): _("Another surname"),
    ("patronymic", "same"): _("The same patronymic"),
    ("patronymic", "alias"): _("The same patronymic"),
    ("patronymic", "sound"): _("Patronymic sounds the same"),
    ("patronymic", "similar"): _("Patronymic similar"),
    ("patronymic", "prefix"): _("Patronymic begins the same"),
    ("patronymic", "different"): _("Another patronymic"),
    ("born", "date"): _("The same birth date"),
    ("born", "month"): _("The same month of birth"),
    ("born", "swapped"): _("Day and month of birth changed about"),
    ("born", "part"): _("Birth date differs in one part"),
    ("born", "year"): _("The same year of birth"),
    ("born", "near"): _("Year of birth about the same"),
    ("born", "different"): _("Another birth date"),
    ("sex", "same"): "",
    ("sex", "different"): _("Another sex"),
    ("place", "district"): _("The same district"),
    ("place", "region"): _("The same region"),
    ("place", "different"): _("Another region"),
}
