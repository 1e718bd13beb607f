"""What casework refuses with more than words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _


class ChangedMeanwhile(Exception):
    """Somebody else changed the record since it was read. `theirs` are its fields now, `version` their number.

    No RuleBroken: a form would show it as one more error, and the writer must choose instead.
    """

    message = _("Somebody else changed this meanwhile. Choose what stays.")

    def __init__(self, theirs: dict[str, Any], version: int) -> None:
        super().__init__("the record was changed meanwhile")
        self.theirs, self.version = theirs, version
