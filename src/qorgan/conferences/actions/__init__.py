"""What happens at conferences: verbs, each with the actor and an event."""

from qorgan.conferences.actions.accreditation import (
    accredit,
    decide_likeness,
    decline,
    invite,
    nominate,
    register_delegate,
    withdraw_invitation,
    withdraw_nomination,
)
from qorgan.conferences.actions.conference import (
    add_session,
    cancel_edition,
    found_conference,
    open_edition,
    remove_session,
    set_quota,
)
from qorgan.conferences.actions.door import check_in
from qorgan.conferences.actions.recommendation import (
    address_recommendation,
    adopt_recommendation,
    change_recommendation,
    draft_recommendation,
    note_answer,
    reject_recommendation,
)

__all__ = [
    "accredit", "add_session", "address_recommendation", "adopt_recommendation", "cancel_edition", "change_recommendation", "check_in",
    "decide_likeness", "decline", "draft_recommendation", "found_conference", "invite", "nominate", "note_answer", "open_edition",
    "register_delegate", "reject_recommendation", "remove_session", "set_quota", "withdraw_invitation", "withdraw_nomination",
]  # fmt: skip
