"""What invited organisations are told by mail and text message: days, never a name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qorgan.notices.parameters import DAY
from qorgan.notices.wordings import Wording, declare

INVITED = declare(
    Wording(
        "conferences.invited",
        title=_("Invitation to a conference on %(day)s"),
        body=_("You may name your delegates to a conference on %(day)s. Open the link until %(until)s and give the code."),
        parameters={"day": DAY, "until": DAY},
    )
)
