"""Vocabularies of projects: contracts, tranches, spending, results, reports."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProjectState(TextChoices):
    """Where a project stands."""

    CONTRACTING = "contracting", _("Contract being signed")
    RUNNING = "running", _("Runs")
    FINISHED = "finished", _("Finished")
    STOPPED = "stopped", _("Stopped")


class TrancheState(TextChoices):
    """Where a tranche stands. Three different people move it on."""

    PLANNED = "planned", _("Planned")
    PREPARED = "prepared", _("Prepared")
    APPROVED = "approved", _("Approved")
    PAID = "paid", _("Paid")


class SpendingState(TextChoices):
    """Whether an expenditure counts."""

    RECORDED = "recorded", _("Waits for acceptance")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")


class AskState(TextChoices):
    """What became of a wish to move money between lines."""

    ASKED = "asked", _("Waits for approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


class DeliverableKind(TextChoices):
    """The four kinds of results, each with what proves it."""

    STUDY = "study", _("Study, published")
    CENTRE = "centre", _("Consulting and educational centre, working")
    NETWORK = "network", _("Network of social services")
    HELPLINE = "helpline", _("Helpline, round the clock")


class DeliverableState(TextChoices):
    """Whether a result stands."""

    PROMISED = "promised", _("Promised")
    CLAIMED = "claimed", _("Waits for verification")
    VERIFIED = "verified", _("Verified")
    RETURNED = "returned", _("Returned for change")


class ReportState(TextChoices):
    """Where a report stands."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Waits for acceptance")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned for change")


class Sex(TextChoices):
    """Of whom a figure of a report tells."""

    GIRL = "girl", _("Girls")
    BOY = "boy", _("Boys")
    UNKNOWN = "unknown", _("Not stated")


class Disability(TextChoices):
    """Of whom a figure of a report tells."""

    WITH = "with", _("With a disability")
    WITHOUT = "without", _("Without a disability")
    UNKNOWN = "unknown", _("Not stated")


class Side(TextChoices):
    """Who signs a contract."""

    GRANTEE = "grantee", _("Grantee")
    FUNDER = "funder", _("Funder")
