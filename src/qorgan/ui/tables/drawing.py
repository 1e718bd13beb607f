"""The body of a table as HTML, drawn by Python.

A cell has an element of its own, its column's words for a phone, and often a link: a template spends more time on walking
through 25 rows of ten cells than the database on finding them. What a cell says is escaped here as a template would.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.timezone import is_aware, localtime

from qorgan.ui.tables.columns import Column

if TYPE_CHECKING:
    from qorgan.ui.tables.table import Cell, Line


def body(columns: Sequence[Column], lines: Iterable[Line]) -> SafeString:
    """The rows: each cell in its column's element, the lead as the head of its row."""
    frames = [_frame(column) for column in columns]
    drawn: list[str] = []
    for line in lines:
        drawn.append("<tr>")
        for cell, (opening, closing, opens, said) in zip(line.cells, frames, strict=True):
            drawn += (opening, _inside(cell, opens, said), closing)
        drawn.append("</tr>\n")
    return SafeString("".join(drawn))


def _frame(column: Column) -> tuple[str, str, str, str]:
    """The opening and the closing tag of a column's cells, what marks the link that opens the row, and words that somebody wrote."""
    label, said = escape(str(column.label)), ' lang="" translate="no"' if column.is_said else ""
    if column.is_lead:
        return f'<th scope="row" class="q-lead" data-label="{label}">', "</th>", " data-open", said
    classes = ("q-right q-num" if column.is_figure else "") + ("" if column.is_on_phone else " q-phone-off")
    return f'<td data-label="{label}" class="{classes}">', "</td>", "", said


def _inside(cell: Cell, opens: str, said: str) -> str:
    text = text_of(cell.value)
    if cell.url:
        return f'<a href="{escape(cell.url)}"{opens}{said}>{text}</a>'
    return f"<span{said}>{text}</span>" if said else text


def text_of(value: Any) -> str:
    """A value as a template prints it: in the reader's own writing, escaped unless it is markup already."""
    if type(value) is str:
        return escape(value)
    if isinstance(value, datetime) and is_aware(value):
        value = localtime(value)
    return str(conditional_escape(localize(value)))
