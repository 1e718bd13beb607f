"""Filters that describe a person: no address says them, and a reload, a page and the way back keep them."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from lxml import html

from qorgan.ui.access import SCREEN_KEEP
from qorgan.ui.actions import save_view
from qorgan.ui.models import SavedView
from qorgan.ui.tables import private
from tests.ui.tables.test_table import Views, drawn

pytestmark = pytest.mark.django_db
ASKED = {"for": "case:abc", "sort": "-name", "words": "770", "table": "b.x", "once": "x", "csrfmiddlewaretoken": "y", "place": ""}


class Asked(Views):
    """The same table where its filters describe a person."""

    is_private = True
    keeps_views = False
    is_exportable = False


@pytest.fixture
def by(cast):
    made = cast.person(SCREEN_KEEP)
    for number, table in enumerate(["a.x", *["b.x"] * 30]):
        save_view(by=made, table=table, name=f"770{number}", query="")
    return made


@pytest.fixture
def table(by, ask):
    return lambda address="/list", reader=None: Asked(SavedView.objects.visible_to(by), ask(reader or by, address))


@pytest.fixture
def posted(by):
    def send(**given: str) -> str:
        request = RequestFactory().post("/list", given)
        request.by = by
        return Asked(SavedView.objects.visible_to(by), request).asked_address

    return send


def test_what_was_asked_stands_in_no_address_and_yet_in_force(table, posted):
    address = posted(**ASKED)
    words = parse_qs(urlsplit(address).query)
    assert set(words) == {"for", "sort", "about"}
    assert (words["for"], words["sort"]) == (["case:abc"], ["-name"])
    assert not [said for said in ("words", "table", "b.x", "place", "770", "csrf", "once") if said in address]
    shown = table(address)
    assert shown.count == 30
    assert [str(chip.label) for chip, _url in shown.chips] == ["Words", "Table"]
    assert shown.filter_form["table"].value() == "b.x"


def test_every_link_and_form_of_the_page_keeps_the_filters_and_says_nothing(table, posted):
    page = drawn(table(posted(**ASKED)))
    links = page.xpath("//a[starts-with(@href, '?')]/@href")
    forms = ["?" + urlencode([(one.get("name"), one.get("value")) for one in form.xpath(".//input[@type='hidden']")])
             for form in page.xpath("//form[@method='get']")]  # fmt: skip
    assert len(links) >= 7
    assert forms
    for link in [*links, *forms]:
        assert not {"words", "table", "shared", "place"} & set(parse_qs(urlsplit(link).query)), link
        assert parse_qs(urlsplit(link).query)["for"] == ["case:abc"]
    (following,) = page.xpath("//a[@rel='next']/@href")
    assert len(table(f"/list{following}").rows) == 5, "the second page of thirty"


def test_the_filters_are_sent_by_post_with_what_the_page_is_asked_for(table, posted):
    (form,) = drawn(table(posted(**ASKED))).xpath("//form[@role='search']")
    assert (form.get("method"), form.get("hx-post"), form.get("hx-get")) == ("post", "/list", None)
    assert {one.get("name") for one in form.xpath(".//input[@type='hidden']")} >= {"for", "sort"}


def test_a_chip_takes_its_own_filter_away_and_leaves_the_others(table, posted):
    (_words, without_words), (_table, without_table) = table(posted(**ASKED)).chips
    assert table(f"/list{without_words}").count == 30
    assert table(f"/list{without_table}").count == 31
    assert "b.x" not in without_words
    assert table(f"/list{table(posted(**ASKED)).unfiltered_url}").chips == []


def test_the_address_of_one_reader_tells_another_nothing(table, posted, cast):
    shown = table(posted(**ASKED), cast.person(SCREEN_KEEP))
    assert (shown.chips, shown.given.get("for")) == ([], "case:abc")


@pytest.mark.parametrize("about", ["zzzz", "A" * 200, "%00", "é"])
def test_an_address_that_nobody_made_is_a_list_without_filters(table, about):
    assert table(f"/list?about={about}").chips == []


def test_filters_that_stand_in_the_address_openly_are_not_taken(table):
    shown = table("/list?table=a.x&for=case:abc")
    assert shown.chips == []
    assert "a.x" not in html.tostring(drawn(shown), encoding="unicode").replace('value="a.x"', "")


def test_the_length_of_the_address_does_not_tell_how_much_was_asked(posted):
    assert len(posted(table="a.x")) == len(posted(table="a.x", words="7701", shared="yes"))
    assert posted() == "/list?"


def test_filters_that_anybody_could_read_make_the_walk_red(table, posted, monkeypatch):
    """The planted fault: the words are written out instead of enciphered."""
    monkeypatch.setattr(private, "closed", lambda words, *, bound: words.urlencode())
    assert "b.x" in posted(**ASKED)
    assert private.opened("table=b.x", bound=b"") == QueryDict("")
