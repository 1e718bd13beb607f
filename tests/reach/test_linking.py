"""A list from its file to its clusters, on a small world whose truth is known, and at the edges."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from benchmarks.stage.enrolments import births, enrolments, twins, write

from qorgan.reach.country import sexes
from qorgan.reach.linkage import blocking
from qorgan.reach.linkage.evaluating import evaluate, wrongly_linked
from qorgan.reach.linkage.linking import Linked, link_file
from qorgan.reach.linkage.model import model
from tests.reach.lists import AIGERIM, AIGERIM_AGAIN, BOLAT, csv_file, numbered

SEED, ROWS = 41, 3_000


def linked(source: Path, memory: str = "1GB") -> tuple[Linked, list[dict[str, str]]]:
    out = source.with_name("clusters.csv")
    done = link_file(source, out, model=model(), sexes=sexes(), memory=memory, told=lambda _step, _done: None)
    with out.open(encoding="utf-8", newline="") as file:
        return done, list(csv.DictReader(file))


def clusters(source: Path) -> dict[str, str]:
    return {row["id"]: row["cluster"] for row in linked(source)[1]}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Rows, the outcome, and the labels found, in the order of the rows."""
    rows = list(enrolments(SEED, ROWS))
    path = tmp_path_factory.mktemp("world") / "list.csv"
    write(path, rows)
    done, found = linked(path)
    return rows, done, found


def test_pairs_and_children_are_found_as_well_as_the_model_says(world) -> None:
    rows, done, found = world
    how = evaluate([int(row["cluster"]) for row in found], [row.child for row in rows])
    assert done.rows == len(found) == ROWS
    assert done.children == how.children
    assert how.f1 >= 0.95
    assert abs(how.off) <= 0.01


def test_twins_are_kept_apart(world) -> None:
    rows, _done, found = world
    both = twins(rows, births(SEED, ROWS))
    assert both
    assert wrongly_linked([int(row["cluster"]) for row in found], [row.child for row in rows], both) == 0


def test_rows_come_back_in_their_order_with_a_score_each(world) -> None:
    rows, _done, found = world
    assert [row["id"] for row in found] == [row.cells[0] for row in rows]
    assert all(0 <= float(row["score"]) <= 1 for row in found)
    seen: list[int] = []
    for row in found:
        if int(row["cluster"]) not in seen[-1:]:
            seen.append(int(row["cluster"]))
    assert seen[0] == 1
    assert max(seen) == len(set(seen))


def test_one_child_in_two_scripts_is_one_and_another_is_another(tmp_path) -> None:
    of = clusters(csv_file(tmp_path / "list.csv", numbered(AIGERIM, BOLAT, AIGERIM_AGAIN)))
    assert of["a0"] == of["a2"] == "1"
    assert of["a1"] == "2"


@pytest.mark.parametrize("people", [[], [AIGERIM]])
def test_a_list_of_no_row_and_of_one_row_is_linked(tmp_path, people) -> None:
    done, found = linked(csv_file(tmp_path / "list.csv", numbered(*people)))
    assert done.children == done.rows == len(found) == len(people)
    assert [row["cluster"] for row in found] == ["1"] * len(people)


def test_ids_that_are_there_twice_or_missing_are_told_and_each_row_stands_for_itself(tmp_path) -> None:
    done, found = linked(csv_file(tmp_path / "list.csv", [("x", *AIGERIM), ("x", *BOLAT), ("", *AIGERIM_AGAIN)]))
    assert (done.ids_twice, done.without_id) == (1, 1)
    assert [row["id"] for row in found] == ["x", "x", ""]
    assert found[0]["cluster"] == found[2]["cluster"] != found[1]["cluster"]


def test_rows_without_a_word_in_them_are_nobody_known_and_stay_apart(tmp_path) -> None:
    nobody = ("",) * 8
    done, _found = linked(csv_file(tmp_path / "list.csv", numbered(nobody, nobody, nobody)))
    assert done.children == 3


def test_a_list_that_says_the_same_in_every_row_does_not_grow_with_its_square(tmp_path, monkeypatch) -> None:
    """The planted fault beside it: with a budget without end the pairs are all compared."""
    same = numbered(*[("", "Әйгерім", "", "қыз", "2014", "Алматы", "", "")] * 1_500)
    done, _found = linked(csv_file(tmp_path / "list.csv", same))
    assert done.rules_left_out > 0
    monkeypatch.setattr(blocking, "PAIRS_A_ROW", 10**6)
    assert linked(csv_file(tmp_path / "list.csv", same))[0].rules_left_out == 0


def test_the_result_is_for_its_owner_alone_and_nothing_else_is_left_behind(tmp_path) -> None:
    linked(csv_file(tmp_path / "list.csv", numbered(AIGERIM, BOLAT)))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clusters.csv", "list.csv"]
    assert (tmp_path / "clusters.csv").stat().st_mode & 0o777 == 0o600
