"""What the room `intake` keeps."""

from qorgan.intake.models.answer import Answer, FollowUp
from qorgan.intake.models.handover import Handover

__all__ = ["Answer", "FollowUp", "Handover"]
