"""Tags escape what they are given, name what they draw, and an unknown icon takes nothing down."""

from __future__ import annotations

import logging

import pytest
from django.template import engines
from django.utils import translation

from qorgan.ui import pieces

SCRIPT = "<script>alert(1)</script>"


def drawn(text: str, **context) -> str:
    return engines["django"].from_string(text).render(context)


@pytest.mark.parametrize(
    "template",
    [
        "{% tag 'danger' bad %}",
        "{% risk_tag 3 bad %}",
        "{% icon 'lock' label=bad %}",
        "{% face bad %}",
        "{% note 'warn' title=bad %}{{ bad }}{% endnote %}",
        "{% panel title=bad aside=bad %}{{ bad }}{% endpanel %}",
        "{% nothing 'inbox' title=bad text=bad %}{{ bad }}{% endnothing %}",
        "{% failed title=bad text=bad number=bad %}{% endfailed %}",
        "{% confirm 'x' title=bad text=bad verb=bad cancel=bad %}{{ bad }}{% endconfirm %}",
        "{% bar 1 2 bad %}",
        "{% person person %}",
        "{% figure figure %}",
        "{% tabs tabs bad %}",
        "{% crumbs crumbs %}",
        "{% live bad bad %}",
        "{% tile_map tiles bad %}",
        "{% steps steps bad %}",
    ],
)
def test_what_is_given_is_escaped(template):
    html = drawn(
        template,
        bad=SCRIPT,
        person=pieces.Person(SCRIPT, SCRIPT, SCRIPT, is_restricted=True, seen_by=SCRIPT),
        figure=pieces.Figure(SCRIPT, SCRIPT, beside=SCRIPT, as_of=SCRIPT),
        tabs=[pieces.Tab(SCRIPT, "/")],
        crumbs=[pieces.Crumb(SCRIPT, "/"), pieces.Crumb(SCRIPT)],
        tiles=[pieces.Tile(1, 1, SCRIPT, SCRIPT, SCRIPT)],
        steps=[pieces.Step(SCRIPT)],
    )
    assert "<script" not in html


def test_a_body_of_markup_stays_markup():
    assert "<b>now</b>" in drawn("{% note 'info' %}<b>now</b>{% endnote %}")


def test_an_unknown_icon_draws_a_dot_and_is_logged(caplog):
    with caplog.at_level(logging.WARNING):
        assert "#point" in drawn("{% icon 'no-such' %}")
    assert "no-such" in caplog.text


def test_an_icon_is_hidden_from_readers_unless_it_is_named():
    assert 'aria-hidden="true"' in drawn("{% icon 'lock' %}")
    assert 'aria-label="locked"' in drawn("{% icon 'lock' label='locked' %}")


def test_a_status_is_icon_and_word_and_colour():
    html = drawn("{% tag 'warn' 'two days left' %}")
    assert "q-tag-warn" in html
    assert "#hourglass" in html
    assert "two days left" in html


def test_bars_without_a_word_are_read_out():
    with translation.override("ru"):
        assert "Уровень 2 из 4" in drawn("{% risk 2 %}")
    assert drawn("{% risk 2 %}").count('class="q-off"') == 2


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_lengths_are_written_as_svg_wants_them_in_every_language(language):
    with translation.override(language):
        html = drawn("{% bar 1 3 'x' spent=0.5 %}")
    assert 'width="33.33"' in html
    assert 'width="16.67"' in html


def test_past_the_whole_the_bar_is_full_and_red():
    html = drawn("{% bar 110 100 'x' %}")
    assert 'class="q-bar-over" width="100"' in html
    assert "q-bar-value" not in html


def test_nothing_of_nothing_is_an_empty_bar():
    assert 'width="0"' in drawn("{% bar 0 0 'x' %}")


def test_blanks_keep_the_shape_of_the_map_and_are_not_read():
    html = drawn("{% tile_map tiles 'x' %}", tiles=[pieces.Tile(1, 1, "a", "a", 1, 5), pieces.Tile(2, 3, "b", "b", 2)])
    assert html.count("<li") == 6
    assert html.count('<li aria-hidden="true">') == 4
    assert "q-map-3" in html
