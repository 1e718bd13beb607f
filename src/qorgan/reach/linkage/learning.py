"""Learning a model from rows whose IINs tell the truth, with the IIN masked.

Pairs with the same valid IIN give m, pairs drawn at random give u, pairs that blocking brings together and whose both IINs are known
give the curve. Nothing is learned by expectation and maximisation alone, which takes twins for one child and can change its classes
about without a sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import duckdb
import numpy as np

from qorgan.matching.normaliser import VERSION
from qorgan.reach.linkage import judging
from qorgan.reach.linkage.levels import COMPARISONS, MASKED, level_case, on_tables
from qorgan.reach.linkage.model import Model
from qorgan.reach.linkage.scoring import compared

DRAWN: Final = 4_000_000
LINE: Final = "\n"
_SIDES: Final = "JOIN rows l ON l.row = x JOIN rows r ON r.row = y"


class TooFewLabels(ValueError):
    """The rows hold too few pairs of the same IIN to learn from."""


LEAST_LABELS: Final = 500


def learned(engine: duckdb.DuckDBPyConnection, count: int, start: Model) -> tuple[Model, int]:
    """A model from the table `rows`, and how many pairs of the same IIN stand behind it. Raises TooFewLabels.

    What cannot be learned from the rows (the IIN's own weights, how often a child is there again, the threshold) stays as in `start`.
    """
    engine.execute("CREATE OR REPLACE TABLE equal AS SELECT l.row AS x, r.row AS y FROM rows l "
                   "JOIN rows r ON l.iin = r.iin AND l.row < r.row AND l.proved").fetchall()  # fmt: skip
    equal = engine.execute("SELECT count(*) FROM equal").fetchall()[0][0]
    if equal < LEAST_LABELS:
        raise TooFewLabels(f"{equal} pairs of the same IIN; {LEAST_LABELS} are needed")
    engine.execute(f"CREATE OR REPLACE TABLE drawn AS SELECT (hash(i) % {count})::bigint AS x, "
                   f"(hash(i + 1000000007) % {count})::bigint AS y FROM range({DRAWN}) t(i)").fetchall()  # fmt: skip
    shares = {name: share for name, share in start.shares.items() if name[0] == "iin"}
    for comparison in MASKED:
        case = on_tables(level_case(comparison))
        same = _counted(engine, case, "equal", "true")
        other = _counted(engine, case, "drawn", "x <> y AND l.iin IS DISTINCT FROM r.iin")
        for level in comparison.levels:
            at = comparison.gammas[level.name]
            of_same, of_other = (_share(seen, at, len(comparison.levels)) for seen in (same, other))
            shares[comparison.name, level.name] = (of_same, of_other)
    return _judged(engine, count, replace(start, shares=shares), equal), equal


def _counted(engine: duckdb.DuckDBPyConnection, case: str, table: str, where: str) -> dict[int, int]:
    rows = engine.execute(f"SELECT {case} AS level, count(*) FROM {table} {_SIDES} WHERE {where} GROUP BY 1").fetchall()
    return {level: number for level, number in rows if level >= 0}


def _share(counted: dict[int, int], at: int, levels: int) -> float:
    """How often a level is seen, half an observation given to each so that none is impossible."""
    return round((counted.get(at, 0) + 0.5) / (sum(counted.values()) + levels / 2), 8)


def _judged(engine: duckdb.DuckDBPyConnection, count: int, start: Model, equal: int) -> Model:
    compared(engine, count, start, iin=False, chunks=1, told=lambda _step, _done: None)
    features = ", ".join(f"({sql})::double AS f{at}" for at, sql in enumerate(judging.FEATURES.values()))
    found = engine.execute(
        f"SELECT seen.*, coalesce(l.iin = r.iin, false)::double AS same, l.proved AND r.proved AS told "
        f"FROM (SELECT x, y, {features} FROM compared) seen {_SIDES}"
    ).fetchnumpy()
    met = engine.execute("SELECT count(*) FROM compared SEMI JOIN equal USING (x, y)").fetchall()[0][0]
    engine.execute("DROP TABLE compared").fetchall()
    matrix = np.stack([np.asarray(found[f"f{at}"]) for at in range(len(judging.FEATURES))], axis=1)
    told = np.asarray(found["told"], dtype=bool)
    same = np.asarray(found["same"])[told]
    weights, labels = judging.fit(matrix[told], same), float(same.mean())
    logits = matrix @ weights
    moved = judging.shift(logits, np.ones(len(logits)), labels=labels, usual=labels)
    usual = float((1 / (1 + np.exp(-(logits + moved)))).mean())
    judged = dict(zip(judging.FEATURES, (round(float(one), 6) for one in weights), strict=True))
    doubt = replace(start.doubt, missed=equal - met, missed_of=equal)
    return replace(start, judged=judged, labels=labels, usual=usual, doubt=doubt)


def as_toml(made: Model, head: str, evaluation: Mapping[str, Any]) -> str:
    """The text of a model file. `head` says in comments how it was made."""
    lines = [*(f"# {line}".rstrip() for line in head.splitlines()), f"version = {made.version}", f"normaliser = {VERSION}", ""]
    lines += ["# Pairs of one child for each row of the list that this was learned from.", f"again = {made.again:.4f}", ""]
    lines += ["# The share of pairs of one child among those that the curve was fitted on, and among all that were compared."]
    lines += [f"labels = {made.labels:.6f}", f"usual = {made.usual:.6f}", ""]
    lines += ["# From this probability rows are linked.", f"threshold = {made.threshold}", "", "[judged]"]
    lines += [f"{name} = {value}" for name, value in made.judged.items()]
    lines += [
        "",
        "# Added to the logarithm of the odds where both rows have an IIN; by hand, for the files have too few such slips.",
        "[iin]",
    ]
    lines += [f"{name} = {value}" for name, value in made.iin.items()]
    lines += ["", "# What a range of children allows for: `spread` by hand, from the evaluations of this file and those before it."]
    lines += ["[doubt]", f"spread = {made.doubt.spread}", f"missed = {made.doubt.missed}", f"missed_of = {made.doubt.missed_of}"]
    lines += [f"{LINE}[evaluation]"] + [f"{name} = {_toml(value)}" for name, value in evaluation.items()]
    for comparison in COMPARISONS:
        lines.append(f"{LINE}[levels.{comparison.name}]")
        for level in comparison.levels:
            m, u = made.shares[comparison.name, level.name]
            lines.append(f"{level.name} = {{ m = {m:.8f}, u = {u:.8f} }}")
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
