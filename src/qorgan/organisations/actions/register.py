"""What happens to an organisation of the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import Range

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.journal.actions import action, record
from qorgan.organisations import access, events, queries, rules
from qorgan.organisations.choices import SealedKind, State, SuccessionKind
from qorgan.organisations.models import (
    Contact,
    FactSource,
    Organisation,
    OrganisationKind,
    OrganisationName,
    SchoolCode,
    SealedFact,
    Succession,
)
from qorgan.places.models import Place
from qorgan.texts.folding import fold
from qorgan.texts.identifiers import digits_of
from qorgan.texts.phones import UnclearPhone, e164
from qorgan.texts.words import Words
from qorgan.vault.keys import has_key, new_key

SCOPE = "organisations.organisation"


def folded(names: Words, *others: Words) -> str:
    """All names of an organisation, folded, for search."""
    return " | ".join(dict.fromkeys(fold(name) for some in (names, *others) for name in some.values() if fold(name)))


@action(access.ORGANISATION_MANAGE)
def register_organisation(
    *,
    by: Principal,
    kind: OrganisationKind,
    names: Words,
    place: Place,
    bin: str = "",  # noqa: A002
    address: str = "",
    contacts: Sequence[tuple[str, str]] = (),
    source: str = "",
    although_similar: bool = False,
    key: str | None = None,
    is_invented: bool = False,
) -> Organisation:
    """Enters an organisation in the register. `contacts` are pairs of kind and value.

    Raises RuleBroken for a BIN that is none, for a clear address of a confidential site, and for one that looks like an
    organisation already there unless `although_similar` says that somebody looked.
    """
    number = _number(bin)
    if not although_similar and queries.similar(names, place.pk, number):
        raise RuleBroken(_("The register has an organisation with this number, or with this name at this place."))
    made = Organisation.objects.create(
        kind=kind, names=names, place=place, bin=number, address="" if kind.confidential_site else address,
        folded=folded(names), key=key, is_invented=is_invented,
    )  # fmt: skip
    Contact.objects.bulk_create(
        [Contact(organisation=made, kind=one, value=value) for one, value in contacts if value], ignore_conflicts=True
    )
    if source:
        FactSource.objects.create(organisation=made, text=source, on=timezone.localdate())
    record(events.OrganisationRegistered(subject=made.pk, kind=kind.key), by=by)
    if address and kind.confidential_site:
        seal_fact(by=by, organisation=made, kind=SealedKind.ADDRESS, text=address)
    return made


def _number(text: str) -> str:
    number = digits_of(text)
    if not rules.may_be_bin(number):
        raise RuleBroken(_("A BIN has twelve digits."), field="bin")
    return number


@action(access.ORGANISATION_MANAGE)
def change_organisation(
    *,
    by: Principal,
    organisation: Organisation,
    kind: OrganisationKind,
    place: Place,
    bin: str = "",  # noqa: A002
    address: str = "",
    source: str = "",
) -> Organisation:
    """Changes kind, place, BIN or address. Raises RuleBroken where nothing changes, and for a number that is no BIN."""
    wanted = {"kind": kind, "place": place, "bin": _number(bin), "address": "" if kind.confidential_site else address}
    fields = tuple(name for name, value in wanted.items() if getattr(organisation, name) != value)
    if not fields and not (address and kind.confidential_site):
        raise RuleBroken(_("Nothing was changed."))
    for name in fields:
        setattr(organisation, name, wanted[name])
    organisation.save(update_fields=fields)
    if source:
        FactSource.objects.create(organisation=organisation, text=source, on=timezone.localdate())
    if fields:
        record(events.OrganisationChanged(subject=organisation.pk, fields=fields), by=by)
    if address and kind.confidential_site:
        seal_fact(by=by, organisation=organisation, kind=SealedKind.ADDRESS, text=address)
    return organisation


@action(access.ORGANISATION_MANAGE)
def rename_organisation(
    *,
    by: Principal,
    organisation: Organisation,
    names: Words,
    on: date,
    source: str = "",
) -> Organisation:
    """Gives another name from a day on and keeps the one before with its time. Raises RuleBroken for the same name."""
    if names == organisation.names:
        raise RuleBroken(_("The organisation bears this name already."), field="names")
    last = organisation.past_names.order_by("-valid").first()
    since = last.valid.upper if last else None
    if since and on <= since:
        raise RuleBroken(_("The name before began later than this day."), field="on")
    OrganisationName.objects.create(organisation=organisation, names=organisation.names, valid=Range(since, on), source=source)
    organisation.folded = folded(names, organisation.names, *(past.names for past in organisation.past_names.all()))
    organisation.names = names
    organisation.save(update_fields=["names", "folded"])
    record(events.OrganisationRenamed(subject=organisation.pk, on=on), by=by)
    return organisation


@action(access.ORGANISATION_MANAGE)
def close_organisation(*, by: Principal, organisation: Organisation, on: date) -> Organisation:
    """Says that an organisation works no more. Its school code ends with it. Raises RuleBroken where it was closed."""
    if organisation.state == State.CLOSED:
        raise RuleBroken(_("The organisation is closed already."))
    organisation.state, organisation.closed_on = State.CLOSED, on
    organisation.save(update_fields=["state", "closed_on"])
    SchoolCode.objects.filter(organisation=organisation, revoked_at=None).update(revoked_at=timezone.now())
    record(events.OrganisationClosed(subject=organisation.pk, on=on), by=by)
    return organisation


@action(access.ORGANISATION_MANAGE)
def note_successor(
    *,
    by: Principal,
    organisation: Organisation,
    successor: Organisation,
    kind: str,
    on: date | None = None,
    source: str = "",
) -> Succession:
    """Says that an organisation became another, such as a ministry whose tasks another took over.

    Raises RuleBroken for an organisation after itself, in a circle, or twice.
    """
    if successor.pk == organisation.pk or organisation.pk in _followers(successor):
        raise RuleBroken(_("An organisation cannot follow itself."), field="successor")
    if Succession.objects.filter(predecessor=organisation, successor=successor).exists():
        raise RuleBroken(_("This was said already."), field="successor")
    made = Succession.objects.create(predecessor=organisation, successor=successor, on=on, kind=SuccessionKind(kind), source=source)
    record(events.OrganisationSucceeded(subject=organisation.pk, successor=successor.pk, kind=SuccessionKind(kind).value), by=by)
    return made


def _followers(first: Organisation) -> set[Any]:
    found: set[Any] = set()
    wave = {first.pk}
    while wave:
        found |= wave
        wave = set(Succession.objects.filter(predecessor__in=wave).values_list("successor", flat=True)) - found
    return found


@action(access.ORGANISATION_MANAGE)
def seal_fact(*, by: Principal, organisation: Organisation, kind: SealedKind, text: str) -> SealedFact:
    """Writes a confidential address, a contact person or where the body answers at any hour, sealed under the organisation's own
    key. Of addresses, duty telephones and duty mailboxes there is one; a new one replaces it. Raises RuleBroken for a telephone
    or a mailbox that is none.
    """
    if kind == SealedKind.DUTY_PHONE:
        text = _telephone(text)
    if kind == SealedKind.DUTY_MAIL:
        text = _mail(text)
    if not has_key(organisation.pk):
        new_key(subject=organisation.pk, scope=SCOPE)
    there = None
    if kind != SealedKind.PERSON:
        there = SealedFact.objects.visible_to(by).filter(organisation=organisation, kind=kind).first()
    fact = there or SealedFact(organisation=organisation, kind=kind)
    fact.text = text
    fact.save()
    record(events.FactSealed(subject=organisation.pk, kind=SealedKind(kind).value), by=by)
    return fact


def _telephone(text: str) -> str:
    try:
        return e164(text)
    except UnclearPhone:
        raise RuleBroken(_("Write the number with its code, for example +7 701 234 56 78."), field="text") from None


def _mail(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise RuleBroken(_("This is no mail address."), field="text") from None
    return text


@action(access.ORGANISATION_MANAGE)
def load_kinds(*, by: Principal, kinds: Mapping[str, Mapping[str, Any]]) -> int:
    """Brings the kinds of organisation to what the pack says; `kinds` are only those that differ."""
    for key, facts in kinds.items():
        OrganisationKind.objects.update_or_create(key=key, defaults=dict(facts))
    record(events.KindsLoaded(subject=events.KINDS, kinds=len(kinds)), by=by)
    return len(kinds)
