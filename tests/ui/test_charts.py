"""A chart is never alone: its table says the same; what is missing is a word, not a zero."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from qorgan.ui.charts import BarChart, LineChart, Series, round_up


@pytest.mark.parametrize("kind", [BarChart, LineChart])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_table_says_what_the_drawing_shows(kind, language):
    with translation.override(language):
        figure = html.fromstring(kind("t", ["a", "b"], [Series("s", [1234.5, None])], missing="not verified").html())
    cells = [cell.text for cell in figure.xpath(".//tbody//td")]
    assert cells == [{"en": "1,234.5"}.get(language, "1\N{NO-BREAK SPACE}234,5"), "not verified"]
    assert figure.xpath(".//svg[@role='img'][@aria-label='t']")


def test_what_is_missing_is_not_drawn_as_zero():
    figure = html.fromstring(LineChart("t", ["a", "b", "c"], [Series("s", [1, None, 3])]).html())
    assert len(figure.xpath(".//circle")) == 2


def test_planned_values_are_hatched_or_dashed():
    plan = [Series("p", [1, 2], is_planned=True)]
    assert "url(#plan-" in BarChart("t", ["a", "b"], plan).html()
    assert "stroke-dasharray" in LineChart("t", ["a", "b"], plan).html()


def test_no_figures_at_all_draw_an_empty_chart():
    assert "<svg" in LineChart("t", [], [Series("s", [])]).html()
    assert "<svg" in BarChart("t", ["a"], [Series("s", [None])]).html()


def test_series_of_another_length_are_refused():
    with pytest.raises(ValueError, match="2 values for 1 labels"):
        BarChart("t", ["a"], [Series("s", [1, 2])])


def test_names_are_escaped():
    assert "<script" not in BarChart("<script>", ["<script>"], [Series("<script>", [1])], caption="<script>").html()


@given(st.one_of(st.just(0.0), st.floats(1e-9, 1e12)))
def test_the_axis_ends_at_a_round_number_not_far_above(value):
    top = round_up(value)
    assert top >= value
    assert top <= 1 if value == 0 else top <= value * 2.5
