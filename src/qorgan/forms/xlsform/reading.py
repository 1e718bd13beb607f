"""pyxform's own reading and checking, with its faults put into our words."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pyxform.errors import ErrorCode, PyXFormError
from pyxform.xls2xform import convert

from qorgan.forms.xlsform.problems import Problem, XLSFormRefused
from qorgan.forms.xlsform.sheets import Workbook

_MESSAGES: dict[ErrorCode, str] = {
    ErrorCode.HEADER_002: gettext_noop("Two columns mean the same: “%(other)s” and “%(header)s”."),
    ErrorCode.HEADER_004: gettext_noop("A column of the sheet “choices” has no name, or a name with spaces."),
    ErrorCode.NAMES_003: gettext_noop("A repeat must not be named “data”."),
    ErrorCode.NAMES_005: gettext_noop("The name “meta” is reserved."),
    ErrorCode.PYREF_001: gettext_noop("A question is named as ${name}."),
    ErrorCode.PYREF_003: gettext_noop("There is no question named “%(q)s”."),
    ErrorCode.PYREF_004: gettext_noop("More than one question is named “%(q)s”."),
}

_ROW = re.compile(r"\[row : (\d{1,6})\]")


def converted(content: bytes, workbook: Workbook) -> dict[str, Any]:
    """pyxform's tree of the form, after its own checks. Raises XLSFormRefused."""
    try:
        result = convert(content, file_type=".xlsx", form_name="data", warnings=[])
    except PyXFormError as error:
        raise XLSFormRefused([_problem(error, workbook)]) from None
    except Exception as error:  # noqa: BLE001 - pyxform meets foreign input; its own slips are the file's fault here
        raise XLSFormRefused([_unexplained(type(error).__name__)]) from None
    return dict(result._pyxform or {})


def _problem(error: PyXFormError, workbook: Workbook) -> Problem:
    context = {key: value if value is not None else "" for key, value in error.context.items()}
    message = _MESSAGES.get(error.code) if error.code is not None else None
    if message is None:
        return _unexplained(str(error))
    sheet = str(context.get("sheet") or context.get("sheet_name") or "survey")
    row = str(context.get("row") or "")
    written = {name: str(context.get(name, "?")) for name in ("other", "header", "q", "name")}
    number = int(row) if row.isdigit() else 0
    found = workbook.sheets.get(sheet, workbook.survey)
    header = found.header_written(str(context.get("column") or ""))
    return Problem(
        message=_(message) % written, sheet=found.name, row=number, column=header.written if header else "",
        cell=f"{header.letter}{number}" if header and number else "",
    )  # fmt: skip


def _unexplained(said: str) -> Problem:
    message = _("The reader of XLSForm refused the file and said: %(message)s") % {"message": said[:500]}
    row = _ROW.search(said)
    return Problem(message=message, sheet="survey" if row else "", row=int(row[1]) if row else 0)
