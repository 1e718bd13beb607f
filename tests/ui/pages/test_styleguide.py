"""The samples: every component draws, in every language, with nothing that the policy forbids."""

from __future__ import annotations

import re

import pytest
from django.http import Http404
from django.utils import translation
from lxml.html import tostring

from qorgan.ui.access import SCREEN_KEEP, STYLEGUIDE_READ
from qorgan.ui.actions import save_view
from qorgan.ui.pages.styleguide import sample_table, styleguide

pytestmark = pytest.mark.django_db


@pytest.fixture
def aigerim(cast):
    return cast.person(STYLEGUIDE_READ, SCREEN_KEEP)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_component_draws_in_every_language(aigerim, ask, parsed, language):
    with translation.override(language):
        answer = styleguide(ask(aigerim, "/styleguide"))
    page = parsed(answer)
    assert answer.status_code == 200
    assert page.get("lang") == language
    assert len(page.xpath("//h1")) == 1
    for component in (
        "q-clock",
        "q-emergency",
        "q-note",
        "q-errors",
        "q-conflict",
        "q-nothing",
        "q-timeline",
        "q-map",
        "q-chart",
        "q-figure",
        "q-person",
        "q-steps",
        "q-tabs",
        "q-seg",
        "q-bar",
        "q-drop",
        "q-said",
    ):
        assert page.xpath(f"//*[contains(concat(' ', @class, ' '), ' {component} ')]"), component


def test_no_style_attribute_no_inline_script_no_handler_stands_in_the_page(aigerim, ask, parsed):
    answer = styleguide(ask(aigerim, "/styleguide"))
    page = parsed(answer)
    assert not page.xpath("//*[@style]")
    assert not page.xpath("//style")
    assert not page.xpath("//script[not(@src)]")
    assert not [name for element in page.iter() for name in element.attrib if name.startswith(("on", "hx-on"))]


def test_ids_are_unique_and_labels_lead_to_controls(aigerim, ask, parsed):
    page = parsed(styleguide(ask(aigerim, "/styleguide")))
    ids = page.xpath("//@id")
    assert sorted(set(ids)) == sorted(ids)
    assert not [name for name in page.xpath("//label/@for") if name not in ids]
    assert not [name for names in page.xpath("//@aria-describedby") for name in names.split() if name not in ids]


def test_nobody_without_the_permission_sees_the_samples(cast, ask):
    with pytest.raises(Http404):
        styleguide(ask(cast.person(SCREEN_KEEP), "/styleguide"))


def test_htmx_gets_the_table_alone_and_it_equals_the_one_of_the_whole_page(aigerim, ask, parsed):
    save_view(by=aigerim, table="cases.list", name="Мои", query="kind=x")
    whole = parsed(sample_table(ask(aigerim, "/styleguide/table?sort=name")))
    part = parsed(sample_table(ask(aigerim, "/styleguide/table?sort=name", htmx="ui-samples")))
    alone = re.sub(r'value="[^"]{64}"', "", html_of(part))
    within = re.sub(r'value="[^"]{64}"', "", html_of(whole.get_element_by_id("ui-samples")))
    assert alone == within


def html_of(element) -> str:
    return tostring(element, encoding="unicode").strip()
