"""Two windows saved one set of answers: what differs is chosen line by line, in the page's own form.

bound = decided(version.form, request.POST, row.answers, final=verb == "finalise")
expected = version_of(request.POST, row, bound)
…
except AnswersChanged:
    context |= conflict(request.POST, row, bound)     # and the template includes `forms/conflict.html` where `carried` is set
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from qorgan.forms.binding import Bound, bind
from qorgan.forms.comparing import differences
from qorgan.forms.definition import Definition
from qorgan.forms.models import AnsweredForm, AnswersChanged
from qorgan.forms.submission import PREFIX
from qorgan.ui.conflicts import THEIRS

KEEP = "keep-"
"""Before the name of a question, in the form that decides a conflict: whose answer stays."""


def decided(form: Definition, posted: QueryDict, stored: Mapping[str, Any], *, final: bool = False) -> Bound:
    """What was posted; after a conflict with the stored answer wherever the reader chose it."""
    bound = bind(form, posted, stored, final=final)
    theirs = {name.removeprefix(KEEP) for name, side in posted.items() if name.startswith(KEEP) and side == THEIRS}
    if not theirs:
        return bound
    mine = bind(form, posted, stored).answers
    chosen = {name: answer for name, answer in mine.items() if name not in theirs}
    return bind(form, chosen | {name: stored[name] for name in theirs & set(stored)}, final=final)


def version_of(posted: QueryDict, row: AnsweredForm, bound: Bound) -> int:
    """The version that the writer had before their eyes; that of now where what they wrote is what is stored already: their own
    draft, kept a moment before they sent the form, is nobody else's change. 0 for a page that says none.
    """
    given = posted.get("version", "")
    seen = int(given) if given.isascii() and given.isdigit() else 0
    if seen and seen != row.version and not differences(row.form_version.form, bound.answers, row.answers):
        return row.version
    return seen


def conflict(posted: QueryDict, row: AnsweredForm, bound: Bound) -> dict[str, Any]:
    """What `forms/conflict.html` draws: the answers that differ, how many are the same, and what was typed, carried along.

    `row` is the set of answers as it is stored now.
    """
    found = differences(row.form_version.form, bound.answers, row.answers)
    return {
        "problem": AnswersChanged(row.answers, row.version).message,
        "differences": found,
        "same": max(0, len(row.answers) - len(found)),
        "who": _("Other window"),
        "version": row.version,
        "carried": [(name, value) for name, values in posted.lists() if name.startswith(f"{PREFIX}.") for value in values],
    }
