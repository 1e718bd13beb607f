"""Vocabularies of calls, applications and experts."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CallState(TextChoices):
    """Where a call stands. That the deadline has passed is asked of the clock, never stored."""

    PREPARED = "prepared", _("Being prepared")
    OPEN = "open", _("Open")
    DRAWN = "drawn", _("Being evaluated")
    DECIDED = "decided", _("Decided")
    CANCELLED = "cancelled", _("Cancelled")


class ApplicationState(TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("Draft")
    FILED = "filed", _("Filed")
    ADMITTED = "admitted", _("Admitted to the evaluation")
    NOT_ADMITTED = "not_admitted", _("Not admitted")
    AWARDED = "awarded", _("Awarded")
    NOT_AWARDED = "not_awarded", _("Not awarded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


DRAFTS = (ApplicationState.DRAFT,)
"""In these the applicant still writes, and nobody else knows of it."""

EVALUATED = (ApplicationState.ADMITTED, ApplicationState.AWARDED, ApplicationState.NOT_AWARDED)
"""In these experts give scores, or gave them."""


class PanelState(TextChoices):
    """Where an expert stands with one application."""

    ASSIGNED = "assigned", _("Asked about a conflict of interest")
    FREE = "free", _("No conflict of interest")
    CONFLICTED = "conflicted", _("Conflict of interest")
    DONE = "done", _("Scored")


READING = (PanelState.FREE, PanelState.DONE)
"""In these an expert reads the application."""


class Conflict(TextChoices):
    """Why an expert does not evaluate an application. The first four the software finds by itself."""

    SAME_ORGANISATION = "same_org", _("Works for the applicant")
    MEMBER = "member", _("Was a member or an employee of the applicant")
    REGISTER = "register", _("Tied to the applicant by the register of experts")
    EARLIER_GRANT = "earlier_grant", _("Decided about an earlier grant of the applicant")
    RELATIVE = "relative", _("A relative works for the applicant")
    AUTHOR = "author", _("Helped to write the application")
    OTHER = "other", _("Another conflict of interest")


DECLARED = (Conflict.SAME_ORGANISATION, Conflict.MEMBER, Conflict.RELATIVE, Conflict.AUTHOR, Conflict.OTHER)
"""What an expert may declare."""


class Outcome(TextChoices):
    """What was decided about an application."""

    AWARDED = "awarded", _("Awarded")
    OVER_THE_LINE = "over_line", _("The money of the call ends above it")
    TOO_FEW_POINTS = "too_few", _("Fewer points than the call asks for")
    NOT_AWARDED = "not_awarded", _("Not awarded for another reason")
