"""What analytics may know of referrals: counted rows with pseudonymous keys; no name, no text, no number of a child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from qorgan.access.acting import reading
from qorgan.access.principal import Principal
from qorgan.referrals.models import ServiceRecord
from qorgan.vault.lookup import digest, lookup_kind

PERSON = lookup_kind(
    "reach.child",
    "record",
    alone_because="a random id of the register that tells nothing; the keyed hash joins figures of rooms and opens nothing",
)
"""The pseudonym of a child in figures: of the record that stands for it, so that a joining never counts a child twice."""


@dataclass(frozen=True, slots=True)
class ServiceGiven:
    """One thing that a service did for one child. `child` is the pseudonymous key; `minutes` of the session."""

    record: UUID
    child: bytes
    service: UUID
    organisation: UUID
    place: str
    kind: str
    on: date
    minutes: int
    is_attended: bool


def services_given(since: date, until: date) -> list[ServiceGiven]:
    """Everything that services did from a day (included) to a day (excluded), in the order of its days."""
    with reading(Principal.system("referrals.facts")):
        rows = ServiceRecord.objects.everything(because="analytics count rows by a pseudonym and read no name and no text")
        found = list(rows.filter(on__gte=since, on__lt=until).order_by("on", "pk").values_list(
            "pk", "child__survivor_id", "service_id", "organisation_id", "organisation__place__path", "kind__code", "on", "minutes",
            "is_attended",
        ))  # fmt: skip
    return [ServiceGiven(pk, digest("reach.child", str(survivor)), *rest) for pk, survivor, *rest in found]
