"""What a body and colleagues are told by mail and text message: a number and a level, never a word about the child."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qorgan.notices.parameters import NUMBER, REF
from qorgan.notices.wordings import Wording, declare

_OF_DANGER = {"number": REF, "level": NUMBER}
WITH_LINK = declare(
    Wording(
        "intake.notified",
        title=_("Danger %(number)s, level %(level)s of 4: please answer"),
        body=_("The child helpline tells you of a danger: %(number)s, level %(level)s of 4. Open the link, give the code and answer."),
        parameters=_OF_DANGER,
        is_urgent=True,
    )
)
LOOK_AT_MAIL = declare(
    Wording(
        "intake.look_at_mail",
        title=_("Danger %(number)s, level %(level)s of 4"),
        body=_("Danger %(number)s, level %(level)s of 4. The link is in your duty mailbox. Its code comes to this telephone."),
        parameters=_OF_DANGER,
        is_urgent=True,
    )
)
BY_TELEPHONE = declare(
    Wording(
        "intake.by_telephone",
        title=_("Danger %(number)s, level %(level)s of 4: please call us"),
        body=_("The child helpline must tell you of a danger: %(number)s, level %(level)s of 4. Please call us at once."),
        parameters=_OF_DANGER,
        is_urgent=True,
    )
)
TAKEN = declare(
    Wording(
        "intake.taken",
        title=_("Danger %(number)s: a body has taken it"),
        body=_("A body has taken danger %(number)s, level %(level)s of 4."),
        parameters=_OF_DANGER,
    )
)
DECLINED = declare(
    Wording(
        "intake.declined",
        title=_("Danger %(number)s: not theirs, says a body"),
        body=_("A body says that danger %(number)s, level %(level)s of 4, is not theirs. Please look now."),
        parameters=_OF_DANGER,
        is_urgent=True,
    )
)
