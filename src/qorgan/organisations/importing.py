"""Lists of organisations: which column is which, and what a list would change of the register.

Worked out whole before anything is written; dry run and import share it. Nothing is created silently that looks like an
organisation already there: the same BIN under another name, or the same name at the same place with another BIN.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.organisations import rules
from qorgan.organisations.choices import ContactKind
from qorgan.organisations.models import Contact, Organisation, OrganisationKind
from qorgan.places.models import Place, PlaceAlias
from qorgan.places.sheets import Field, Problem, Row, Sheet, Tally, Text, missing
from qorgan.texts import languages
from qorgan.texts.identifiers import digits_of
from qorgan.texts.phones import UnclearPhone, e164
from qorgan.texts.words import Words

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_CONTACT = 300, 300, 200


def fields() -> tuple[Field, ...]:
    """The fields that a list of organisations may have."""
    named = {"kk": ("атауы", "наименование на казахском"), "ru": ("наименование", "название", "наименование на русском"),
             "en": ("name",)}  # fmt: skip
    return (
        *(Field(f"name_{code}", _("Name"), named.get(code, ())) for code in languages.codes()),
        Field("kind", _("Kind"), ("түрі", "вид", "тип", "type"), is_needed=True),
        Field("place", _("Place"), ("орналасқан жері", "аудан", "район", "место", "district", "kato", "город"),
              is_needed=True),
        Field("region", _("Region"), ("облыс", "область", "өңір", "регион", "region_kato")),
        Field("bin", _("BIN"), ("бсн", "бин")),
        Field("address", _("Address"), ("мекенжай", "адрес")),
        Field("phone", _("Telephone"), ("телефон",)),
        Field("email", _("E-mail"), ("e-mail", "почта", "электронная почта")),
        Field("website", _("Website"), ("сайт", "url", "site")),
        Field("key", _("Key of the source"), ("id", "код")),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Similar:
    """A row that looks like an organisation already there, or like an earlier row; `ref` opens the former."""

    row: int
    name: str
    reason: Text
    other: str
    ref: str = ""


@dataclass
class OrganisationPlan:
    """Rows to write; `rows` tells the row that each new organisation came from."""

    added: list[Organisation] = field(default_factory=list)
    changed: list[tuple[Organisation, tuple[str, ...]]] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    rows: dict[Any, int] = field(default_factory=dict)
    similar: list[Similar] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)


@dataclass(slots=True)
class Said:
    """What one row says, read and checked."""

    names: Words
    kind: OrganisationKind
    place: Place
    bin: str
    address: str
    key: str | None
    contacts: list[tuple[str, str]]


class RowFault(Exception):
    """A row that is left out: the field and the words."""

    def __init__(self, name: str, message: Text) -> None:
        super().__init__(name)
        self.name, self.message = name, message


class Register:
    """What the database holds, by everything that a row may name; six queries, kept up while a plan grows."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.kinds: dict[str, OrganisationKind] = {}
        for kind in OrganisationKind.objects.all():
            for said in (kind.key, *kind.names.values()):
                self.kinds.setdefault(rules.folded(said.replace("_", " ")), kind)
        self.codes: dict[str, Place] = {}
        self.places: dict[str, dict[Any, Place]] = defaultdict(dict)
        self._read_places()
        self.by_key: dict[str, Organisation] = {}
        self.by_bin: dict[str, Organisation] = {}
        self.by_name: dict[tuple[str, Any], Organisation] = {}
        for one in Organisation.objects.order_by("pk"):
            self.add(one)
        self.contacts = set(Contact.objects.values_list("organisation_id", "kind", "value"))

    def _read_places(self) -> None:
        places = {place.pk: place for place in Place.objects.in_use()}
        for place in places.values():
            for code in (place.code, place.key, place.iso):
                if code:
                    self.codes[code] = place
            for name in (*place.names.values(), *place.short_names.values()):
                self.places[rules.folded(name)][place.pk] = place
        for folded, place_id in PlaceAlias.objects.values_list("folded", "place_id"):
            if place_id in places:
                self.places[folded][place_id] = places[place_id]

    def add(self, one: Organisation) -> None:
        """Takes an organisation in."""
        if one.key:
            self.by_key[one.key] = one
        if one.bin:
            self.by_bin.setdefault(one.bin, one)
        for pair in rules.names_key(one.names.values(), one.place_id):
            self.by_name.setdefault(pair, one)

    def place(self, text: str, region: str) -> Place:
        """The place that a cell names, within the region of another cell. Raises RowFault for none and for several."""
        if text in self.codes:
            return self.codes[text]
        found = list(self.places.get(rules.folded(text), {}).values())
        above = self.codes.get(region) or next(iter(self.places.get(rules.folded(region), {}).values()), None) if region else None
        if above is not None:
            found = [place for place in found if place.path == above.path or place.path.startswith(f"{above.path}.")]
        if len(found) > 1:
            highest = min(place.level for place in found)
            found = [place for place in found if place.level == highest]
        if len(found) != 1:
            raise RowFault("place", _("Several places have this name. Please name the region.") if found
                           else _("The register of places does not know this place."))  # fmt: skip
        return found[0]


def plan_organisations(sheet: Sheet, mapping: Mapping[str, int], although: Collection[int] = ()) -> OrganisationPlan:
    """What the list would change. `although` are the rows that somebody looked at and that are really another one."""
    plan = OrganisationPlan()
    names = [f"name_{code}" for code in languages.codes()]
    absent = [one.label for one in missing(mapping, fields())]
    if absent or not any(name in mapping for name in names):
        plan.tally.problems += [Problem(1, "", _("No column gives: %(field)s") % {"field": label})
                                for label in absent or [_("Name")]]  # fmt: skip
        return plan
    register = Register(timezone.localdate())
    for row in sheet.rows(mapping):
        try:
            said = _read(row, register, plan, sheet.head_of(mapping, "bin"), sheet.head_of(mapping, "address"))
        except RowFault as fault:
            plan.tally.problems.append(Problem(row.number, sheet.head_of(mapping, fault.name), fault.message))
            continue
        _take(plan, register, row, said, row.number in although)
    return plan


def _read(row: Row, register: Register, plan: OrganisationPlan, bin_head: str, address_head: str) -> Said:
    names = Words({code: row.get(f"name_{code}")[:LONGEST_NAME] for code in languages.codes()})
    if not names:
        raise RowFault(f"name_{languages.codes()[0]}", _("The row has no name."))
    kind = register.kinds.get(rules.folded(row.get("kind").replace("_", " ")))
    if kind is None:
        raise RowFault("kind", _("The register knows no such kind of organisation."))
    place = register.place(row.get("place"), row.get("region"))
    number = digits_of(row.get("bin"))
    if not rules.may_be_bin(number):
        raise RowFault("bin", _("A BIN has twelve digits."))
    warn = plan.tally.problems.append
    for doubt in rules.bin_doubts(number, today=register.today):
        warn(Problem(row.number, bin_head, doubt.label, is_warning=True))
    address = row.get("address")[:LONGEST_ADDRESS]
    if address and kind.confidential_site:
        address = ""
        warn(Problem(row.number, address_head, _("The address of such a place is confidential and is not imported."),
                     is_warning=True))  # fmt: skip
    return Said(names, kind, place, number, address, row.get("key")[:64] or None, _contacts(row))


def _contacts(row: Row) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if phone := row.get("phone"):
        try:
            found.append((ContactKind.PHONE.value, e164(phone)))
        except UnclearPhone:
            raise RowFault("phone", _("This is not a telephone number.")) from None
    if email := row.get("email"):
        try:
            validate_email(email)
        except ValidationError:
            raise RowFault("email", _("This is not an address of e-mail.")) from None
        found.append((ContactKind.EMAIL.value, email))
    if site := row.get("website"):
        if not site.startswith(("https://", "http://")):
            site = f"https://{site}"
        found.append((ContactKind.WEBSITE.value, site))
    return [(kind, value[:LONGEST_CONTACT]) for kind, value in found]


def _take(plan: OrganisationPlan, register: Register, row: Row, said: Said, is_another: bool) -> None:
    by_key = register.by_key.get(said.key) if said.key else None
    by_bin = register.by_bin.get(said.bin) if said.bin else None
    by_name = next((found for pair in rules.names_key(said.names.values(), said.place.pk)
                    if (found := register.by_name.get(pair))), None)  # fmt: skip
    same = by_key or (by_name if by_name is not None and _agree(by_name, said) else None)
    if same is not None:
        _change(plan, register, same, said)
    elif (other := by_bin or by_name) is not None and not is_another:
        reason = _("the same BIN") if by_bin else _("the same name at the same place")
        is_kept = not other._state.adding
        plan.similar.append(Similar(row.number, str(said.names), reason, str(other.names), other.ref if is_kept else ""))
    else:
        _add(plan, register, row, said)


def _agree(there: Organisation, said: Said) -> bool:
    """Whether the same name at the same place is the same organisation: of one kind, and no two numbers."""
    return there.kind_id == said.kind.key and (not there.bin or not said.bin or there.bin == said.bin)


def _add(plan: OrganisationPlan, register: Register, row: Row, said: Said) -> None:
    made = Organisation(key=said.key, kind=said.kind, names=said.names, place=said.place, bin=said.bin,
                        address=said.address, folded=" | ".join(dict.fromkeys(map(rules.folded, said.names.values()))))  # fmt: skip
    register.add(made)
    plan.added.append(made)
    plan.rows[made.pk] = row.number
    plan.tally.added += 1
    _add_contacts(plan, register, made, said)


def _add_contacts(plan: OrganisationPlan, register: Register, one: Organisation, said: Said) -> bool:
    new = [pair for pair in said.contacts if (one.pk, *pair) not in register.contacts]
    register.contacts |= {(one.pk, *pair) for pair in new}
    plan.contacts += [Contact(organisation=one, kind=kind, value=value) for kind, value in new]
    return bool(new)


def _change(plan: OrganisationPlan, register: Register, there: Organisation, said: Said) -> None:
    """Fills in what the register lacks; a name that it has is changed by hand, with the day it changed."""
    wanted: dict[str, Any] = {
        "names": Words({**said.names, **there.names}), "bin": there.bin or said.bin,
        "address": said.address or there.address,
    }  # fmt: skip
    differing = [name for name, value in wanted.items() if getattr(there, name) != value]
    for name in differing:
        setattr(there, name, wanted[name])
    if _add_contacts(plan, register, there, said):
        differing.append("contacts")
    if "names" in differing:
        there.folded = " | ".join(dict.fromkeys([*there.folded.split(" | "), *map(rules.folded, there.names.values())]))
    register.add(there)
    if there._state.adding:
        plan.tally.unchanged += 1
    elif differing:
        plan.changed.append((there, tuple(differing)))
        plan.tally.changed += 1
    else:
        plan.tally.unchanged += 1
