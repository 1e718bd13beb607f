"""What the country pack says of the way from a contact to a case (`intake.toml`). Read once per process."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings


@cache
def _read() -> dict[str, Any]:
    with (settings.PACK / "intake.toml").open("rb") as file:
        return tomllib.load(file)


def child_answers(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What a contact record says of the child, by our own names (`given`, `age`, `region`, …); nothing for what was not answered."""
    questions = _read()["child"]
    return {name: answers.get(question) for name, question in questions.items() if isinstance(question, str) and name != "form"}


def sex_of(answer: str) -> str:
    """The register's word for an answer of the record; empty for one that it does not have."""
    return str(_read()["child"]["sexes"].get(answer, ""))


def ticked() -> frozenset[str]:
    """The lines of the record that are ticked when the page opens."""
    return frozenset(_read()["child"]["ticked"])


def never() -> frozenset[str]:
    """The lines of the record that are not offered."""
    return frozenset(_read()["child"]["never"])


def concerns_of(reasons: Iterable[str]) -> list[str]:
    """The concerns of a case that the reasons of a contact stand for; reasons without one give none."""
    asked = set(reasons)
    return [row["concern"] for row in _read()["concern"] if asked & set(row["reasons"])]


def owner_kinds(on: date) -> list[str]:
    """The kinds of organisation that may own a case on a day, the first choice first."""
    return [row["kind"] for row in _read()["owner"] if row["valid_from"] <= on < row.get("valid_until", date.max)]
