"""Two people changed one record: what differs is shown field by field, and each answer is chosen by a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qorgan.ui.forms import ONCE, Form
from qorgan.ui.pieces import Difference

MINE, THEIRS = "mine", "theirs"


def differences(form: Form, theirs: Mapping[str, Any]) -> tuple[list[Difference], int]:
    """The fields whose answers differ between a valid form and what is stored now, and how many are the same."""
    found, same = [], 0
    for name, field in form.fields.items():
        if name == ONCE or name not in theirs:
            continue
        mine, stored = form.cleaned_data.get(name), theirs[name]
        if field.has_changed(field.prepare_value(stored), field.prepare_value(mine)):
            found.append(Difference(name, field.label or name, shown(form, name, mine), shown(form, name, stored)))
        else:
            same += 1
    return found, same


def shown(form: Form, name: str, value: Any) -> Any:
    """A value as a person reads it: the words of a choice instead of its code."""
    choices = dict(getattr(form.fields[name], "choices", ()))
    if isinstance(value, list | tuple):
        return ", ".join(str(choices.get(item, item)) for item in value)
    return choices.get(value, value) if isinstance(value, str) else value


def settled(form: Form, theirs: Mapping[str, Any], chosen: Mapping[str, str]) -> dict[str, Any] | None:
    """The answers after each difference was decided; None while one is still open. `chosen` is the posted form."""
    answers = dict(form.command())
    for difference in differences(form, theirs)[0]:
        choice = chosen.get(f"keep-{difference.name}")
        if choice not in (MINE, THEIRS):
            return None
        if choice == THEIRS:
            answers[difference.name] = theirs[difference.name]
    return answers
