"""The model: how often each level is seen among writings of one child (m) and among strangers (u), and what a weight is worth.

One file, `model.toml`, versioned, with how it was made and how well it does. `benchmarks/reach.py --learn` makes it again.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from qorgan.matching.normaliser import VERSION
from qorgan.reach.linkage.levels import COMPARISONS, MASKED, Comparison, Level

FILE: Final = Path(__file__).with_name("model.toml")
LEAST_U: Final = 1e-5
"""The least share of strangers that agreeing on a rare value may be worth: a list has the same slip twice now and then."""
Shares = Mapping[tuple[str, str], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a range of children must allow for. `spread`: standard deviation of the sum of probabilities on worlds whose truth is known,
    as a share of it. `missed` of `missed_of` pairs with the same IIN are those that no other rule brought together.
    """

    spread: float
    missed: int
    missed_of: int


@dataclass(frozen=True)
class Model:
    """One version. `shares`: (comparison, level) to (m, u). `again`: pairs of one child for each row, from which the prior of a list is
    worked out. `judged`: weights of the features of `judging.FEATURES`, of which `labels` is the share of pairs of one child that
    they were fitted on and `usual` that share among all pairs compared. `threshold`: the probability from which rows are linked.
    """

    version: int
    shares: Shares
    again: float
    judged: Mapping[str, float]
    labels: float
    usual: float
    iin: Mapping[str, float]
    threshold: float
    doubt: Doubt
    evaluation: Mapping[str, Any]

    def bits(self, comparison: str, level: str) -> float:
        """The weight of a level: log2(m / u)."""
        m, u = self.shares[comparison, level]
        return math.log2(m / u)

    def prior(self, count: int) -> float:
        """The probability that two rows of a list of `count` are of one child."""
        return min(2 * self.again / max(count, 2), 0.1)


def read_model(text: str) -> Model:
    """A model from the text of its file. Raises ValueError for another normaliser's, or for what is no share."""
    described: dict[str, Any] = tomllib.loads(text)
    if described["normaliser"] != VERSION:
        raise ValueError("this model belongs to another version of the normaliser")
    shares = {}
    for comparison in COMPARISONS:
        for level in comparison.levels:
            share = described["levels"][comparison.name][level.name]
            if not 0 < share["m"] < 1 or not 0 < share["u"] < 1:
                raise ValueError(f"model: {comparison.name} {level.name}: m and u are shares between 0 and 1")
            shares[comparison.name, level.name] = (float(share["m"]), float(share["u"]))
    return Model(
        described["version"], shares, described["again"], described["judged"], described["labels"], described["usual"],
        described["iin"], described["threshold"], Doubt(**described["doubt"]),
        described["evaluation"],
    )  # fmt: skip


@cache
def model() -> Model:
    """The model of this release."""
    return read_model(FILE.read_text(encoding="utf-8"))


def _level(comparison: Comparison, level: Level, shares: Shares) -> dict[str, Any]:
    m, u = shares[comparison.name, level.name]
    described: dict[str, Any] = {
        "sql_condition": level.when or "ELSE", "label_for_charts": level.name, "m_probability": m, "u_probability": u,
    }  # fmt: skip
    if level.tf:
        described |= {"tf_adjustment_column": level.tf, "tf_minimum_u_value": LEAST_U}
    return described


def settings(shares: Shares, rules: tuple[str, ...], prior: float, *, iin: bool = True) -> dict[str, Any]:
    """The settings that Splink takes. The pairs it gives carry row numbers and weights, and no name."""
    comparisons = []
    for one in COMPARISONS if iin else MASKED:
        null = {"sql_condition": one.null, "label_for_charts": "null", "is_null_level": True}
        levels = [null, *(_level(one, each, shares) for each in one.levels)]
        comparisons.append({"output_column_name": one.name, "comparison_levels": levels})
    return {
        "link_type": "dedupe_only", "unique_id_column_name": "row", "comparisons": comparisons,
        "blocking_rules_to_generate_predictions": [{"blocking_rule": rule, "sql_dialect": "duckdb"} for rule in rules],
        "probability_two_random_records_match": prior, "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
    }  # fmt: skip
