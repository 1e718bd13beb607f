"""Vocabularies of grants."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

PURPOSE = "grants.approval"
"""The purpose of a body's one-time link."""


class ThemeState(TextChoices):
    """Where a theme stands. Never stored: worked out from its versions and approvals (`theme_rules.state_of`)."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waits for approval")
    RETURNED = "returned", _("Returned for change")
    REFUSED = "refused", _("Refused")
    APPROVED = "approved", _("Approved")
    CHANGED = "changed", _("Being changed: approvals fell")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Decision(TextChoices):
    """What a body says of one version of a theme."""

    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Returned for change")
    REFUSED = "refused", _("Refused")


class DecisionWay(TextChoices):
    """How a body answered."""

    LINK = "link", _("by its one-time link")
    ACCOUNT = "account", _("signed in")


class ApprovalFactor(TextChoices):
    """The second factor of a body's link."""

    PIN = "pin", _("A code that is told by telephone")
    SMS = "sms", _("A code by text message to the duty telephone")
    NONE = "none", _("No link: the body signs in")
