"""What casework refuses with more than words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import RuleBroken


class ChangedMeanwhile(RuleBroken):
    """Somebody else changed the record since it was read. `theirs` are its fields now, `version` their number."""

    def __init__(self, theirs: dict[str, Any], version: int) -> None:
        super().__init__(_("Somebody else changed this meanwhile. Choose what stays."))
        self.theirs, self.version = theirs, version
