"""What grants keep."""

from qorgan.grants.models.application import APPLICATION_SCOPE, Application, Panelist
from qorgan.grants.models.budget import ApplicationVersion, BudgetLine, Promise
from qorgan.grants.models.call import AmountField, Call, Expert, ExpertDraw, Programme
from qorgan.grants.models.project import (
    PROJECT_SCOPE,
    ContractVersion,
    Document,
    Expenditure,
    Project,
    ProjectLine,
    Reallocation,
    Tranche,
)
from qorgan.grants.models.result import Actual, Deliverable, DeliverableSite, Report
from qorgan.grants.models.review import AwardDecision, Score
from qorgan.grants.models.theme import Theme, ThemeApproval, ThemeComment, ThemeDocument, ThemeVersion

__all__ = [
    "APPLICATION_SCOPE",
    "PROJECT_SCOPE",
    "Actual",
    "AmountField",
    "Application",
    "ApplicationVersion",
    "AwardDecision",
    "BudgetLine",
    "Call",
    "ContractVersion",
    "Deliverable",
    "DeliverableSite",
    "Document",
    "Expenditure",
    "Expert",
    "ExpertDraw",
    "Panelist",
    "Programme",
    "Project",
    "ProjectLine",
    "Promise",
    "Reallocation",
    "Report",
    "Score",
    "Theme",
    "ThemeApproval",
    "ThemeComment",
    "ThemeDocument",
    "ThemeVersion",
    "Tranche",
]
