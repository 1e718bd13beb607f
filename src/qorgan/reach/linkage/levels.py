"""How far two rows agree, column by column, as conditions of SQL: the levels of the model, the nearest first.

The same questions as `qorgan.matching.comparing`, asked of the same columns. What is not compared, because one side lacks it, is
null and says nothing. `l` and `r` stand for the two rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from qorgan.matching.comparing import PREFIX, SIMILAR

DIFFERENT: Final = "different"


@dataclass(frozen=True, slots=True)
class Level:
    """One level: its name in the model file, and when it holds; an empty `when` is what remains. `tf` is the column whose
    frequency says how much agreeing is worth: a rare name says more than a common one.
    """

    name: str
    when: str = ""
    tf: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison: when nothing can be said, and its levels from the nearest to the farthest."""

    name: str
    null: str
    levels: tuple[Level, ...]

    @property
    def gammas(self) -> dict[str, int]:
        """Each level with Splink's number for it: 0 is the farthest, -1 is null."""
        return {level.name: len(self.levels) - 1 - at for at, level in enumerate(self.levels)}


_LIKE: Final = f"jaro_winkler_similarity({{}}, {{}}) >= {SIMILAR}"
_SWAPPED: Final = (
    f"(coalesce(not ({_LIKE.format('gf_l', 'gf_r')}) and ((gz_l = sk_r and {_LIKE.format('gs_r', 'sf_l')}) "
    f"or (gz_r = sk_l and {_LIKE.format('gs_l', 'sf_r')})), false))"
)
"""Given name and surname changed about: one of them has the consonants of the other's, and the second is like it."""
_MEANT: Final = "string_split(gf_{0} || coalesce('|' || ga_{0}, ''), '|')"
_ALIAS: Final = (
    f"(coalesce(list_has_any({_MEANT.format('l')}, {_MEANT.format('r')}), false) and (ga_l is not null or ga_r is not null))"
)


def _close(fold: str, bones: str) -> tuple[Level, ...]:
    """One slip of the pen with the same consonants; a slip behind the first letter (Мария and Дарья are twins), or three consonants and
    more the same; letters that lie close.
    """
    slip = f"damerau_levenshtein({fold}_l, {fold}_r) <= 1"
    return (
        Level("sound", f"({bones}_l = {bones}_r and {slip})"),
        Level("similar", f"(({bones}_l = {bones}_r and length({bones}_l) > 2) or ({slip} and left({fold}_l, 1) = left({fold}_r, 1)))"),
        Level("alike", f"(jaro_winkler_similarity({fold}_l, {fold}_r) >= {SIMILAR})"),
    )


def _prefix(fold: str) -> Level:
    return Level("prefix", f"(substr({fold}_l, 1, {PREFIX}) = substr({fold}_r, 1, {PREFIX}) and length({fold}_l) >= {PREFIX})")


_PARTS: Final = "((month_l = month_r)::int + (day_l = day_r)::int + (year_l = year_r)::int)"

COMPARISONS: Final = (
    Comparison("given", "gf_l is null or gf_r is null", (
        Level("same", "gf_l = gf_r", tf="gf"), Level("alias", _ALIAS), *_close("gf", "gk"), Level("swapped", _SWAPPED), _prefix("gf"),
        Level(DIFFERENT),
    )),
    Comparison("surname", f"sf_l is null or sf_r is null or {_SWAPPED}", (
        Level("same", "sf_l = sf_r", tf="sf"), *_close("sf", "sk"), _prefix("sf"), Level(DIFFERENT),
    )),
    Comparison("patronymic", "pf_l is null or pf_r is null", (
        Level("same", "pf_l = pf_r", tf="pf"), *_close("pf", "pk"), _prefix("pf"), Level(DIFFERENT),
    )),
    Comparison("born", "year_l is null or year_r is null", (
        Level("date", "dated_l = dated_r"),
        Level("january", "year_l = year_r and month_l = 1 and month_r = 1 and day_l = 1 and day_r = 1"),
        Level("swapped", "year_l = year_r and month_l = day_r and month_r = day_l"),
        Level("part", f"dated_l is not null and dated_r is not null and {_PARTS} = 2"),
        Level("month", "year_l = year_r and month_l = month_r and (day_l is null or day_r is null)"),
        Level("rough", "year_l = year_r and (rough_l or rough_r)"),
        Level("near", "abs(year_l - year_r) = 1 and (rough_l or rough_r)"),
        Level("year", "year_l = year_r"), Level(DIFFERENT),
    )),
    Comparison("sex", "sex_l is null or sex_r is null", (Level("same", "sex_l = sex_r"), Level(DIFFERENT))),
    Comparison("region", "region_l is null or region_r is null", (Level("same", "region_l = region_r", tf="region"), Level(DIFFERENT))),
    Comparison("phone", "phone_l is null or phone_r is null", (Level("same", "phone_l = phone_r", tf="phone"), Level(DIFFERENT))),
    Comparison("iin", "iin_l is null or iin_r is null", (
        Level("same", "iin_l = iin_r"), Level("digit", "proved_l and proved_r and damerau_levenshtein(iin_l, iin_r) <= 1"),
        Level(DIFFERENT, "proved_l and proved_r"), Level("slip", "damerau_levenshtein(iin_l, iin_r) <= 1"), Level("doubtful"),
    )),
)  # fmt: skip
"""Every comparison, in the order of the model file."""

MASKED: Final = tuple(one for one in COMPARISONS if one.name != "iin")
"""What is compared where the IIN must not be known: where it is the truth that is learned from."""


def level_case(comparison: Comparison) -> str:
    """An expression that gives Splink's number of the level of two rows."""
    parts = [f"when {comparison.null} then -1"]
    numbers = comparison.gammas
    parts += [f"when {one.when} then {numbers[one.name]}" for one in comparison.levels if one.when]
    return f"case {' '.join(parts)} else 0 end"


def on_tables(expression: str, left: str = "l", right: str = "r") -> str:
    """An expression over `x_l` and `x_r` as one over two tables."""
    return re.sub(r"\b([a-z]+)_(l|r)\b", lambda found: f"{left if found[2] == 'l' else right}.{found[1]}", expression)
