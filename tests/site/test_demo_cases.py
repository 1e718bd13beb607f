"""The children and cases of the demo: invented and marked so, in all stages, with limits that began when they say."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from qorgan.forms.choices import Kind
from qorgan.forms.definition import Choice, Definition, Node
from qorgan.site.demo.cases import CASES, Stand, plan_cases, read_plots
from qorgan.site.demo.families import CHILDREN, families, wrong_iin
from qorgan.site.demo.people import DemoBroken, Names
from qorgan.site.demo.sheets import filled
from qorgan.texts.identifiers import Doubt, read_iin

ZONE = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 11, 24, 15, 30, tzinfo=ZONE)
TODAY = date(2026, 11, 24)
WHY = "the test looks at everything that was written"


def planned(scale: int = 1):
    known = families(Names(settings.PACK), scale=scale, today=TODAY)
    return plan_cases(known, read_plots(settings.PACK), scale=scale, now=NOW, zone=ZONE)


@pytest.mark.parametrize("scale", [1, 3])
def test_scale_multiplies_the_children_and_their_cases(scale) -> None:
    entered = planned(scale)
    assert sum(len(one.family.children) for one in entered) == CHILDREN * scale
    stories = [story for one in entered for story in one.cases]
    assert len({story.number for story in stories}) == CASES * scale
    assert {story.stand for story in stories} == set(Stand)


def test_the_same_seed_gives_the_same_families() -> None:
    assert planned() == planned()


def test_a_family_is_registered_before_its_cases_are_opened_and_nothing_lies_ahead() -> None:
    for one in planned(3):
        assert one.registered_at < min([*(story.opened_at for story in one.cases), NOW])
        assert all(story.opened_at <= NOW and story.child < len(one.family.children) for story in one.cases)


def test_no_iin_can_be_anybodys() -> None:
    numbers = [child.iin for one in planned(3) for child in one.family.children if child.iin]
    assert len(numbers) > 100
    assert all(set(read_iin(number, today=TODAY).doubts) & {Doubt.CHECK_DIGIT, Doubt.NOT_ISSUED} for number in numbers)


@pytest.mark.parametrize("seed", range(20))
def test_a_wrong_iin_is_wrong_in_its_last_digit_alone(seed) -> None:
    born = date(2014, 5, 2)
    read = read_iin(wrong_iin(Random(seed), born, is_male=True), today=TODAY)
    assert (read.born_on, str(read.sex)) == (born, "male")
    assert read.doubts in ((Doubt.CHECK_DIGIT,), (Doubt.NOT_ISSUED,))


def test_birth_dates_are_exact_or_estimated_and_brothers_and_sisters_have_one_household() -> None:
    entered = planned()
    assert {str(child.birth.precision) for one in entered for child in one.family.children} == {"day", "month", "year", "age"}
    assert Counter(len(one.family.children) for one in entered).keys() == {1, 2, 3, 4}
    assert all(one.family.carers[0].is_primary for one in entered)


def form(*nodes: Node, **lists) -> Definition:
    return Definition(key="toy", title={}, languages=("kk",), children=nodes, lists=lists)


def test_a_form_gets_what_it_demands_and_what_is_known() -> None:
    colours = tuple(Choice(name=name, label={}) for name in ("red", "blue"))
    asked = form(
        Node(kind=Kind.SELECT_ONE, name="colour", list_name="colours", required="true()"),
        Node(kind=Kind.DATE, name="day", required="true()", constraint=". > today()"),
        Node(kind=Kind.TEXT, name="words", required="true()", relevant="${colour} = 'blue'"),
        Node(kind=Kind.REPEAT, name="rows", children=(Node(kind=Kind.INTEGER, name="number", required="true()", constraint=". > 5"),)),
        colours=colours,
    )
    bound = filled(asked, {"colour": "blue", "rows": [{}]}, language="kk", at=NOW)
    assert bound.is_valid
    assert bound.answers["colour"] == "blue"
    assert bound.answers["rows"] == [{"number": 10}]
    assert bound.answers["words"]


def test_a_form_that_accepts_nothing_is_named() -> None:
    impossible = form(Node(kind=Kind.INTEGER, name="never", required="true()", constraint=". > 5 and . < 5"))
    with pytest.raises(DemoBroken, match=r"toy .* never"):
        filled(impossible, {}, language="kk", at=NOW)
