"""What conferences keep."""

from qorgan.conferences.models.conference import Category, Conference, Edition, ProgrammeItem
from qorgan.conferences.models.delegate import Arrival, Delegate, Invitation, Likely, Registration
from qorgan.conferences.models.recommendation import Addressed, Recommendation

__all__ = [
    "Addressed", "Arrival", "Category", "Conference", "Delegate", "Edition", "Invitation", "Likely", "ProgrammeItem", "Recommendation",
    "Registration",
]  # fmt: skip
