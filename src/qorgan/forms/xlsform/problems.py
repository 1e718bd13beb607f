"""What is wrong in a file, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing to mend. `cell` is the spreadsheet's own address ("C5"), empty where no single cell is meant."""

    message: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    cell: str = ""
    is_warning: bool = False

    @property
    def where(self) -> str:
        """The place in words: sheet, row and column, as far as they are known."""
        if not self.sheet:
            return ""
        if not self.row:
            return _("Sheet %(sheet)s") % {"sheet": self.sheet}
        if not self.column:
            return _("Sheet %(sheet)s, row %(row)s") % {"sheet": self.sheet, "row": self.row}
        return _("Sheet %(sheet)s, row %(row)s, column %(column)s") % {
            "sheet": self.sheet, "row": self.row, "column": self.column,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class XLSFormRefused(ValueError):
    """The file is no form that we can use; `problems` says all that is wrong."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems if not problem.is_warning))
