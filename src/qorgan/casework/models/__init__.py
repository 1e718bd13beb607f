"""What the room `casework` keeps."""

from qorgan.casework.models.case import Case
from qorgan.casework.models.decision import Approval, Transfer
from qorgan.casework.models.document import Document
from qorgan.casework.models.note import Note
from qorgan.casework.models.service import CaseService
from qorgan.casework.models.sheet import CaseSheet
from qorgan.casework.models.task import Task

__all__ = ["Approval", "Case", "CaseService", "CaseSheet", "Document", "Note", "Task", "Transfer"]
