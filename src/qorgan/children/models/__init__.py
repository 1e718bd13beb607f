"""The child, the caregivers, the household, and what was joined."""

from qorgan.children.models.caregiver import Care, Caregiver
from qorgan.children.models.child import Child, Correction
from qorgan.children.models.household import Household, HouseholdMember
from qorgan.children.models.merge import Merge
from qorgan.children.models.registration import Registration

__all__ = ["Care", "Caregiver", "Child", "Correction", "Household", "HouseholdMember", "Merge", "Registration"]
