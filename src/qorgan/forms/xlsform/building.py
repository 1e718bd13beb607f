"""From pyxform's tree to our frozen definition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qorgan.forms.choices import Kind
from qorgan.forms.definition import Choice, Definition, Node, Words
from qorgan.forms.xlsform.linting import NO, YES
from qorgan.forms.xlsform.sheets import Workbook, language_code

_KINDS = {
    "text": Kind.TEXT, "string": Kind.TEXT, "integer": Kind.INTEGER, "int": Kind.INTEGER, "decimal": Kind.DECIMAL,
    "select one": Kind.SELECT_ONE, "select all that apply": Kind.SELECT_MULTIPLE, "date": Kind.DATE,
    "time": Kind.TIME, "dateTime": Kind.DATETIME, "datetime": Kind.DATETIME, "acknowledge": Kind.ACKNOWLEDGE,
    "trigger": Kind.ACKNOWLEDGE, "note": Kind.NOTE, "calculate": Kind.CALCULATE, "group": Kind.GROUP,
    "repeat": Kind.REPEAT,
}  # fmt: skip


def build(tree: Mapping[str, Any], workbook: Workbook, *, key: str) -> Definition:
    """The definition in pyxform's tree, without what it holds beyond our kinds (traces of devices, its own `meta`)."""
    unnamed = language_code(workbook.settings.get("default_language", "")) or "en"
    return Definition(
        key=key or str(tree.get("id_string") or tree.get("name") or ""),
        title=_title(tree, unnamed),
        languages=_languages(workbook, unnamed),
        children=_nodes(tree.get("children", ()), unnamed),
        lists={
            name: tuple(_choice(row, unnamed) for row in rows)
            for name, rows in (tree.get("choices") or {}).items()
        },
    )  # fmt: skip


def _title(tree: Mapping[str, Any], unnamed: str) -> Words:
    """`form_title`, and the same in other languages from settings columns such as `qorgan::title (kk)`."""
    ours = tree.get("qorgan") if isinstance(tree.get("qorgan"), Mapping) else {}
    found = {unnamed: str(tree.get("title") or "")}
    for column, text in (ours or {}).items():
        if column.lower().startswith("title") and language_code(column):
            found[language_code(column)] = str(text)
    return {language: text for language, text in found.items() if text}


def _languages(workbook: Workbook, unnamed: str) -> tuple[str, ...]:
    """Codes in the order of the label columns."""
    codes = [language_code(header.language) or unnamed for header in workbook.survey.headers_of("label")]
    return tuple(dict.fromkeys(codes))


def _nodes(children: Any, unnamed: str) -> tuple[Node, ...]:
    return tuple(
        _node(child, unnamed)
        for child in children
        if child.get("type") in _KINDS and child.get("name") != "meta"
    )  # fmt: skip


def _node(child: Mapping[str, Any], unnamed: str) -> Node:
    bind: Mapping[str, Any] = child.get("bind") or {}
    ours: Mapping[str, Any] = child.get("qorgan") or {}
    kind = _KINDS[child["type"]]
    appearance = str((child.get("control") or {}).get("appearance") or "")
    if kind is Kind.TEXT and "multiline" in appearance.split():
        kind = Kind.TEXTAREA
    return Node(
        kind=kind,
        name=child["name"],
        label=_words(child.get("label"), unnamed),
        hint=_words(child.get("hint"), unnamed),
        required=_condition(bind.get("required")),
        required_message=_words(bind.get("jr:requiredMsg"), unnamed),
        constraint=str(bind.get("constraint") or ""),
        constraint_message=_words(bind.get("jr:constraintMsg"), unnamed),
        relevant=str(bind.get("relevant") or ""),
        calculation=str(bind.get("calculate") or ""),
        default=str(child.get("default") or ""),
        choice_filter=str(child.get("choice_filter") or ""),
        list_name=str(child.get("list_name") or child.get("itemset") or ""),
        appearance=appearance,
        read_only=_condition(bind.get("readonly")) == "true()",
        identifies=_yes(ours.get("pii")) is True,
        seals=_yes(ours.get("sealed")),
        children=_nodes(child.get("children", ()), unnamed),
    )


def _choice(row: Mapping[str, Any], unnamed: str) -> Choice:
    columns = {name: str(value) for name, value in row.items() if name not in ("name", "label", "media")
               and isinstance(value, str)}  # fmt: skip
    return Choice(name=str(row["name"]), label=_words(row.get("label"), unnamed), columns=columns)


def _words(text: Any, unnamed: str) -> Words:
    if isinstance(text, Mapping):
        return {language_code(language) or unnamed: str(words) for language, words in text.items() if words}
    return {unnamed: str(text)} if text else {}


def _condition(text: Any) -> str:
    """A yes/no cell or an expression, as an expression; empty for no."""
    written = str(text or "").strip()
    if written.lower() in YES:
        return "true()"
    return "" if written.lower() in NO else written


def _yes(text: Any) -> bool | None:
    written = str(text or "").strip().lower()
    return True if written in YES else False if written in NO else None
