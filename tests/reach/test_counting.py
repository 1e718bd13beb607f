"""How many children: the range holds the truth of a small world, bounds enclose it, projects add up, overlap is seen."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from benchmarks.stage.enrolments import enrolments

from qorgan.reach.counting.attribution import Rule, Served, attributed, rule_on, rules, shared
from qorgan.reach.counting.estimate import Estimate, components, estimate
from qorgan.reach.country import sexes
from qorgan.reach.linkage import engine
from qorgan.reach.linkage.forms import FIELDS, Former
from qorgan.reach.linkage.model import Doubt, model
from qorgan.reach.linkage.scoring import Pairs, pairs

SURE = Doubt(spread=0.0, missed=0, missed_of=10**6)


def known(*rows: tuple[int, int, float, str, bool]) -> Pairs:
    columns = [np.array(column) for column in zip(*rows, strict=True)] if rows else [np.array([])] * 5
    return Pairs(*columns, plan=None)  # type: ignore[arg-type]


def test_the_range_of_a_small_world_holds_its_truth() -> None:
    rows = list(enrolments(43, 2_500, again=0.3))
    truth = len({row.child for row in rows})
    opened = engine.connect("1GB", threads=1)
    cells = ((line, dict(zip(FIELDS, row.cells, strict=True))) for line, row in enumerate(rows, 2))
    count = engine.load(opened, Former(sexes()).forms(cells))
    found = estimate(count, pairs(opened, count, model()), model().doubt, seed=1)
    assert found.at_least <= found.low <= found.children <= found.high <= found.at_most < count
    assert found.low <= truth <= found.high
    assert abs(found.children / truth - 1) <= 0.01


def test_certain_pairs_leave_no_range() -> None:
    rows = known((0, 1, 0.999, "", False), (1, 2, 0.2, "", True))
    assert estimate(4, rows, SURE, seed=1) == Estimate(2, 2, 2, 2, 2)


def test_an_even_chance_counts_half_of_the_time_and_bounds_enclose_it() -> None:
    found = estimate(2_000, known(*((2 * at, 2 * at + 1, 0.5, "", False) for at in range(1_000))), SURE, seed=1)
    assert found.children == pytest.approx(1_500, abs=5)
    assert 1_460 < found.low < 1_480
    assert 1_520 < found.high < 1_540
    assert (found.at_least, found.at_most) == (1_000, 2_000)


def test_what_is_not_known_of_the_model_makes_the_range_wider() -> None:
    """The planted fault: a model that is believed without a doubt."""
    rows = known(*((2 * at, 2 * at + 1, 0.5, "", False) for at in range(1_000)))
    sure, doubted = (estimate(2_000, rows, doubt, seed=1) for doubt in (SURE, Doubt(0.1, 20, 1_000)))
    assert doubted.high - doubted.low > 1.5 * (sure.high - sure.low)
    assert doubted.children < sure.children


def test_pairs_under_a_veto_are_two_children_and_possible_twins_count_by_their_probability() -> None:
    apart = [known((0, 1, 0.999, veto, False)) for veto in ("iin", "digit", "given", "twins")]
    assert [estimate(2, rows, SURE, seed=1).children for rows in apart] == [2, 2, 2, 1]


def test_the_same_seed_gives_the_same_figures() -> None:
    rows = known((0, 1, 0.4, "", False), (1, 2, 0.6, "", False), (0, 2, 0.5, "", False))
    assert estimate(3, rows, model().doubt, seed=5) == estimate(3, rows, model().doubt, seed=5)


def test_no_row_is_no_child() -> None:
    assert estimate(0, known(), SURE, seed=1) == Estimate(0, 0, 0, 0, 0)
    assert components(3, np.array([]), np.array([])) == 3


ROWS = [Served("a", date(2017, 3, 1)), Served("b", date(2017, 2, 1)), Served("a", date(2017, 5, 1)), Served("c", date(2017, 1, 1))]
LABELS = [0, 0, 0, 1]


def test_projects_add_up_to_the_children_by_either_rule() -> None:
    assert attributed(LABELS, ROWS, Rule.FIRST_SERVED) == {"b": 1, "c": 1}
    assert attributed(LABELS, ROWS, Rule.MOST_SERVED) == {"a": 1, "c": 1}


def test_a_tie_goes_to_the_first_project_by_its_key_whatever_the_order_of_the_rows() -> None:
    rows = [Served("b", date(2017, 1, 1)), Served("a", date(2017, 1, 1))]
    for order in (rows, rows[::-1]):
        assert attributed([0, 0], order, Rule.FIRST_SERVED) == attributed([0, 0], order, Rule.MOST_SERVED) == {"a": 1}


def test_what_projects_have_in_common_is_seen() -> None:
    assert shared(LABELS, ROWS) == {("a", "a"): 1, ("a", "b"): 1, ("b", "b"): 1, ("c", "c"): 1}


def test_the_rule_of_the_country_is_dated_and_explained_in_every_language() -> None:
    rule = rule_on(date(2026, 11, 24))
    assert set(rule.names) == set(rule.meaning) == {"kk", "ru", "en"}
    assert rule.source
    assert rules()[-1].valid_from <= date(2017, 1, 1)
    with pytest.raises(LookupError):
        rule_on(date(1990, 1, 1))
