"""Which rows are compared at all: those that agree in the keys of one rule. And how many pairs a rule may bring.

The pairs of a rule grow with the square of a list, so rules are counted before anything is compared, and one that would bring more
than its share is left out and told. That also bounds a list that says the same in every row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import duckdb

IIN: Final = ("{}iin",)
RULES: Final = (
    ("{}dated", "{}gk"),
    ("{}dated", "{}sk"),
    ("{}dated", "{}pk"),
    ("{}dated", "{}region", "{}sex", "substr({}gk, 1, 1)"),
    ("{}phone", "substr({}gk, 1, 1)"),
    ("{}names", "{}year"),
    ("{}names", "{}region"),
    ("{}names", "{}pk"),
    ("{}gk", "{}pk", "{}year"),
    ("{}sk", "{}pk", "{}year", "{}sex", "substr({}gk, 1, 1)"),
    ("{}sk", "{}year", "{}region", "{}sex"),
    ("{}dated", "{}region"),
    ("{}gk", "{}year", "substr({}sk, 1, 2)"),
    ("{}sk", "{}year", "substr({}gk, 1, 2)"),
    ("{}gk", "{}year", "{}region", "{}sex"),
    ("{}gk", "{}region", "substr({}sk, 1, 2)"),
    ("{}sk", "{}region", "substr({}gk, 1, 2)"),
    ("{}names",),
)
"""Beside the IIN. Each stands on two attributes or more (`names` is given name and surname together)."""

PAIRS_A_ROW: Final = 5
"""How many pairs a rule may bring for each row; measured: at 65,000 rows every rule stays, at a million the six widest go."""
MOST_OF_ONE_NUMBER: Final = 40
"""Rows that may share a telephone before it is a hotline's or a home's and says nothing of a child."""
MOST_NAMES_OF_ONE_IIN: Final = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """The rules of one linkage as Splink takes them, the pairs they bring at most, and how many rules were left out."""

    rules: tuple[str, ...]
    pairs: int
    left_out: int


def _joined(keys: tuple[str, ...]) -> str:
    return " and ".join(f"{key.format('l.')} = {key.format('r.')}" for key in keys)


def _pairs(engine: duckdb.DuckDBPyConnection, keys: tuple[str, ...]) -> int:
    columns = [key.format("") for key in keys]
    known = " and ".join(f"{column} is not null" for column in columns)
    groups = f"SELECT count(*) AS n FROM rows WHERE {known} GROUP BY {', '.join(columns)}"
    counted = engine.execute(f"SELECT coalesce(sum(n * (n - 1) // 2), 0)::bigint FROM ({groups})").fetchall()
    return int(counted[0][0])


def quiet_shared_numbers(engine: duckdb.DuckDBPyConnection) -> None:
    """Forgets telephones that many rows share, and IINs that stand beside many different names: they tell no child from another."""
    engine.execute(
        f"UPDATE rows SET phone = NULL WHERE phone IN (SELECT phone FROM rows GROUP BY phone HAVING count(*) > {MOST_OF_ONE_NUMBER})"
    ).fetchall()
    engine.execute(
        "UPDATE rows SET iin = NULL, proved = false WHERE iin IN (SELECT iin FROM rows GROUP BY iin HAVING count(*) > 2 AND "
        f"count(DISTINCT gk) > {MOST_NAMES_OF_ONE_IIN})"
    ).fetchall()


def plan(engine: duckdb.DuckDBPyConnection, count: int, *, iin: bool = True) -> Plan:
    """The rules for the table `rows`. With `iin` False as if nobody had one, to learn from those who do."""
    chosen = [_joined(IIN)] if iin else []
    total = _pairs(engine, IIN) if iin else 0
    most = PAIRS_A_ROW * max(count, 1_000)
    for keys in RULES:
        pairs = _pairs(engine, keys)
        if pairs <= most:
            chosen.append(_joined(keys))
            total += pairs
    return Plan(tuple(chosen), total, len(RULES) + iin - len(chosen))
