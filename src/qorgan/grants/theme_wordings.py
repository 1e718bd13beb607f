"""What bodies and drafters are told by mail, text message and bell: a number, never a word of a theme."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qorgan.notices.parameters import DAY, REF
from qorgan.notices.wordings import Wording, declare

WITH_LINK = declare(
    Wording(
        "grants.asked",
        title=_("Theme %(number)s of grants waits for your decision"),
        body=_("Theme %(number)s of grants waits for your decision until %(until)s. Open the link, give the code and answer."),
        parameters={"number": REF, "until": DAY},
    )
)
TO_SIGN_IN = declare(
    Wording(
        "grants.asked_signed_in",
        title=_("Theme %(number)s of grants waits for your decision"),
        body=_("Theme %(number)s of grants waits for your decision. Please sign in."),
        parameters={"number": REF},
    )
)
DECIDED = declare(
    Wording(
        "grants.decided",
        title=_("Theme %(number)s: a body decided"),
        body=_("A body decided on theme %(number)s of grants."),
        parameters={"number": REF},
    )
)
COMMENTED = declare(
    Wording(
        "grants.commented",
        title=_("Theme %(number)s: a new comment"),
        body=_("There is a new comment on theme %(number)s of grants."),
        parameters={"number": REF},
    )
)
