"""Lists of services: which column is which, and what a list would change of the directory.

Worked out whole before anything is written; dry run and import share it. A service is known again by the source's key,
or by its organisation and name. An address of a confidential site is never taken from a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.directory import queries, rules
from qorgan.directory.choices import Sex, TaxonomyKey
from qorgan.directory.described import Band, ServiceFacts
from qorgan.directory.fields import read_ages, read_number
from qorgan.directory.hours import Opening, UnclearHours, read_hours
from qorgan.directory.models import Service, TaxonomyTerm
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.places.sheets import Field, Problem, Row, Sheet, Tally, missing
from qorgan.texts import languages
from qorgan.texts.folding import fold
from qorgan.texts.identifiers import digits_of
from qorgan.texts.phones import UnclearPhone
from qorgan.texts.words import Words

LONGEST_NAME, LONGEST_TEXT, LONGEST_ADDRESS = 200, 2_000, 300
_FREE = ("", "0", "yes", "да", "иә", "true", "бесплатно", "тегін", "free")


def fields() -> tuple[Field, ...]:
    """The fields that a list of services may have."""
    named = {"kk": ("атауы", "наименование на казахском"), "ru": ("наименование", "название", "наименование на русском"),
             "en": ("name",)}  # fmt: skip
    return (
        *(Field(f"name_{code}", _("Name"), named.get(code, ())) for code in languages.codes()),
        Field("organisation", _("Organisation"), ("ұйым", "организация", "organization", "бин", "bin"), is_needed=True),
        Field("kind", _("Kind of service"), ("түрі", "вид", "тип", "type"), is_needed=True),
        Field("needs", _("Needs it answers"), ("қажеттілік", "нужды", "need")),
        Field("ages", _("Ages"), ("жасы", "возраст", "age")),
        Field("sex", _("Takes"), ("жынысы", "пол")),
        Field("languages", _("Languages"), ("тілі", "языки", "язык", "language")),
        Field("phone", _("Telephone"), ("телефон",)),
        Field("email", _("E-mail"), ("e-mail", "почта", "электронная почта")),
        Field("url", _("Website"), ("сайт", "website", "site")),
        Field("place", _("Place"), ("орналасқан жері", "аудан", "район", "место", "district", "kato")),
        Field("address", _("Address"), ("мекенжай", "адрес")),
        Field("hours", _("Opening hours"), ("жұмыс уақыты", "часы работы", "график", "schedule")),
        Field("free", _("Free places"), ("бос орын", "свободно", "available")),
        Field("total", _("Places in all"), ("барлық орын", "всего мест", "maximum")),
        Field("is_free", _("Free of charge"), ("тегін", "бесплатно")),
        Field("description", _("What is done"), ("сипаттама", "описание")),
        Field("key", _("Key of the source"), ("id", "код")),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What one row tells beside the service's own facts: a public site, the week's hours, places free and in all."""

    facts: ServiceFacts
    organisation: Organisation
    key: str | None
    place: Place | None
    address: str
    openings: tuple[Opening, ...]
    available: int | None
    maximum: int | None


@dataclass
class ServicePlan:
    """Rows to write, with the row's number; `changed` are services that are there and differ."""

    added: list[tuple[int, Told]] = field(default_factory=list)
    changed: list[tuple[Service, Told]] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


class RowFault(Exception):
    """A row that is left out: the field and the words."""

    def __init__(self, name: str, message: Promise | str) -> None:
        super().__init__(name)
        self.name, self.message = name, message


class _Directory:
    """What the database holds, by everything that a row may name."""

    def __init__(self) -> None:
        self.kinds = self._words(TaxonomyKey.KIND)
        self.needs = self._words(TaxonomyKey.NEED)
        self.languages = self._words(TaxonomyKey.LANGUAGE)
        self.organisations: dict[str, list[Organisation]] = {}
        for one in Organisation.objects.select_related("kind", "place"):
            for said in {one.key or "", one.bin, *(fold(name) for name in one.names.values())} - {""}:
                self.organisations.setdefault(said, []).append(one)
        self.places: dict[str, list[Place]] = {}
        for place in Place.objects.in_use():
            codes = {place.code, place.key or "", place.iso} - {""}
            for said in codes | {fold(name) for name in place.names.values()}:
                self.places.setdefault(said, []).append(place)
        self.by_key: dict[str, Service] = {}
        self.by_name: dict[tuple[Any, str], Service] = {}
        for service in Service.objects.select_related("organisation"):
            if service.key:
                self.by_key[service.key] = service
            for name in service.names.values():
                self.by_name.setdefault((service.organisation_id, fold(name)), service)

    @staticmethod
    def _words(taxonomy: TaxonomyKey) -> dict[str, TaxonomyTerm]:
        found: dict[str, TaxonomyTerm] = {}
        for term in queries.terms(taxonomy):
            for said in (term.code.replace("_", " "), *term.names.values()):
                found.setdefault(fold(said), term)
        return found

    def organisation(self, text: str) -> Organisation:
        """The organisation of a BIN, a key or a whole name. Raises RowFault for none and for several."""
        number = digits_of(text)
        found = self.organisations.get(text) or self.organisations.get(fold(text)) or self.organisations.get(number) or []
        if len(found) != 1:
            raise RowFault("organisation", _("Several organisations have this name. Please give the BIN.") if found
                           else _("The register has no such organisation."))  # fmt: skip
        return found[0]

    def place(self, text: str, of: Organisation) -> Place | None:
        """The place that a cell names; the organisation's own for none. Raises RowFault."""
        if not text:
            return of.place
        found = self.places.get(text) or self.places.get(fold(text)) or []
        if len(found) > 1:
            region = ".".join(of.place.path.split(".")[:2])
            found = [one for one in found if one.path.startswith(region)] or found
        if len(found) != 1:
            raise RowFault("place", _("Several places have this name. Please name the region.") if found
                           else _("The register of places does not know this place."))  # fmt: skip
        return found[0]


def plan_services(sheet: Sheet, mapping: Mapping[str, int]) -> ServicePlan:
    """What the list would change."""
    plan = ServicePlan()
    absent = [one.label for one in missing(mapping, fields())]
    if absent or not any(f"name_{code}" in mapping for code in languages.codes()):
        plan.tally.problems += [Problem(1, "", _("No column gives: %(field)s") % {"field": label})
                                for label in absent or [_("Name")]]  # fmt: skip
        return plan
    directory, seen = _Directory(), set[tuple[Any, str]]()
    for row in sheet.rows(mapping):
        try:
            told = _read(row, directory, plan, sheet.head_of(mapping, "address"))
            _note_once(told, seen)
        except RowFault as fault:
            plan.tally.problems.append(Problem(row.number, sheet.head_of(mapping, fault.name), fault.message))
            continue
        _take(plan, directory, row.number, told)
    return plan


def _note_once(told: Told, seen: set[tuple[Any, str]]) -> None:
    names = {(told.organisation.pk, fold(name)) for name in told.facts.names.values()}
    if names & seen:
        raise RowFault("organisation", _("The list has this service of this organisation twice."))
    seen |= names


def _take(plan: ServicePlan, directory: _Directory, number: int, told: Told) -> None:
    there = directory.by_key.get(told.key) if told.key else None
    if there is None:
        named = (directory.by_name.get((told.organisation.pk, fold(name))) for name in told.facts.names.values())
        there = next((one for one in named if one is not None), None)
    if there is None:
        plan.added.append((number, told))
        plan.tally.added += 1
        return
    before = queries.facts_of(there)
    merged = replace(told, facts=_merged(before, told.facts))
    if merged.facts != before:
        plan.changed.append((there, merged))
        plan.tally.changed += 1
    else:
        plan.tally.unchanged += 1


def _merged(before: ServiceFacts, said: ServiceFacts) -> ServiceFacts:
    """What the list says where it says something; the rest stays."""
    wanted: dict[str, Any] = {
        name: getattr(said, name) for name in ("kinds", "needs", "bands", "languages", "phones", "email", "url") if getattr(said, name)
    }  # fmt: skip
    return replace(
        before, **wanted, names=Words({**before.names, **said.names}), description=Words({**before.description, **said.description})
    )


def _read(row: Row, directory: _Directory, plan: ServicePlan, address_head: str) -> Told:
    names = Words({code: row.get(f"name_{code}")[:LONGEST_NAME] for code in languages.codes()})
    if not names:
        raise RowFault(f"name_{languages.codes()[0]}", _("The row has no name."))
    organisation = directory.organisation(row.get("organisation"))
    if not rules.may_give_services(organisation):
        raise RowFault("organisation", _("This organisation can have no services."))
    address = row.get("address")[:LONGEST_ADDRESS]
    if address and rules.must_be_confidential(organisation):
        address = ""
        said = _("The address of such a place is confidential and is not imported.")
        plan.tally.problems.append(Problem(row.number, address_head, said, is_warning=True))
    available, maximum = _number(row, "free"), _number(row, "total")
    if available is not None and maximum is not None and available > maximum:
        raise RowFault("free", _("There are more free places than places."))
    return Told(_facts(row, directory, names), organisation, row.get("key")[:64] or None,
                directory.place(row.get("place"), organisation), address, _openings(row), available, maximum)  # fmt: skip


def _facts(row: Row, directory: _Directory, names: Words) -> ServiceFacts:
    kinds = _terms(row, "kind", directory.kinds, _("The directory knows no such kind of service."))
    if not kinds:
        raise RowFault("kind", _("Please say what kind of service it is."))
    spoken = _terms(row, "languages", directory.languages, _("The directory knows no such language."))
    return ServiceFacts(
        names=names, kinds=kinds, needs=_terms(row, "needs", directory.needs, _("The directory knows no such need.")),
        bands=_bands(row), languages=tuple(term.code for term in spoken), phones=_phones(row), email=_email(row), url=_url(row),
        is_free=row.get("is_free").strip().lower() in _FREE,
        description=Words({languages.codes()[0]: row.get("description")[:LONGEST_TEXT]}),
    )  # fmt: skip


def _terms(row: Row, name: str, known: Mapping[str, TaxonomyTerm], fault: Promise | str) -> tuple[TaxonomyTerm, ...]:
    parts = [part.strip() for part in row.get(name).replace(";", ",").split(",") if part.strip()]
    found = [known.get(fold(part.replace("_", " "))) for part in parts]
    if None in found:
        raise RowFault(name, fault)
    return tuple(dict.fromkeys(term for term in found if term is not None))


def _bands(row: Row) -> tuple[Band, ...]:
    said = row.get("sex").strip().lower()
    sexes = {"": Sex.ANY, "any": Sex.ANY, **{value: Sex(value) for value in Sex.values}, "ж": Sex.GIRL, "м": Sex.BOY,
             "f": Sex.GIRL, "m": Sex.BOY, "қ": Sex.GIRL, "ұ": Sex.BOY}  # fmt: skip
    if said not in sexes:
        raise RowFault("sex", _("Write girl, boy or any."))
    try:
        ages = read_ages(row.get("ages"))
        found = tuple(Band(low, high, sexes[said].value) for low, high in ages)
    except ValueError:
        raise RowFault("ages", _("Write ages like 7-17, or several: 0-3, 14-17.")) from None
    if any(band.minimum_age is not None and band.maximum_age is not None and band.minimum_age > band.maximum_age for band in found):
        raise RowFault("ages", _("The lowest age is above the highest."))
    return found or ((Band(sex=sexes[said].value),) if sexes[said] is not Sex.ANY else ())


def _phones(row: Row) -> tuple[str, ...]:
    try:
        return tuple(read_number(part.strip()) for part in row.get("phone").replace(";", ",").split(",") if part.strip())
    except UnclearPhone:
        raise RowFault("phone", _("This is not a telephone number.")) from None


def _email(row: Row) -> str:
    if said := row.get("email"):
        try:
            validate_email(said)
        except ValidationError:
            raise RowFault("email", _("This is not an address of e-mail.")) from None
    return said


def _url(row: Row) -> str:
    said = row.get("url")
    if not said:
        return ""
    said = said if said.startswith(("https://", "http://")) else f"https://{said}"
    try:
        URLValidator(schemes=["http", "https"])(said)
    except ValidationError:
        raise RowFault("url", _("This is not an address of a website.")) from None
    return said


def _openings(row: Row) -> tuple[Opening, ...]:
    try:
        return tuple(read_hours(row.get("hours")))
    except UnclearHours:
        raise RowFault("hours", _("Write hours like Mo-Fr 09:00-18:00; Sa 10:00-14:00, or 24/7.")) from None


def _number(row: Row, name: str) -> int | None:
    said = row.get(name).strip()
    if not said:
        return None
    if not (said.isascii() and said.isdigit()) or len(said) > 6:
        raise RowFault(name, _("Please write a whole number."))
    return int(said)
