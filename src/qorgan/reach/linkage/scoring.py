"""Pairs of rows with the probability that they are of one child: Splink on DuckDB, the model of this release, and the vetoes.

Rows must stand in the engine's table `rows`. What comes out are numbers of rows, a probability and why a pair may not be linked.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import duckdb
import numpy as np
from splink import DuckDBAPI, Linker

from qorgan.reach.linkage import blocking, judging
from qorgan.reach.linkage.engine import OutOfMemory
from qorgan.reach.linkage.levels import MASKED
from qorgan.reach.linkage.model import Model, settings

LEAST_WEIGHT: Final = -10.0
"""Pairs below are not kept: one in a thousand rows among them is right."""
LEAST_PROBABILITY: Final = 0.005
ROWS_FOR_FREQUENCIES: Final = 2_000
"""A list of so many rows is believed half of what it says of how common a name is; the rest is the model's."""
Told = Callable[[str, float], None]
"""What progress is told by: the step, and how much of it is done (0 to 1)."""


@dataclass(frozen=True)
class Pairs:
    """Pairs by number of row, `left` below `right`. `chance`: the probability. `certain`: the same IIN.

    `veto`: empty, or why the pair may not be linked: `iin` (two valid numbers), `digit` (two valid numbers, one digit apart), `given`
    (wholly different given names), `twins` (`judging.TWINS`).
    """

    left: np.ndarray
    right: np.ndarray
    chance: np.ndarray
    veto: np.ndarray
    certain: np.ndarray
    plan: blocking.Plan

    def __len__(self) -> int:
        return len(self.left)


@contextlib.contextmanager
def memory_watched(engine: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Says in one sentence that the memory is too little, whatever was being done."""
    limit = engine.execute("SELECT current_setting('memory_limit')").fetchall()[0][0]
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise OutOfMemory(str(limit)) from None


def _nothing(_step: str, _done: float) -> None:
    return None


def _frequencies(engine: duckdb.DuckDBPyConnection, linker: Linker, api: DuckDBAPI, count: int, shares: Model) -> None:
    """How common each name is, as far as a list of this length can tell: a name on two rows of three is not for that a common one."""
    told = count / (count + ROWS_FOR_FREQUENCIES)
    for comparison in MASKED:
        for level in comparison.levels:
            if not level.tf:
                continue
            usual = shares.shares[comparison.name, level.name][1]
            engine.execute(
                f"CREATE OR REPLACE TABLE often_{level.tf} AS SELECT {level.tf}, "
                f"pow(count(*)::double / sum(count(*)) OVER (), {told}) * pow({usual}, {1 - told}) AS tf_{level.tf} "
                f"FROM rows WHERE {level.tf} IS NOT NULL GROUP BY 1"
            ).fetchall()
            linker.table_management.register_term_frequency_lookup(api.register(f"often_{level.tf}"), level.tf)


def compared(engine: duckdb.DuckDBPyConnection, count: int, shares: Model, *, iin: bool, chunks: int, told: Told) -> blocking.Plan:
    """Fills the table `compared`: row numbers, weight without the IIN's, and the level of each comparison."""
    plan = blocking.plan(engine, count, iin=iin)
    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI(engine)
    linker = Linker(api.register("rows"), settings(shares.shares, plan.rules, shares.prior(count), iin=iin), log_level=logging.ERROR)
    _frequencies(engine, linker, api, count, shares)
    names = ["given", "surname", "patronymic", "born", "phone", *(["iin"] if iin else [])]
    levels = ", ".join(f"{judging.level_sql(name, shares.shares)} AS {name}" for name in names)
    weight = "match_weight - mw_iin" if iin else "match_weight"
    floor = f"{weight} >= {LEAST_WEIGHT}" + (" OR iin IN ('same', 'slip')" if iin else "")
    for number in range(1, chunks + 1):
        scored = linker.inference.predict_chunk((number, chunks), (1, 1), threshold_match_weight=LEAST_WEIGHT, warning_mode="never")
        made = "CREATE OR REPLACE TABLE compared AS" if number == 1 else "INSERT INTO compared"
        engine.execute(
            f"{made} SELECT least(row_l, row_r) AS x, greatest(row_l, row_r) AS y, {weight} AS weight, {levels} "
            f"FROM {scored.physical_name} WHERE {floor}"
        ).fetchall()
        scored.drop_table_from_database_and_remove_from_cache()
        told("compared", number / chunks)
    return plan


def pairs(engine: duckdb.DuckDBPyConnection, count: int, shares: Model, *, chunks: int = 1, told: Told = _nothing) -> Pairs:
    """Every pair worth a look in the table `rows` of `count` rows. Raises OutOfMemory."""
    with memory_watched(engine):
        blocking.quiet_shared_numbers(engine)
        plan = compared(engine, count, shares, iin=True, chunks=chunks, told=told)
        logit = judging.logit_sql(shares)
        engine.execute(
            f"CREATE OR REPLACE TABLE judged AS SELECT x, y, given, iin, {judging.TWINS} AS twins, {logit} AS logit FROM compared"
        ).fetchall()
        binned = engine.execute("SELECT round(logit, 2) AS logit, count(*)::double AS n FROM judged GROUP BY 1 ORDER BY 1").fetchnumpy()
        moved = judging.shift(np.asarray(binned["logit"]), np.asarray(binned["n"]), labels=shares.labels, usual=shares.usual)
        by_iin = " ".join(f"WHEN '{level}' THEN {value}" for level, value in shares.iin.items())
        found = engine.execute(
            f"SELECT * FROM (SELECT x, y, 1 / (1 + exp(-(logit + {moved} + CASE iin {by_iin} ELSE 0 END))) AS chance, "
            "CASE WHEN iin = 'different' THEN 'iin' WHEN iin = 'digit' THEN 'digit' "
            "WHEN iin = 'same' THEN '' WHEN given = 'different' THEN 'given' WHEN twins THEN 'twins' ELSE '' END AS veto, "
            f"iin = 'same' AS certain FROM judged) WHERE chance >= {LEAST_PROBABILITY} OR certain ORDER BY x, y"
        ).fetchnumpy()
        engine.execute("DROP TABLE compared").fetchall()
        engine.execute("DROP TABLE judged").fetchall()
    left, right, chance, veto, certain = (np.asarray(found[name]) for name in ("x", "y", "chance", "veto", "certain"))
    return Pairs(left, right, chance, veto, certain, plan)
