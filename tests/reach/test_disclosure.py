"""No small cell can be worked out: within a table, across tables, across releases. Each proved by a planted fault."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.reach.disclosure.attack import derived, intervals
from qorgan.reach.disclosure.suppressing import MayNotBePublished, suppressed
from qorgan.reach.disclosure.tables import Cell, Sort, System, Tie, cell_name, crossed, percentage

REGIONS = [f"r{number}" for number in range(6)]
KINDS = ["violence", "neglect", "school", "health"]


def table(seed: int = 7, rows=REGIONS, columns=KINDS, name: str = "children") -> System:
    chance = random.Random(seed)
    values = {(row, column): int(chance.paretovariate(0.7) * 6) for row in rows for column in columns}
    return crossed(name, "2017", {"region": rows, "kind": columns}, values)


def small(system: System) -> set:
    return {name for name, cell in system.cells.items() if cell.is_small}


def test_hiding_the_small_cells_alone_is_broken_by_subtraction() -> None:
    """The planted fault: primary suppression, as many publish it."""
    system = table()
    broken = derived(system, small(system))
    assert broken
    assert any(interval.width == 0 for interval in broken.values())


def test_with_what_is_hidden_beside_them_no_small_cell_can_be_worked_out() -> None:
    system = table()
    hidden = suppressed(system)
    assert derived(system, hidden) == {}
    assert small(system) < hidden
    assert all(interval.is_wide for interval in intervals(system, hidden).values())


def test_not_everything_is_hidden() -> None:
    system = table()
    hidden = suppressed(system)
    assert cell_name("children", "2017", {}) not in hidden
    assert len(hidden) < len(system.cells) / 2 + len(small(system))


def test_a_cell_that_is_shown_although_it_is_small_is_found_by_the_attacker() -> None:
    system = table()
    hidden = set(suppressed(system))
    shown = next(iter(small(system)))
    assert shown in derived(system, hidden - {shown})


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(2, 4))
def test_any_table_is_protected_or_refused(seed: int, rows: int, columns: int) -> None:
    system = table(seed, REGIONS[:rows], KINDS[:columns])
    assert derived(system, suppressed(system)) == {}


def test_two_tables_that_share_a_margin_are_protected_together() -> None:
    """The planted fault: each protected alone, the second shows what the first hides."""
    chance = random.Random(3)
    values = {(row, column, sex): chance.choice((3, 14, 40, 90)) for row in REGIONS[:4] for column in KINDS[:3] for sex in ("f", "m")}
    by_kind: dict = {}
    by_sex: dict = {}
    for (row, column, sex), value in values.items():
        by_kind[row, column] = by_kind.get((row, column), 0) + value
        by_sex[row, sex] = by_sex.get((row, sex), 0) + value
    by_kind["r0", "violence"] = 4
    by_sex["r0", "f"] += 10_000
    by_sex["r0", "m"] = sum(by_kind["r0", column] for column in KINDS[:3]) - by_sex["r0", "f"] + 20_000
    by_kind["r0", "neglect"] += 20_000
    one = crossed("children", "2017", {"region": REGIONS[:4], "kind": KINDS[:3]}, by_kind)
    other = crossed("children", "2017", {"region": REGIONS[:4], "sex": ["f", "m"]}, by_sex)
    both = System()
    both.join(one)
    both.join(other)
    hidden = suppressed(both)
    assert derived(both, hidden) == {}


def test_a_later_release_does_not_show_what_an_earlier_one_hid() -> None:
    """Two cumulative releases: what came between is a figure too, and a small one."""
    before = crossed("children", "2017-06", {"region": REGIONS[:3]}, {("r0",): 40, ("r1",): 55, ("r2",): 61})
    after = crossed("children", "2017-12", {"region": REGIONS[:3]}, {("r0",): 43, ("r1",): 90, ("r2",): 99})
    system = System()
    system.join(before)
    for name in list(system.cells):
        cell = system.cells[name]
        system.cells[name] = Cell(cell.value, cell.threshold, cell.is_structural, is_out=True)
    system.join(after)
    for place in ({"region": "r0"}, {"region": "r1"}, {"region": "r2"}, {}):
        old, new = (cell_name("children", time, place) for time in ("2017-06", "2017-12"))
        between = cell_name("children", "2017-06 to 2017-12", place)
        system.add(between, Cell(system.cells[new].value - system.cells[old].value))
        system.ties.append(Tie(new, (old, between)))
    assert cell_name("children", "2017-06 to 2017-12", {"region": "r0"}) in derived(system, small(system))
    hidden = suppressed(system)
    assert derived(system, hidden) == {}
    assert cell_name("children", "2017-12", {"region": "r0"}) in hidden
    assert not any(system.cells[name].is_out for name in hidden)


def test_what_is_out_already_and_gives_a_cell_away_is_refused() -> None:
    system = crossed("children", "2017", {"region": REGIONS[:3]}, {("r0",): 4, ("r1",): 55, ("r2",): 61})
    for name, cell in list(system.cells.items()):
        if cell.value != 4:
            system.cells[name] = Cell(cell.value, is_out=True)
    with pytest.raises(MayNotBePublished):
        suppressed(system)


def test_a_release_may_not_change_a_figure_that_was_published() -> None:
    system = table()
    with pytest.raises(ValueError, match="changed"):
        system.add(cell_name("children", "2017", {}), Cell(1))


def test_a_nought_is_hidden_unless_it_can_be_nothing_else() -> None:
    values = {("r0",): 0, ("r1",): 50, ("r2",): 60}
    assert cell_name("children", "2017", {"region": "r0"}) in suppressed(crossed("children", "2017", {"region": REGIONS[:3]}, values))
    known = crossed("children", "2017", {"region": REGIONS[:3]}, values, structural=[("r0",)])
    assert suppressed(known) == frozenset()


def test_children_of_two_projects_are_bounds_and_the_attacker_uses_them() -> None:
    system = System()
    parts = tuple(cell_name("children", "2017", {"project": key}) for key in ("a", "b"))
    whole = cell_name("children", "2017", {})
    for name, value in zip((*parts, whole), (100, 4, 101), strict=True):
        system.add(name, Cell(value))
    system.ties.append(Tie(whole, parts, Sort.AT_MOST))
    known = intervals(system, {parts[1]})[parts[1]]
    assert (known.least, known.most) == (1, 101)
    assert derived(system, suppressed(system)) == {}


def test_services_have_a_lower_threshold() -> None:
    system = crossed("services", "2017", {"region": REGIONS[:2]}, {("r0",): 7, ("r1",): 50}, threshold=5)
    assert suppressed(system) == frozenset()


@pytest.mark.parametrize(("part", "whole", "share"), [(7, 19, None), (7, 20, 25.0), (51, 99, 50.5), (0, 40, 0.0), (99, 99, 100.0)])
def test_no_percentage_of_few_and_rounded_numerators(part: int, whole: int, share: float | None) -> None:
    assert percentage(part, whole) == share
