"""Where organisations are reached: their duty mailbox and telephone, else what they print on their own door."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.conf import settings

from qorgan.access.acting import acting
from qorgan.clocks.owners import register_names
from qorgan.notices.addressees import ORGANISATION, Reach, register_book
from qorgan.organisations.access import REACH
from qorgan.organisations.choices import ContactKind, SealedKind, State
from qorgan.organisations.models import Contact, Organisation, SealedFact
from qorgan.texts.phones import e164, is_mobile


def reach_organisation(organisation_id: UUID) -> Reach | None:
    """Where an organisation at work is reached, in the country's first language: its duty mailbox and telephone where they are
    kept, else the first public mail address and the first public telephone; a text message needs a mobile one.
    """
    if not Organisation.objects.filter(pk=organisation_id, state=State.ACTIVE).exists():
        return None
    with acting(REACH):
        duty = {fact.kind: fact.text for fact in SealedFact.objects.visible_to(REACH).filter(organisation_id=organisation_id)}
    kept = list(Contact.objects.filter(organisation_id=organisation_id).order_by("pk").values_list("kind", "value"))
    mail = next((value for kind, value in kept if kind == ContactKind.EMAIL), "")
    phones = [duty.get(SealedKind.DUTY_PHONE, ""), *(value for kind, value in kept if kind == ContactKind.PHONE)]
    mobile = next((one for one in phones if one and is_mobile(one)), "")
    return Reach(settings.LANGUAGE_CODE, duty.get(SealedKind.DUTY_MAIL, mail), e164(mobile) if mobile else "")


def names_of_organisations(ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Their present names, in the reader's language."""
    return {found.id: str(found) for found in Organisation.objects.filter(pk__in=ids).only("id", "names")}


def wire() -> None:
    """Called once, from `apps.py`."""
    register_names(ORGANISATION, names_of_organisations)
    register_book(ORGANISATION, reach_organisation)
