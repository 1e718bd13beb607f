"""What the room `staff` keeps."""

from qorgan.staff.models.account import Account
from qorgan.staff.models.api_key import ApiAllowance, ApiKey
from qorgan.staff.models.installation import Installation
from qorgan.staff.models.link import Link
from qorgan.staff.models.membership import Membership, RoleRule
from qorgan.staff.models.session import Session
from qorgan.staff.models.throttle import Attempt, DailySalt, Device

__all__ = [
    "Account",
    "ApiAllowance",
    "ApiKey",
    "Attempt",
    "DailySalt",
    "Device",
    "Installation",
    "Link",
    "Membership",
    "RoleRule",
    "Session",
]
