"""The body of a table: what a cell says is escaped and written as a template would."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import SafeString

from qorgan.ui.tables.columns import Column, Kind
from qorgan.ui.tables.drawing import body, text_of
from qorgan.ui.tables.table import Cell, Line

HOSTILE = "<b>Ann & 'Bo' \"Cy\"</b>"

NOON = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", [HOSTILE, SafeString("<b>bold</b>"), 69330, 1.5, None, "", True, SimpleNamespace(name=HOSTILE), NOON, NOON.date()]
)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_value_is_written_as_a_template_would(value, language):
    with translation.override(language):
        assert text_of(value) == Template("{{ value }}").render(Context({"value": value}))


def test_labels_addresses_and_values_are_escaped():
    lead = Column("lead", HOSTILE, is_lead=True)
    figure = Column("figure", "Figure", kind=Kind.NUMBER, is_on_phone=False)
    line = Line([Cell(lead, HOSTILE, 'a"b'), Cell(figure, 7, "")], None)
    drawn = body([lead, figure], [line])
    assert "<b>" not in drawn
    assert drawn.count("&lt;b&gt;Ann &amp; &#x27;Bo&#x27; &quot;Cy&quot;&lt;/b&gt;") == 2
    assert '<a href="a&quot;b" data-open>' in drawn
    assert '<td data-label="Figure" class="q-right q-num q-phone-off">7</td>' in drawn
