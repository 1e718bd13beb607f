"""What a form's cells say by themselves, before pyxform reads it: all problems at once, each with its cell."""

from __future__ import annotations

import re
from collections import Counter

from django.utils.translation import gettext as _

from qorgan.forms.xlsform.problems import Problem
from qorgan.forms.xlsform.sheets import Line, Sheet, Workbook, is_end, language_code

TYPES = frozenset({
    "text", "string", "integer", "int", "decimal", "date", "time", "datetime", "note", "calculate", "acknowledge",
    "trigger", "begin group", "begin_group", "end group", "end_group", "begin repeat", "begin_repeat", "end repeat",
    "end_repeat",
})  # fmt: skip
IGNORED = frozenset({
    "start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "start-geopoint",
})  # fmt: skip
"""Types that describe the phone which filled the form. We keep no such traces, so they are left out."""

_SELECT = re.compile(r"^select[_ ](one|multiple)\s+(?P<list>\S+)(?P<rest>.*)$", re.IGNORECASE)
_PAIR = re.compile(r"^(?P<edge>begin|end)[ _](?P<kind>group|repeat)\b", re.IGNORECASE)
_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9_-]{0,63}$")
_SILENT = re.compile(r"^(calculate|end[ _]|begin[ _])", re.IGNORECASE)
_READ_COLUMNS = frozenset({
    "type", "name", "label", "hint", "required", "required_message", "constraint", "constraint_message", "relevant",
    "calculation", "default", "choice_filter", "appearance", "readonly", "qorgan::pii", "qorgan::sealed",
    "guidance_hint", "note", "notes", "comment",
})  # fmt: skip
_TRANSLATED = ("label", "hint", "required_message", "constraint_message")
YES, NO = frozenset({"yes", "true", "true()", "1"}), frozenset({"no", "false", "false()", "0"})


def lint(workbook: Workbook) -> list[Problem]:
    """Every problem that the cells show, in the order of the sheets."""
    survey, choices = workbook.survey, workbook.choices
    if not survey.headers:
        return [Problem(message=_("There is no sheet named “survey”, or it is empty."))]
    missing = [base for base in ("type", "name", "label") if not survey.headers_of(base)]
    if missing:
        return [survey.problem(_("The column “%(column)s” is missing.") % {"column": base}) for base in missing]
    lists = {choices.cell(line, "list_name") for line in choices.lines}
    problems = _columns(survey)
    for line in survey.lines:
        problems += _line(survey, line, lists)
    return [*problems, *_pairs(survey), *_names(survey), *_languages(survey), *_choices(choices), *_languages(choices)]


def _columns(survey: Sheet) -> list[Problem]:
    found = []
    for header in survey.headers:
        if header.base == "repeat_count":
            message = _("A repeat counted by the form is not supported; people add rows.")
            found.append(survey.problem(message, None, header.base))
        elif header.base not in _READ_COLUMNS:
            found.append(survey.problem(_("This column is not read."), None, header.base, is_warning=True))
    return found


def _line(survey: Sheet, line: Line, lists: set[str]) -> list[Problem]:
    kind = " ".join(survey.cell(line, "type").split())
    if not kind:
        return [survey.problem(_("The type is missing."), line, "type")]
    if kind.lower() in IGNORED:
        message = _("“%(type)s” is left out: traces of devices are not kept.") % {"type": kind}
        return [survey.problem(message, line, "type", is_warning=True)]
    problems = _type(survey, line, kind, lists)
    if is_end(kind):
        return problems
    name = survey.cell(line, "name")
    if not _NAME.match(name):
        problems.append(survey.problem(_name_message(name), line, "name"))
    if not _SILENT.match(kind) and not survey.cell(line, "label"):
        problems.append(survey.problem(_("The question has no label."), line, "label"))
    for column in ("qorgan::pii", "qorgan::sealed"):
        if (text := survey.cell(line, column).lower()) and text not in YES | NO:
            problems.append(survey.problem(_("Write yes or no."), line, column))
    return problems


def _name_message(name: str) -> str:
    if not name:
        return _("The name is missing.")
    message = _("“%(name)s” is no name: Latin letters, digits, “_” and “-”, beginning with a letter.")
    return message % {"name": name[:80]}


def _type(survey: Sheet, line: Line, kind: str, lists: set[str]) -> list[Problem]:
    select = _SELECT.match(kind)
    if select is None:
        if kind.lower() in TYPES:
            return []
        return [survey.problem(_("The type “%(type)s” is not supported.") % {"type": kind[:80]}, line, "type")]
    if "or_other" in select["rest"] or "or other" in select["rest"] or "or specify other" in select["rest"]:
        return [survey.problem(
            _("“or_other” is not supported: its question exists in one language only. Add a choice “other” and a text "
              "question that is relevant when it is chosen."), line, "type",
        )]  # fmt: skip
    if select["rest"].strip():
        return [survey.problem(_("The type “%(type)s” is not supported.") % {"type": kind[:80]}, line, "type")]
    if select["list"] not in lists:
        message = _("The list “%(list)s” is not on the sheet “choices”.") % {"list": select["list"]}
        return [survey.problem(message, line, "type")]
    return []


def _pairs(survey: Sheet) -> list[Problem]:
    """Groups and repeats that are not closed, or closed without being opened."""
    problems, opened = [], []
    for line in survey.lines:
        match = _PAIR.match(survey.cell(line, "type"))
        if match is None:
            continue
        kind = match["kind"].lower()
        if match["edge"].lower() == "begin":
            opened.append((kind, line))
        elif opened and opened[-1][0] == kind:
            opened.pop()
        else:
            problems.append(survey.problem(_("This closes what was not opened."), line, "type"))
    return problems + [
        survey.problem(_("“%(name)s” is not closed.") % {"name": survey.cell(line, "name")}, line, "type") for _kind, line in opened
    ]


def _names(survey: Sheet) -> list[Problem]:
    declared = [line for line in survey.lines if not is_end(survey.cell(line, "type"))]
    counted = Counter(survey.cell(line, "name").lower() for line in declared if survey.cell(line, "name"))
    return [
        survey.problem(_("The name “%(name)s” is used twice. Names are unique in the whole form.")
                       % {"name": survey.cell(line, "name")}, line, "name")
        for line in declared
        if counted[survey.cell(line, "name").lower()] > 1
    ]  # fmt: skip


def _languages(sheet: Sheet) -> list[Problem]:
    """Columns whose language has no code; texts that some languages have and others lack."""
    problems = [
        sheet.problem(_("Write the language with its code, such as “label::Қазақша (kk)”."), None, header.base)
        for header in sheet.headers
        if header.base in _TRANSLATED and header.language and not language_code(header.language)
    ]
    for line in sheet.lines:
        for base in _TRANSLATED:
            headers = [header for header in sheet.headers_of(base) if header.language]
            lacking = [header.language for header in headers if not line.cells.get(header.written)]
            if lacking and len(lacking) < len(headers):
                message = _("Not translated: %(languages)s") % {"languages": ", ".join(lacking)}
                problems.append(sheet.problem(message, line, base, is_warning=True))
    return problems


def _choices(choices: Sheet) -> list[Problem]:
    problems, seen = [], set()
    for line in choices.lines:
        listed, name = choices.cell(line, "list_name"), choices.cell(line, "name")
        if not listed:
            problems.append(choices.problem(_("The list name is missing."), line, "list_name"))
        if not name or re.search(r"\s", name):
            problems.append(choices.problem(_("A choice needs a name without spaces."), line, "name"))
        if not choices.cell(line, "label"):
            problems.append(choices.problem(_("The choice has no label."), line, "label"))
        if (listed, name) in seen:
            message = _("The choice “%(name)s” is in the list twice.") % {"name": name}
            problems.append(choices.problem(message, line, "name"))
        seen.add((listed, name))
    return problems
