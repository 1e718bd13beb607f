"""What other rooms and our screens read of organisations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.organisations import access
from qorgan.organisations.choices import ContactKind, SealedKind
from qorgan.organisations.codes import read_code
from qorgan.organisations.models import Contact, Organisation, OrganisationKind, SchoolCode, SealedFact
from qorgan.organisations.rules import names_key
from qorgan.texts.folding import fold
from qorgan.texts.identifiers import LENGTH as WHOLE_BIN
from qorgan.texts.identifiers import digits_of


@dataclass(frozen=True, slots=True)
class SchoolFound:
    """The school behind a public code, and its district."""

    organisation_id: UUID
    place_id: UUID | None


def school_of_code(code: str) -> SchoolFound | None:
    """The school of a code that is valid now; open to the public, by the code alone. Nothing is written or counted."""
    plain = read_code(code)
    if not plain:
        return None
    found = SchoolCode.objects.filter(code=plain, revoked_at=None).values_list(
        "organisation_id", "organisation__place_id").first()  # fmt: skip
    return SchoolFound(*found) if found else None


def known_to(by: Principal) -> QuerySet[Organisation]:
    """The organisations that screens show `by`."""
    return Organisation.objects.filter(access.organisation(by))


def organisation(by: Principal, ref: str) -> Organisation:
    """One organisation by its public id. Raises Refused for one that is hidden or absent."""
    found = known_to(by).select_related("kind", "place").filter(ref=ref).first()
    if found is None:
        raise Refused("organisation")
    return found


def own_organisation(by: Principal, ref: str) -> Organisation:
    """An organisation whose public contacts `by` may keep. Raises Refused for another."""
    found = organisation(by, ref)
    if not access.may_keep_contacts(by, found.pk):
        raise Refused("organisation contacts")
    return found


def school(by: Principal, ref: str) -> Organisation:
    """A school whose code `by` may keep. Raises Refused for another, and for what is no school."""
    found = organisation(by, ref)
    if not found.kind.has_pupils or not access.may_keep_code(by, found.pk):
        raise Refused("school")
    return found


def valid_code(of: Organisation) -> SchoolCode | None:
    """The code of a school that is valid now."""
    return SchoolCode.objects.filter(organisation=of, revoked_at=None).first()


def sealed_facts(by: Principal, of: Organisation) -> list[SealedFact]:
    """Confidential address and contact persons, for whom they may be known to."""
    return list(SealedFact.objects.visible_to(by).filter(organisation=of).order_by("kind", "pk"))


def kinds_in_use(on: date) -> list[OrganisationKind]:
    """The kinds of organisation that the law knows on a day."""
    known = Q(valid_from=None) | Q(valid_from__lte=on)
    ended = Q(valid_until__lte=on)
    return sorted(OrganisationKind.objects.filter(known).exclude(ended), key=lambda kind: str(kind.names))


def similar(names: Any, place_id: Any, number: str = "", besides: Any = None) -> list[Organisation]:
    """Organisations with the same BIN, or with a name that folds to the same at the same place."""
    wanted = names_key(names.values(), place_id)
    rows = Organisation.objects.filter(Q(place=place_id) | (Q(bin=number) if number else Q(pk__in=[])))
    found = (rows.exclude(pk=besides) if besides else rows).only("pk", "ref", "names", "bin", "place_id")
    return [
        one for one in found
        if (number and one.bin == number) or wanted & names_key(one.names.values(), one.place_id)
    ]  # fmt: skip


def named(by: Principal, text: str) -> list[Organisation]:
    """The organisations of a BIN or of a whole name, two at most: enough to know whether it is one."""
    number = digits_of(text)
    if len(number) == WHOLE_BIN and not fold(text).strip(" 0123456789"):
        return list(known_to(by).filter(bin=number)[:2])
    key = fold(text)
    rows = known_to(by).filter(folded__contains=key) if key else known_to(by).none()
    return [one for one in rows if key in {fold(name) for name in one.names.values()}][:2]


def telephones(by: Principal, ids: Collection[UUID]) -> dict[UUID, str]:
    """The number under which each of these answers: the duty telephone where `by` may know it and one is kept, else the first
    public one. Three queries however many there are.
    """
    found = {
        row.organisation_id: row.value
        for row in Contact.objects.filter(organisation_id__in=ids, kind=ContactKind.PHONE).order_by("organisation_id", "-pk")
    }
    facts = SealedFact.objects.visible_to(by).filter(organisation_id__in=ids, kind=SealedKind.DUTY_PHONE)
    return found | {fact.organisation_id: fact.text for fact in facts}
