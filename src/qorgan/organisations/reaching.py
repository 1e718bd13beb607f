"""Where organisations are reached: the public mail and telephone that they print on their own door."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.conf import settings

from qorgan.clocks.owners import register_names
from qorgan.notices.addressees import ORGANISATION, Reach, register_book
from qorgan.organisations.choices import ContactKind, State
from qorgan.organisations.models import Contact, Organisation
from qorgan.texts.phones import e164, is_mobile


def reach_organisation(organisation_id: UUID) -> Reach | None:
    """The first public mail address and the first mobile telephone of an organisation at work, in the country's first language."""
    if not Organisation.objects.filter(pk=organisation_id, state=State.ACTIVE).exists():
        return None
    kept = list(Contact.objects.filter(organisation_id=organisation_id).order_by("pk").values_list("kind", "value"))
    mail = next((value for kind, value in kept if kind == ContactKind.EMAIL), "")
    phone = next((value for kind, value in kept if kind == ContactKind.PHONE and is_mobile(value)), "")
    return Reach(settings.LANGUAGE_CODE, mail, e164(phone) if phone else "")


def names_of_organisations(ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Their present names, in the reader's language."""
    return {found.id: str(found) for found in Organisation.objects.filter(pk__in=ids).only("id", "names")}


def wire() -> None:
    """Called once, from `apps.py`."""
    register_names(ORGANISATION, names_of_organisations)
    register_book(ORGANISATION, reach_organisation)
