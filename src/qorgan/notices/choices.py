"""Vocabularies of notices."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """The ways out of the house; the bell of the page is none, a notice in the application leaves nothing."""

    MAIL = "mail", _("mail")
    SMS = "sms", _("text message")
    WEBHOOK = "webhook", _("webhook")


class State(TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", _("in the outbox")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    DEAD = "dead", _("given up")
    CANCELLED = "cancelled", _("cancelled")


class Failure(TextChoices):
    """Why a try failed. Those of `FINAL` are not tried again."""

    NO_ADDRESS = "no_address", _("no address is kept")
    NOT_CONFIGURED = "not_configured", _("this way out is not set up")
    UNREACHABLE = "unreachable", _("could not be reached")
    TIMEOUT = "timeout", _("no answer in time")
    TLS = "tls", _("the certificate is not trusted")
    REFUSED_ADDRESS = "refused_address", _("address inside the own network, refused")
    REDIRECT = "redirect", _("answered with another address, not followed")
    REJECTED = "rejected", _("rejected by the receiver")
    RATE_LIMITED = "rate_limited", _("too many for the receiver")
    SERVER_ERROR = "server_error", _("fault at the receiver")
    GONE = "gone", _("the receiver is gone")
    LOST_WORKER = "lost_worker", _("the sending process was lost; it may have been sent")
    EXPIRED = "expired", _("not sent within a day")


FINAL = frozenset({Failure.NO_ADDRESS, Failure.REFUSED_ADDRESS, Failure.REJECTED, Failure.GONE, Failure.REDIRECT})


class LinkState(TextChoices):
    """What a one-time link can still do."""

    OPEN = "open", _("can be opened")
    USED = "used", _("was opened")
    OVER = "over", _("its time is over")
    LOCKED = "locked", _("locked after wrong codes")
