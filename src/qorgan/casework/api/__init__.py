"""Routes of casework: cases with their tasks and notes, and the forms of a case."""

from qorgan.casework.api import sheets
from qorgan.casework.api.cases import door

__all__ = ["door", "sheets"]
