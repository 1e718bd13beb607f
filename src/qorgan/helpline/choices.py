"""The vocabularies of the helpline."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a conversation stands. A child who writes again brings an ended one back to waiting."""

    WAITING = "waiting", _("Waiting")
    TAKEN = "taken", _("In conversation")
    ENDED = "ended", _("Ended")
    DESTROYED = "destroyed", _("Destroyed by the child")


class About(TextChoices):
    """Who needs help, as the writer says in the first tap."""

    SELF = "self", _("About oneself")
    OTHER = "other", _("About another child")
    ADULT = "adult", _("An adult writes")


class Channel(TextChoices):
    """How the conversation came."""

    WEB = "web", _("Web page")
    QR = "qr", _("QR code of a school")
    PHONE = "phone", _("Telephone")
    IN_PERSON = "in_person", _("In person")
    LETTER = "letter", _("Letter")
    OTHER = "other", _("Other way")


class Side(TextChoices):
    """Who wrote a message."""

    CHILD = "child", _("Child")
    STAFF = "staff", _("Counsellor")
    NOTE = "note", _("Note for staff only")
    HOUSE = "house", _("Written by the system")


class Urgency(TextChoices):
    """What the writer declares; nothing is worked out from it, a person decides."""

    NOT_SAID = "not_said", _("Not said")
    NOW = "now", _("Dangerous right now")


class Ending(TextChoices):
    """The technical outcome of one stretch of a conversation, kept apart from what it was about."""

    ANSWERED = "answered", _("Answered and ended")
    CHILD_LEFT = "child_left", _("The child left")
    CHILD_SILENT = "child_silent", _("No answer from the child")
    ABANDONED = "abandoned", _("Left before the first answer")
    DESTROYED = "destroyed", _("Destroyed by the child")


class CodeState(TextChoices):
    """What became of the return code."""

    NONE = "none", _("Not asked yet")
    KEPT = "kept", _("Kept")
    REFUSED = "refused", _("Refused by the child")
    DESTROYED = "destroyed", _("Destroyed")


class Duty(TextChoices):
    """Whether a counsellor takes conversations now."""

    ON = "on", _("On shift")
    BREAK = "break", _("Break")
    OFF = "off", _("Off shift")
