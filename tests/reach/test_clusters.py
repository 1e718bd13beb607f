"""Nobody is joined whom a veto keeps apart: not directly, and not through a third row."""

from __future__ import annotations

import numpy as np
import pytest

from qorgan.reach.linkage import clusters as clustering
from qorgan.reach.linkage.clusters import cluster
from qorgan.reach.linkage.model import model
from qorgan.reach.linkage.scoring import Pairs, pairs
from qorgan.texts.identifiers import check_digit
from tests.reach.lists import AIGERIM, loaded, numbered


def iin(eleven: str) -> str:
    return f"{eleven}{check_digit(eleven)}"


ONE, OTHER = iin("14050260001"), iin("14050260432")


def of(*people) -> list[int]:
    opened, count = loaded(numbered(*people))
    found = cluster(opened, count, pairs(opened, count, model()), model().threshold)
    return found.label.tolist()


def with_iin(number: str, person=AIGERIM):
    return (*person[:7], number)


def test_two_different_valid_iins_are_never_linked_whatever_else_agrees() -> None:
    assert of(with_iin(ONE), with_iin(OTHER)) == [0, 1]


def test_nor_through_a_row_without_one(monkeypatch) -> None:
    """The planted fault: joining what is connected brings them together."""
    people = with_iin(ONE), AIGERIM, with_iin(OTHER)
    assert len(set(of(*people))) == 2
    monkeypatch.setattr(clustering, "kept_apart", lambda _one, _other: False)
    assert len(set(of(*people))) == 1


def test_numbers_that_differ_in_the_eleventh_digit_are_two_numbers() -> None:
    """Its weight is 11, so the check digit does not see it; twins have such numbers."""
    near = [ONE[:10] + str(digit) + ONE[11] for digit in range(10)]
    proved = [number for number in near if check_digit(number[:11]) == int(number[11])]
    assert len(proved) > 1
    assert of(with_iin(proved[0]), with_iin(proved[1])) == [0, 1]


def test_the_same_iin_links_although_the_given_name_is_another() -> None:
    assert of(with_iin(ONE), ("Серікова", "Жанна", "Болатқызы", "қыз", "02.05.2014", "Алматы", "", ONE)) == [0, 0]


def test_brothers_sisters_and_twins_stay_apart_and_the_likely_ones_are_put_before_a_person() -> None:
    twin = ("Серікова", "Жанна", *AIGERIM[2:])
    opened, count = loaded(numbered(AIGERIM, twin))
    found = cluster(opened, count, pairs(opened, count, model()), 0.0001)
    assert found.children == 2
    assert [(one, other) for one, other, _chance in found.reviews] == [(0, 1)]


def test_twins_are_not_joined_through_a_row_that_says_only_the_family() -> None:
    twin = ("Серікова", "Жанна", *AIGERIM[2:])
    vague = ("Серікова", "", *AIGERIM[2:])
    labels = of(AIGERIM, twin, vague)
    assert labels[0] != labels[1]


@pytest.mark.parametrize("written", [("Әйгерім", "Серікова"), ("Aygerim", "SERIKOVA")])
def test_names_the_other_way_about_are_the_same_child(written) -> None:
    assert of(AIGERIM, (*written, *AIGERIM[2:])) == [0, 0]


def test_a_telephone_that_many_rows_share_says_nothing(monkeypatch) -> None:
    people = [(surname, "Әйгерім", "", "", "", "", "+7 701 111 22 33", "") for surname in ("Серікова", "Ахметова", "Қасымова", "Ким")]
    opened, count = loaded(numbered(*people * 15))
    pairs(opened, count, model())
    assert opened.execute("SELECT count(phone) FROM rows").fetchall() == [(0,)]


def test_the_surest_pairs_come_first() -> None:
    opened, count = loaded(numbered(*[("", "", "", "", "", "", "", "")] * 3))
    known = Pairs(*(np.array(column) for column in ([0, 1], [1, 2], [0.7, 0.9], ["", ""], [False, False])), plan=None)  # type: ignore[arg-type]
    found = cluster(opened, count, known, 0.6)
    assert found.score.tolist() == [0.7, 0.9, 0.9]
    assert found.children == 1
    alone = cluster(opened, count, known, 0.95)
    assert alone.children == 3
    assert alone.score.round(2).tolist() == [0.3, 0.1, 0.1]
