"""What figures may count of intake: rows with codes and pseudonyms, no text, no name, no number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from qorgan.access.acting import reading
from qorgan.intake.access import BRIDGE
from qorgan.intake.models import FollowUp, Handover

_BECAUSE = "analytics count rows and read no text"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """One contact handed over. `key` is this row's own id and names nobody."""

    key: UUID
    organisation: UUID
    risk: str
    legal_ground: str
    is_new_case: bool
    is_withdrawn: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """One answer that a child was told: whether it read it, and whether it said that it helped."""

    key: UUID
    organisation: UUID
    sent_at: datetime
    is_read: bool
    helped: str
    ending: str


def handed_over(since: datetime, until: datetime) -> list[HandedOver]:
    """The hand-overs made in a time, until exclusive."""
    with reading(BRIDGE):
        rows = Handover.objects.everything(because=_BECAUSE).filter(made_at__gte=since, made_at__lt=until).order_by("made_at", "pk")
        found = rows.values_list("pk", "to_organisation", "risk", "legal_ground", "is_new_case", "withdrawn_at", "made_at")
        return [HandedOver(pk, body, risk, ground, new, gone is not None, at) for pk, body, risk, ground, new, gone, at in found]


def followed_up(since: datetime, until: datetime) -> list[FollowedUp]:
    """The answers sent in a time, until exclusive, and what the children said."""
    with reading(BRIDGE):
        rows = FollowUp.objects.everything(because=_BECAUSE).filter(sent_at__gte=since, sent_at__lt=until).order_by("sent_at", "pk")
        found = rows.values_list("pk", "answer__handover__from_organisation", "sent_at", "read_at", "helped", "ending")
        return [FollowedUp(pk, line, sent, read is not None, helped, ending) for pk, line, sent, read, helped, ending in found]
