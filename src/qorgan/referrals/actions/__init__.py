"""What happens to referrals."""

from qorgan.referrals.actions.answering import (
    accept_referral,
    acknowledge_referral,
    decline_referral,
    record_service,
    report_outcome,
)
from qorgan.referrals.actions.preparing import (
    change_referral,
    choose_shared,
    close_referral,
    discard_referral,
    draft_referral,
    note_consent,
    note_exception,
    revoke_referral,
    send_referral,
)
from qorgan.referrals.actions.sweep import expire_referral, forget_copy, load_referral_terms

__all__ = [
    "accept_referral",
    "acknowledge_referral",
    "change_referral",
    "choose_shared",
    "close_referral",
    "decline_referral",
    "discard_referral",
    "draft_referral",
    "expire_referral",
    "forget_copy",
    "load_referral_terms",
    "note_consent",
    "note_exception",
    "record_service",
    "report_outcome",
    "revoke_referral",
    "send_referral",
]
