"""Where the answers of a submission are found: in the fields of an HTML form, or in nested data.

Names of HTML fields: `a.age`; in a repeat `a.members.0.age`; in a repeat inside it `a.members.0.visits.2.day`.
`a.members._rows` says that the repeat was on the page, `a.members.0._row` that the row was. A field that was on the
page is always submitted (selects and ticks have an empty hidden companion), so what is absent was not asked and keeps
its answer. The field `_do` says which button was pressed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import QueryDict

from qorgan.forms.answers import texts_of

PREFIX = "a"
DO = "_do"
ROWS, ROW = "_rows", "_row"

MOST_ROWS = 60
"""Rows of one repeat; further ones are refused."""

_ASKED = re.compile(r"^(?P<verb>[a-z]+)(?::(?P<path>[\w.-]+))?$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the pressed button asks: `update`, `autosave`, `save`, `finalise`, `add` (a row), `remove` (a row)."""

    verb: str
    path: str = ""


def asked(submitted: Mapping[str, Any], otherwise: str = "update") -> Asked:
    """The verb of a submission; `otherwise` where no button of ours was pressed (Enter in a field)."""
    match = _ASKED.match(str(submitted.get(DO) or ""))
    return Asked(match["verb"], match["path"] or "") if match else Asked(otherwise)


class Source(Protocol):
    """One level of a submission: the form itself or one row."""

    def texts(self, name: str) -> list[str] | None:
        """What was submitted for a question; None where it was not asked."""

    def rows(self, name: str) -> list[tuple[int, Source]] | None:
        """The rows of a repeat with their places on the page; None where the repeat was not there."""


class Submitted:
    """The fields of an HTML form under one prefix."""

    def __init__(self, fields: QueryDict, prefix: str = PREFIX) -> None:
        self.fields, self.prefix = fields, prefix

    def texts(self, name: str) -> list[str] | None:
        key = f"{self.prefix}.{name}"
        return [str(text) for text in self.fields.getlist(key)] if key in self.fields else None

    def rows(self, name: str) -> list[tuple[int, Source]] | None:
        key = f"{self.prefix}.{name}"
        if f"{key}.{ROWS}" not in self.fields:
            return None
        row = re.compile(rf"^{re.escape(key)}\.(\d{{1,4}})\.{ROW}$", re.ASCII)
        places = sorted({int(match[1]) for field in self.fields if (match := row.match(field))})
        return [(place, Submitted(self.fields, f"{key}.{place}")) for place in places[:MOST_ROWS]]


class Given:
    """Answers as nested data: from the API, the country pack, or a test."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given

    def texts(self, name: str) -> list[str] | None:
        return texts_of(self.given[name]) if name in self.given else None

    def rows(self, name: str) -> list[tuple[int, Source]] | None:
        if name not in self.given:
            return None
        rows = self.given[name]
        rows = rows if isinstance(rows, (list, tuple)) else []
        return [(place, Given(row)) for place, row in enumerate(rows[:MOST_ROWS]) if isinstance(row, Mapping)]


NOTHING = Given({})


def source_of(submitted: QueryDict | Mapping[str, Any] | None) -> Source:
    """Reads either kind of submission."""
    if submitted is None:
        return NOTHING
    return Submitted(submitted) if isinstance(submitted, QueryDict) else Given(submitted)
