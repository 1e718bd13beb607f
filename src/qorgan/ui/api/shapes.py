"""Shapes that every room's routes share."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.db import models
from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, PlainSerializer, StringConstraints
from pydantic_core import PydanticCustomError

from qorgan.access.refusals import RuleBroken

REF = "k7m29qxh4v8twzpd"
"""An invented public id, for examples."""

DEEPEST = 8
"""Levels of free JSON: no form of a country is nested deeper."""

_NO_NULL = r"^[^\u0000]*$"


def _printable(text: str) -> str:
    """PostgreSQL keeps no null character, and half of a surrogate pair is no letter."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise PydanticCustomError("string_unicode", "no text")
    return text


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _strict_moment(given: Any) -> Any:
    """A moment is written, never counted in seconds, and lies in years that the database knows."""
    if not isinstance(given, datetime) and not re.match(r"\d{4}-\d\d-\d\d[Tt ]", str(given)):
        raise PydanticCustomError("datetime_type", "no moment")
    return given


def _in_our_time(moment: datetime) -> datetime:
    if not 1900 <= moment.year <= 2200:
        raise PydanticCustomError("datetime_parsing", "no moment of ours")
    return moment.astimezone(UTC)  # the database knows no clock that is more than sixteen hours away


Text = Annotated[str, AfterValidator(_printable), Field(json_schema_extra={"pattern": _NO_NULL})]
Ref = Annotated[str, StringConstraints(pattern=r"^[2-9a-hjkmnp-z]{16}$"), Field(examples=[REF])]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,80}$")]
Moment = Annotated[
    datetime,
    PlainSerializer(_utc, return_type=str),
    Field(json_schema_extra={"format": "date-time"}, examples=["2026-11-24T08:30:00.000Z"]),
]
MomentIn = Annotated[
    AwareDatetime,
    BeforeValidator(_strict_moment),
    AfterValidator(_in_our_time),
    Field(json_schema_extra={"pattern": r"^(19|20|21)\d\d-.*(Z|[+-]\d\d:\d\d)$"}, examples=["2026-11-24T08:30:00Z"]),
]


def one_of(choices: type[models.TextChoices]) -> Any:
    """One code of a vocabulary. It stands in the description itself: two rooms may have a vocabulary of one name."""
    return Literal.__getitem__(tuple(choices.values))


def texts(longest: int, shortest: int = 0) -> Any:
    """A text of at most so many letters."""
    return Annotated[Text, StringConstraints(min_length=shortest, max_length=longest)]


class Shape(Schema):
    """What is answered."""

    model_config = ConfigDict(from_attributes=True)


class Asked(Schema):
    """What is sent: nothing that the description does not name."""

    model_config = ConfigDict(extra="forbid")


class FieldProblem(Shape):
    """One field that does not fit."""

    pointer: str = Field(description="Where, as a JSON pointer into the body, or `query:name`", examples=["#/risk"])
    detail: str


class ProblemShape(Shape):
    """RFC 9457."""

    type: str = Field(examples=["/api#not-found"])
    title: str
    status: int = Field(ge=400, le=599)
    detail: str | None = None
    errors: list[FieldProblem] | None = None


class Named(Shape):
    """A record named by its public id, with its name in the reader's language."""

    ref: Ref
    name: str


def named(record: Any) -> Named:
    """A record with `ref` that prints itself as its name."""
    return Named(ref=record.ref, name=str(record))


class Words(Shape):
    """One text in several languages, by language code."""

    kk: str | None = None
    ru: str | None = None
    en: str | None = None


class WordsAsked(Asked):
    """One text in several languages: at least one of them."""

    kk: Annotated[Text, StringConstraints(max_length=2_000)] | None = None
    ru: Annotated[Text, StringConstraints(max_length=2_000)] | None = None
    en: Annotated[Text, StringConstraints(max_length=2_000)] | None = None

    def given(self) -> dict[str, str]:
        """The texts that are there."""
        return {code: text for code, text in self.model_dump().items() if text}


def checked(given: Any, depth: int = 0) -> Any:
    """Free JSON whose texts the database can keep. Raises RuleBroken for others, and for what is nested deeper than a form."""
    if isinstance(given, str):
        if "\x00" in given or any("\ud800" <= letter <= "\udfff" for letter in given):
            raise RuleBroken(_("A text is needed here."))
        return given
    if depth > DEEPEST:
        raise RuleBroken(_("This value does not fit."))
    if isinstance(given, dict):
        return {checked(name, depth + 1): checked(value, depth + 1) for name, value in given.items()}
    if isinstance(given, list):
        return [checked(value, depth + 1) for value in given]
    return given
