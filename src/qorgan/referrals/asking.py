"""What the asking side gives: the child, its own subject, and the forms from which something may be shared.

A room above (casework) fills the slot `ASKING` with `filler(request, origin="case:abc…")`, which gives an `Asking` for its own
origins and None for all others. Nothing here knows what a case is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, override, pgettext_lazy

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.children.choices import Disability
from qorgan.children.models import Child
from qorgan.children.queries import carers, records_of
from qorgan.children.queries import child as child_of
from qorgan.referrals.slots import ASKING
from qorgan.texts import languages
from qorgan.texts.words import Words

_NAME, _SEX, _BORN, _PLACE = pgettext_lazy("person", "Name"), gettext_lazy("Sex"), gettext_lazy("Born"), gettext_lazy("Place")
_PHONE, _ADDRESS, _CARERS = gettext_lazy("Telephone"), gettext_lazy("Address"), gettext_lazy("Who cares for the child")
_DISABILITY, _LANGUAGES, _AGE = gettext_lazy("Disability"), gettext_lazy("Languages"), gettext_lazy("Age")
_THE_CHILD = gettext_lazy("The child")


@dataclass(frozen=True, slots=True)
class Offer:
    """One field that may be shared: its code, its label and its value as a person reads them (in several languages, or one
    text in all). `is_identifying` marks what tells who the child is.
    """

    name: str
    label: Words
    value: Words | str
    is_identifying: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form of which fields may be shared: its code and its title."""

    form: str
    title: Words
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for what child. `asked_for` is the asking side's subject, `title` what its page is called (no name of a person),
    `back` its address, `sheets` what may be shared.
    """

    origin: str
    child: Child
    sheets: tuple[Sheet, ...]
    asked_for: UUID | None = None
    title: str = ""
    back: str = ""
    consent_record: UUID | None = None


CHILD_ORIGIN = "child:"


def asking_of(request: HttpRequest, origin: str) -> Asking:
    """The asking side of an origin: a room above, or the child's own page. Raises Refused for what nobody knows."""
    for found in ASKING(request, origin=origin):
        if isinstance(found, Asking):
            return found
    if origin.startswith(CHILD_ORIGIN):
        by: Principal = request.by  # type: ignore[attr-defined]
        child = child_of(by, origin.removeprefix(CHILD_ORIGIN))
        return Asking(origin, child, (child_sheet(by, child),), title=str(child))
    raise Refused("asking")


def child_sheet(by: Principal, child: Child) -> Sheet:
    """What the register says of a child, as one form; empty answers are left out."""
    offers = [
        _offer("name", _NAME, child.name, is_identifying=True),
        _offer("sex", _SEX, _in_every_language(child.get_sex_display) if child.sex else ""),
        _offer("age", _AGE, "" if (age := child.age_on(timezone.localdate())) is None else str(age)),
        _offer("born", _BORN, child.born_words, is_identifying=True),
        _offer("languages", _LANGUAGES, ", ".join(_own_name(code) for code in child.languages)),
        _offer("place", _PLACE, child.place.names if child.place else ""),
        _offer("address", _ADDRESS, str(child.address), is_identifying=True),
        _offer("phone", _PHONE, str(child.phone), is_identifying=True),
        _offer("disability", _DISABILITY, _disability(child)),
        _offer("carers", _CARERS, _carers(by, child), is_identifying=True),
    ]
    return Sheet("child", _words(_THE_CHILD), tuple(one for one in offers if one.value))


def _offer(name: str, label: Any, value: Words | str, *, is_identifying: bool = False) -> Offer:
    return Offer(name, _words(label), value, is_identifying)


def _words(lazy: Any) -> Words:
    """A text of the catalogues in every language of the installation: the other side reads it in theirs."""
    found: dict[str, str] = {}
    for code in languages.codes():
        with override(code):
            found[code] = str(lazy)
    return Words(found)


def _in_every_language(printer: Any) -> Words:
    found: dict[str, str] = {}
    for code in languages.codes():
        with override(code):
            found[code] = gettext(str(printer()))
    return Words(found)


def _own_name(code: str) -> str:
    """A language by its own name; a code that the installation does not offer stays as it is."""
    return languages.own_name(code) if code in languages.codes() else code


def _disability(child: Child) -> Words | str:
    if child.disability not in Disability.values:
        return ""
    return _words(Disability(child.disability).label)


def _carers(by: Principal, child: Child) -> str:
    ties = carers(by, records_of(by, child))
    return "; ".join(f"{tie.caregiver.name} ({tie.get_relation_display()})" for tie in ties if tie.ended_on is None)


def chosen(sheets: Sequence[Sheet], keys: frozenset[str]) -> list[tuple[Sheet, Offer]]:
    """The offers that were ticked, by `form:name`, in the order of the forms."""
    return [(sheet, offer) for sheet in sheets for offer in sheet.offers if f"{sheet.form}:{offer.name}" in keys]
