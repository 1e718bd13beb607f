"""When a version may be published or retired: questions about state, answered with their reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import RuleBroken
from qorgan.forms.models import FormVersion


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, or no with the reason; true or false as a condition."""

    reason: Promise | str = ""

    def __bool__(self) -> bool:
        return not self.reason

    def demand(self) -> None:
        """Raises RuleBroken with the reason."""
        if self.reason:
            raise RuleBroken(self.reason)


def may_publish(version: FormVersion) -> Answer:
    """A version is published once."""
    if version.is_published:
        return Answer(_("This version is published already."))
    return Answer()


def may_retire(version: FormVersion) -> Answer:
    """Only what is in use can be taken out of use."""
    if not version.is_published:
        return Answer(_("This version was never published."))
    if version.is_retired:
        return Answer(_("This version is retired already."))
    return Answer()
