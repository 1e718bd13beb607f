"""The kinds of question that a form may hold."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """A node's kind. The values are the words of XLSForm, where it has one word for it."""

    TEXT = "text"
    TEXTAREA = "textarea"
    INTEGER = "integer"
    DECIMAL = "decimal"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    DATE = "date"
    TIME = "time"
    DATETIME = "dateTime"
    ACKNOWLEDGE = "acknowledge"
    NOTE = "note"
    CALCULATE = "calculate"
    GROUP = "group"
    REPEAT = "repeat"


SECTIONS = frozenset({Kind.GROUP, Kind.REPEAT})
SELECTS = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE})
WRITTEN = frozenset({Kind.TEXT, Kind.TEXTAREA})
"""Kinds in which a person writes freely: sealed unless the form says that the field holds no story."""

ANSWERED = frozenset(Kind) - SECTIONS - {Kind.NOTE}
"""Kinds that leave a value in the answers."""
