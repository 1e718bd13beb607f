"""Tables: order without gaps, filters with their chips, one cost for one row and thirty, nothing hidden counted."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.template import engines
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.ui.access import SCREEN_KEEP
from qorgan.ui.actions import save_view
from qorgan.ui.models import SavedView
from qorgan.ui.tables import (
    ChoiceFilter,
    Column,
    DaysFilter,
    Kind,
    PlaceFilter,
    Table,
    TextFilter,
    YesNoFilter,
    exports,
)
from qorgan.ui.tables import table as module

pytestmark = pytest.mark.django_db


class Views(Table):
    """A table of each kind of column and filter."""

    key = "ui.samples"
    title = "Views"
    order = "-saved"
    columns = (
        Column("name", "Name", sort=("name",), is_lead=True, link=lambda row: f"/v/{row.ref}"),
        Column("table", "Table", sort=("table",)),
        Column("length", "Length", kind=Kind.NUMBER, value=lambda row: len(row.query)),
        Column("saved", "Saved", value="saved_at", kind=Kind.MOMENT, sort=("saved_at",)),
        Column("letters", "Letters", value="name", sort_by=lambda row: row.name.lower(), is_hidden=True),
    )
    filters = (
        TextFilter("words", "Words", ("name",)),
        ChoiceFilter("table", "Table", lambda by: (("a.x", "Ax"), ("b.x", "Bx"))),
        YesNoFilter("shared", "Shared", "is_shared"),
        DaysFilter("days", "Days", "saved_at", is_moment=True),
        PlaceFilter("place", "Place", (("kz.75", "Almaty"),), within=lambda rows, value: rows.filter(name="№ 1")),
    )


@pytest.fixture
def by(cast):
    return cast.person(SCREEN_KEEP)


@pytest.fixture
def make(by):
    def fill(number: int, *, table: str = "a.x", start: int = 0, **more) -> None:
        for index in range(start, start + number):
            save_view(by=by, table=table, name=f"№ {index}", query="q" * (index % 3), **more)

    return fill


@pytest.fixture
def table(by, ask):
    return lambda query="": Views(SavedView.objects.visible_to(by), ask(by, f"/list?{query}"))


def drawn(table: Table):
    return html.fromstring(engines["django"].from_string("{% table table %}").render({"table": table}))


def test_pages_never_overlap_and_leave_nothing_out(make, table):
    make(30)
    make(30, table="b.x", start=30)
    seen = []
    for page in (1, 2, 3):
        seen += [row.pk for row in table(f"sort=table&page={page}").rows]
    assert len(seen) == len(set(seen)) == 60


def test_a_list_costs_the_same_with_one_row_and_with_thirty(make, table):
    make(1)
    with CaptureQueriesContext(connection) as one:
        drawn(table())
    make(29, start=1)
    with CaptureQueriesContext(connection) as thirty:
        drawn(table())
    assert len(one) == len(thirty) == 3


def test_rows_of_others_are_neither_shown_nor_counted(make, by, cast, table):
    make(2)
    other = cast.person(SCREEN_KEEP, at=cast.elsewhere)
    save_view(by=other, table="a.x", name="чужое", query="")
    with acting(by):
        page = drawn(table())
        assert "чужое" not in html.tostring(page, encoding="unicode")
        assert table().count == len(page.xpath("//tbody/tr")) == 2


@pytest.mark.parametrize(("query", "expected"), [("table=a.x", 2), ("table=b.x", 1), ("table=a.x&table=b.x", 3), ("table=zzz", 3)])
def test_choices_narrow_and_unknown_ones_do_nothing(make, table, query, expected):
    make(2)
    make(1, table="b.x", start=5)
    assert table(query).count == expected


def test_the_other_filters_narrow(make, table):
    make(2)
    make(1, start=7, is_shared=True)
    assert table("shared=yes").count == 1
    assert table("shared=no").count == 2
    assert table("days_from=2000-01-01&days_to=2001-01-01").count == 0
    assert table("days_from=2000-01-01").count == 3
    assert table("days_from=01.01.2000").count == 3
    assert table("days_to=2001-01-01").count == 0
    assert table("place=kz.75").count == 1
    assert table("words=7").count == 1


def test_a_chip_leads_to_the_same_list_without_itself(make, table):
    make(3)
    shown = table("table=a.x&table=b.x&shared=no&sort=name&page=2")
    with translation.override("en"):
        chips = {str(chip.text): parse_qs(urlsplit(url).query) for chip, url in shown.chips}
    assert set(chips) == {"Ax", "Bx", "no"}
    assert chips["Ax"] == {"table": ["b.x"], "shared": ["no"], "sort": ["name"]}
    assert parse_qs(urlsplit(shown.unfiltered_url).query) == {"sort": ["name"]}


def test_sorting_turns_round_and_says_so(make, table):
    make(3)
    assert [row.name for row in table("sort=name").rows] == ["№ 0", "№ 1", "№ 2"]
    assert [row.name for row in table("sort=-name").rows] == ["№ 2", "№ 1", "№ 0"]
    head = drawn(table("sort=name")).xpath("//th[@aria-sort='ascending']//a")[0]
    assert parse_qs(urlsplit(head.get("href")).query)["sort"] == ["-name"]


def test_what_is_sealed_is_sorted_in_memory_up_to_a_number_of_rows(make, table, monkeypatch):
    make(3)
    assert [row.name for row in table("sort=-letters").rows] == ["№ 2", "№ 1", "№ 0"]
    monkeypatch.setattr(module, "SORTED_IN_MEMORY", 2)
    shown = table("sort=-letters")
    assert shown.is_too_long_to_sort
    assert len(shown.rows) == 3
    with translation.override("en"):
        assert "cannot be put in this order" in drawn(shown).text_content()


def test_counting_ends_where_nobody_pages(make, table, monkeypatch):
    make(4)
    monkeypatch.setattr(module, "COUNTED_TO", 3)
    with translation.override("en"):
        assert table().count_text == "more than 3"


def test_columns_are_chosen_and_the_lead_stays(make, table):
    make(1)
    assert [head.column.name for head in table("cols=length").heads] == ["name", "length"]
    assert [head.column.name for head in table("cols=nonsense").heads] == ["name", "table", "length", "saved"]
    assert "letters" in [head.column.name for head in table("cols=letters").heads]


def test_what_was_typed_never_enters_a_saved_view(table):
    kept = table("words=Айжан&table=a.x&sort=name&page=3&evil=1&export=csv").keepable_query
    assert parse_qs(kept) == {"table": ["a.x"], "sort": ["name"]}


def test_the_filter_form_is_plain_and_carries_the_order(make, table):
    make(1)
    form = drawn(table("sort=name&table=a.x")).xpath("//form[contains(@class, 'q-filters')]")[0]
    assert form.get("method") == "get"
    assert form.xpath(".//input[@name='sort']/@value") == ["name"]
    assert form.xpath(".//select[@name='table']/option[@selected]/@value") == ["a.x"]


def test_an_empty_list_says_what_will_be_here_and_a_narrowed_one_how_to_widen_it(make, table):
    with translation.override("en"):
        assert "Nothing here yet" in drawn(table()).text_content()
        make(1)
        assert "No row passes these filters" in drawn(table("table=b.x")).text_content()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    query=st.dictionaries(
        st.sampled_from(["words", "table", "shared", "days_from", "days_to", "place", "sort", "page", "size", "cols", "export"]),
        st.text(max_size=30),
    )
)
def test_no_query_string_breaks_a_table(query):
    given_words = QueryDict(mutable=True)
    given_words.update(query)

    request = SimpleNamespace(by=Principal.nobody(), GET=given_words, path="/x")
    shown = Views(SavedView.objects.everything(because="a test"), request)
    assert shown.size in module.SIZES
    assert 1 <= shown.page <= shown.pages
    assert len(shown.lines) <= shown.size
    assert "words" not in shown.keepable_query
    assert len(shown.chips) <= len(given_words)


def test_the_file_has_the_rows_that_pass_in_their_order(make, table):
    make(3)
    make(1, table="b.x", start=9)
    answer = table("export=csv&table=a.x&sort=name").exported()
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["Name", "№ 0", "№ 1", "№ 2"]
    assert "№" not in answer["Content-Disposition"]


def test_too_many_rows_for_a_file_are_refused_with_the_reason(make, table, monkeypatch):
    make(3)
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    with pytest.raises(RuleBroken):
        table("export=xlsx").exported()
