"""From Splink's weight to a probability that holds what it says.

Fellegi and Sunter's weights take columns for independent, which brothers, sisters and twins are not: left alone, the sum of their
probabilities is a third too high. A logistic curve over the weight and a few signs of a family puts that right. It is fitted on pairs
whose IINs tell the truth, with the IIN and all that stands on it masked. Who has an IIN is no random sample, so the share of pairs of
one child is not taken from them: it is found again in each list (Saerens, Latinne, Decaestecker 2002).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from qorgan.reach.linkage.levels import COMPARISONS
from qorgan.reach.linkage.model import Model, Shares

_BY_NAME: Final = {one.name: one for one in COMPARISONS}
_ABOUT: Final = "born in ('part', 'swapped', 'january', 'month', 'rough')"
_FAMILY: Final = "(surname in ('same', 'sound', 'similar', 'alike'))"
_ALIKE: Final = "(given in ('alike', 'prefix'))"
_CLOSE: Final = "(given in ('alias', 'sound', 'similar'))"

FEATURES: Final = {
    "one": "1.0",
    "weight": "weight",
    "below": "least(weight, 0.0)",
    "given_different": "given = 'different'",
    "given_different_of_a_family": f"given = 'different' and {_FAMILY}",
    "given_close_of_a_family_same_day": f"{_CLOSE} and {_FAMILY} and born = 'date'",
    "given_close_of_a_family_part": f"{_CLOSE} and {_FAMILY} and {_ABOUT}",
    "given_close_of_a_family_other_day": f"{_CLOSE} and {_FAMILY} and born in ('near', 'year', 'different')",
    "given_alike": _ALIKE,
    "given_alike_of_a_family_same_day": f"{_ALIKE} and {_FAMILY} and born = 'date'",
    "given_alike_of_a_family_part": f"{_ALIKE} and {_FAMILY} and {_ABOUT}",
    "given_alike_of_a_family_other_day": f"{_ALIKE} and {_FAMILY} and born in ('near', 'year', 'different')",
    "given_prefix": "given = 'prefix'",
    "given_swapped": "given = 'swapped'",
    "given_same_born_otherwise": "given = 'same' and born in ('year', 'different')",
    "given_same_born_unknown": "given = 'same' and born = ''",
    "given_same_born_about": "given = 'same' and born in ('rough', 'near', 'january')",
    "surname_different": "surname = 'different'",
    "surname_unknown": "surname = '' and given <> 'swapped'",
    "patronymic_unknown": "patronymic = ''",
    "patronymic_different": "patronymic = 'different'",
    "phone_same": "phone = 'same'",
    "phone_same_of_a_family": f"phone = 'same' and {_FAMILY}",
}
"""What the curve looks at, as SQL over the weight and the levels of a pair (an empty level: not compared)."""

TWINS: Final = f"({_ALIKE} and {_FAMILY} and born = 'date')"
"""Born on one day of one family, with given names that are alike and not the same: Бауыржан and Бауыркүл may be twins, or one child."""

PAIRS_BEHIND_USUAL: Final = 50
"""How many pairs the usual share of the model counts for, in a list that brings few of its own."""


def level_sql(comparison: str, shares: Shares) -> str:
    """The name of the level behind Splink's weight of a comparison. Weights of levels differ, so the weight tells."""
    cases = []
    for level in _BY_NAME[comparison].levels:
        m, u = shares[comparison, level.name]
        cases.append(f"when abs(mw_{comparison} - ({np.log2(m / u):.12f})) < 1e-7 then '{level.name}'")
    return f"case when mw_{comparison} = 0 then '' {' '.join(cases)} else '' end"


def logit_sql(judged: Model) -> str:
    """The logarithm of the odds, before the share of this list is known."""
    return " + ".join(f"({judged.judged[name]:.6f}) * ({sql})::double" for name, sql in FEATURES.items())


def fit(features: np.ndarray, same: np.ndarray, *, ridge: float = 0.5, steps: int = 50) -> np.ndarray:
    """The weights of a logistic curve, by Newton's steps with a ridge. `features` (pairs, features), `same` (pairs,) of 0 and 1."""
    weights = np.zeros(features.shape[1])
    held = np.full(features.shape[1], ridge)
    held[0] = 1e-6
    for _step in range(steps):
        chance = 1 / (1 + np.exp(-features @ weights))
        spread = chance * (1 - chance) + 1e-9
        curve = (features * spread[:, None]).T @ features + np.diag(held)
        move = np.linalg.solve(curve, features.T @ (same - chance) - held * weights)
        weights += move
        if np.abs(move).max() < 1e-7:
            break
    return weights


def shift(logits: np.ndarray, counts: np.ndarray, *, labels: float, usual: float, steps: int = 500) -> float:
    """What to add to the logits of a list so that their mean is the share of pairs of one child in it.

    `logits` with how often each occurs; `labels` the share that the curve was fitted on, `usual` the one to start from.
    """
    share, fitted = usual, np.log(labels / (1 - labels))
    behind = PAIRS_BEHIND_USUAL * usual
    for _step in range(steps):
        moved = np.log(share / (1 - share)) - fitted
        found = float((counts / (1 + np.exp(-(logits + moved)))).sum())
        new = min(max((found + behind) / (counts.sum() + PAIRS_BEHIND_USUAL), 1e-6), 1 - 1e-6)
        if abs(new - share) < 1e-9:
            break
        share = new
    return float(np.log(share / (1 - share)) - fitted)
