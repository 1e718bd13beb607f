"""Routes of referrals: prepared and sent by one side, answered by the other, read by both."""

from qorgan.referrals.api import preparing
from qorgan.referrals.api.answering import door

__all__ = ["door", "preparing"]
