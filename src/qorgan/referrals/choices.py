"""Vocabularies of referrals."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a referral stands."""

    DRAFTED = "drafted", _("Being prepared")
    SENT = "sent", _("Sent")
    ACKNOWLEDGED = "acknowledged", _("Received")
    ACCEPTED = "accepted", _("Accepted")
    UNDER_WAY = "under_way", _("Service under way")
    REPORTED = "reported", _("Outcome reported")
    CLOSED = "closed", _("Finished")
    DECLINED = "declined", _("Declined")
    REVOKED = "revoked", _("Withdrawn")
    EXPIRED = "expired", _("Ended without an answer")


KNOWN_TO_SERVICE = (
    State.SENT, State.ACKNOWLEDGED, State.ACCEPTED, State.UNDER_WAY, State.REPORTED, State.CLOSED, State.DECLINED,
)  # fmt: skip
"""In these the service's people know that the referral is there."""

COPY_OPEN = (State.SENT, State.ACKNOWLEDGED, State.ACCEPTED, State.UNDER_WAY, State.REPORTED, State.CLOSED)
"""In these they may read what was shared with them."""

WAITING = (State.SENT, State.ACKNOWLEDGED)
"""An answer is waited for."""

AT_WORK = (State.ACCEPTED, State.UNDER_WAY)
"""The service does something, and a report is waited for."""

OPEN = (State.DRAFTED, *WAITING, *AT_WORK, State.REPORTED)


class ConsentBasis(TextChoices):
    """Why what is shared may be shared."""

    CONSENT = "consent", _("Consent was given")
    EXCEPTION = "exception", _("The law allows it without consent")


class ConsentGiver(TextChoices):
    """Who gave the consent."""

    CHILD = "child", _("the child")
    REPRESENTATIVE = "representative", _("the legal representative")
    BOTH = "both", _("the child and the legal representative")


class TermList(TextChoices):
    """Which list of the country pack a term belongs to."""

    URGENCY = "urgency", _("Urgency")
    DECLINE = "decline_reason", _("Reason for declining")
    EXCEPTION = "exception_ground", _("Ground without consent")
    RECORD = "record_kind", _("What was done")
    OUTCOME = "outcome", _("Outcome")


class Side(TextChoices):
    """From which side somebody looks at a referral."""

    SENDER = "sender", _("sending side")
    SERVICE = "service", _("service")
