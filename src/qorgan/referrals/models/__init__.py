"""What referrals keep."""

from qorgan.referrals.models.referral import COPY_SCOPE, SCOPE, Referral, ServiceRecord, SharedItem
from qorgan.referrals.models.term import Limit, Term

__all__ = ["COPY_SCOPE", "SCOPE", "Limit", "Referral", "ServiceRecord", "SharedItem", "Term"]
