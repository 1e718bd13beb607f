"""The vocabularies of the hand-over, the answer and the follow-up."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Wish(TextChoices):
    """What the child said when asked; a wish that was not asked for is an answer too."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_ASKED = "not_asked", _("Not asked yet")


class GivenBy(TextChoices):
    """Who agreed that the case is opened."""

    REPRESENTATIVE = "representative", _("Legal representative")
    CHILD = "child", _("The child")
    NOBODY = "nobody", _("Nobody: a ground of the law")


class AnswerState(TextChoices):
    """How far an answer has come on its way to the child."""

    WRITTEN = "written", pgettext_lazy("answer", "Written")
    WITH_COUNSELLOR = "with_counsellor", pgettext_lazy("answer", "With the counsellor")
    SENT = "sent", pgettext_lazy("answer", "Sent to the child")
    READ = "read", pgettext_lazy("answer", "Read by the child")
    REPLACED = "replaced", pgettext_lazy("answer", "Replaced by a newer one")


class Helped(TextChoices):
    """What the child says when it is asked whether it helped."""

    YES = "yes", _("Yes, it helped")
    PARTLY = "partly", _("A little")
    NO = "no", _("No, not yet")


class Ending(TextChoices):
    """How a follow-up ended."""

    SAID = "said", _("The child said")
    SKIPPED = "skipped", _("The child did not want to say")
    NOT_REACHED = "not_reached", _("The child was not reached")
    NOT_NEEDED = "not_needed", _("Not needed any more")


WAYS_TO_END = (Ending.SAID, Ending.NOT_REACHED, Ending.NOT_NEEDED)
"""What a counsellor may write down; that a child did not want to say, only the child says."""
