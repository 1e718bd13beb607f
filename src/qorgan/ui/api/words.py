"""The words for what does not fit, by pydantic's kind of error. Its own messages are English and may quote what was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.ui.api.problems import Problem

_NUMBER = _("A whole number is needed here.")
_TEXT = _("A text is needed here.")
_DAY = _("A day is needed here, as in 2026-11-24.")
_MOMENT = _("A moment with its time zone is needed here, as in 2026-11-24T08:30:00Z.")
_CHOICE = _("Only the values that the description lists are taken here.")
_LIST = _("A list is needed here.")
_YES_NO = _("true or false is needed here.")
_OTHER = _("This value does not fit.")

WORDS: Final[Mapping[str, Promise]] = {
    "missing": _("This is needed."),
    "extra_forbidden": _("Nothing of this name is taken."),
    "string_type": _TEXT,
    "string_unicode": _TEXT,
    "string_too_long": _("This is too long."),
    "string_too_short": _("This is too short."),
    "too_long": _("This is too long."),
    "too_short": _("This is too short."),
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_from_float": _NUMBER,
    "greater_than_equal": _("This number is too small."),
    "less_than_equal": _("This number is too large."),
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": _MOMENT,
    "enum": _CHOICE,
    "literal_error": _CHOICE,
    "list_type": _LIST,
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
}


def invalid(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """422 with a pointer and words for each field that does not fit."""
    return Problem(
        422, "invalid", errors=[{"pointer": _pointer(one["loc"]), "detail": WORDS.get(one["type"], _OTHER)} for one in errors]
    )


def _pointer(place: Sequence[Any]) -> str:
    """`("body", "body", "head", 0)` as `#/head/0`; of a query or a path its own name."""
    source, *rest = place
    parts = rest[1:] if source in ("body", "query") and len(rest) > 1 else rest
    named = "/".join(str(part).replace("~", "~0").replace("/", "~1")[:80] for part in parts)
    return f"#/{named}" if source == "body" else f"{source}:{named}"
