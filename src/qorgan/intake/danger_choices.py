"""The vocabularies of danger: what is answered, how far a danger and a notification are, how an offence is reported."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LEVELS = (4, 3, 2, 1)
"""From immediate danger to life down to what is watched; 0 means that no danger was found."""
HANDED_OVER = 3
"""From this level on a body must take it: the clock of its answer runs from the assessment on."""


class Answer(TextChoices):
    """What a counsellor says to a question."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_KNOWN = "not_known", _("Not known")


class Offence(TextChoices):
    """Whether an offence must be reported; at the two high levels nobody passes without an answer."""

    NOT_ASKED = "", ""
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_KNOWN = "not_known", _("Not clear yet")


class State(TextChoices):
    """How far a danger is."""

    OPEN = "open", _("Nobody has taken it yet")
    ACKNOWLEDGED = "taken", _("A body has taken it")
    CLOSED = "closed", _("Finished")


class Standing(TextChoices):
    """How far a notification is."""

    SENT = "sent", _("Waits for an answer")
    ACKNOWLEDGED = "taken", _("Taken")
    DECLINED = "declined", _("Not theirs")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Way(TextChoices):
    """How an answer or a report came about."""

    LINK = "link", _("By the link")
    TELEPHONE = "telephone", _("By telephone")
    ACCOUNT = "account", _("Signed in")
    IN_PERSON = "in_person", _("In person")
    LETTER = "letter", _("By letter")


class Factor(TextChoices):
    """What opens the link of a notification beside the link itself."""

    PIN = "pin", _("A code that I tell by telephone")
    SMS = "sms", _("A code by text message to the duty telephone")
    NONE = "none", _("No link: I tell everything by telephone")


class Duty(TextChoices):
    """What became of the duty to report an offence."""

    MADE = "made", _("Reported")
    NOT_MADE = "not_made", _("Consciously not reported")
    AGREED = "agreed", _("Not reported, countersigned")
    SENT_BACK = "sent_back", _("Not agreed: it must be reported")


REPORT_WAYS = (Way.TELEPHONE, Way.LINK, Way.IN_PERSON, Way.LETTER)
ENDS_DUTY = (Duty.MADE, Duty.AGREED)
