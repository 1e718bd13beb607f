"""What the room `intake` keeps."""

from qorgan.intake.models.answer import Answer, FollowUp
from qorgan.intake.models.danger import Danger, DangerAssessment, EmergencyCall
from qorgan.intake.models.duty import DutyReport
from qorgan.intake.models.handover import Handover
from qorgan.intake.models.notification import Notification

__all__ = [
    "Answer",
    "Danger",
    "DangerAssessment",
    "DutyReport",
    "EmergencyCall",
    "FollowUp",
    "Handover",
    "Notification",
]
