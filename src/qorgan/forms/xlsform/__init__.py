"""XLSForm, the field's own format, read into our frozen tree. The sheet itself stays the source and is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qorgan.forms.definition import Definition
from qorgan.forms.xlsform.building import build
from qorgan.forms.xlsform.checking import check
from qorgan.forms.xlsform.linting import lint
from qorgan.forms.xlsform.problems import Problem, XLSFormRefused
from qorgan.forms.xlsform.reading import converted
from qorgan.forms.xlsform.sheets import open_workbook

__all__ = ["Problem", "Reading", "XLSFormRefused", "read_xlsform"]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A form that could be read; `warnings` are what its author should look at before publishing."""

    definition: Definition
    warnings: tuple[Problem, ...]


def read_xlsform(source: bytes | Path, *, key: str = "") -> Reading:
    """Reads an XLSX file. `key` names the form in our house; empty takes the sheet's `form_id`.

    Raises XLSFormRefused with every problem found, each with its sheet, row and column, in the active language.
    """
    content = source.read_bytes() if isinstance(source, Path) else source
    workbook = open_workbook(content)
    problems = lint(workbook)
    _refuse_errors(problems)
    definition = build(converted(content, workbook), workbook, key=key)
    problems += check(definition, workbook)
    _refuse_errors(problems)
    return Reading(definition=definition, warnings=tuple(problems))


def _refuse_errors(problems: list[Problem]) -> None:
    if any(not problem.is_warning for problem in problems):
        raise XLSFormRefused(problems)
