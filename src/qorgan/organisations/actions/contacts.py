"""How the public reaches an organisation: said by the register's keeper, or by the organisation itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.journal.actions import action, record
from qorgan.organisations import events, rules
from qorgan.organisations.access import CONTACT_KEEP, may_keep_contacts
from qorgan.organisations.choices import ContactKind, State
from qorgan.organisations.models import Contact, FactSource, Organisation


@action(CONTACT_KEEP)
def change_contacts(
    *,
    by: Principal,
    organisation: Organisation,
    contacts: Mapping[ContactKind, Sequence[str]],
    address: str | None = None,
    source: str = "",
) -> Organisation:
    """Brings the public contacts to what is said: of each kind these values, in any order, and no others.

    `address` None leaves the address. `source` says where this is known from. Refused for an organisation that is not
    one's own. Raises RuleBroken for a closed one, for the clear address of a confidential site, and where nothing changes.
    """
    if not may_keep_contacts(by, organisation.pk):
        raise Refused("organisation contacts")
    if organisation.state == State.CLOSED:
        raise RuleBroken(_("The organisation is closed already."))
    if address and not rules.may_have_clear_address(organisation.kind):
        raise RuleBroken(_("The address of a confidential place is kept sealed."), field="address")
    fields = [kind.value for kind, values in contacts.items() if _brought(organisation, kind, values)]
    if address is not None and address != organisation.address:
        organisation.address = address
        organisation.save(update_fields=["address"])
        fields.append("address")
    if not fields:
        raise RuleBroken(_("Nothing was changed."))
    if source:
        FactSource.objects.create(organisation=organisation, text=source, on=timezone.localdate())
    record(events.ContactsChanged(subject=organisation.pk, fields=tuple(sorted(fields))), by=by)
    return organisation


def _brought(organisation: Organisation, kind: ContactKind, values: Sequence[str]) -> bool:
    """Whether the contacts of a kind were others; afterwards they are `values`."""
    there = Contact.objects.filter(organisation=organisation, kind=kind)
    wanted, before = set(values), set(there.values_list("value", flat=True))
    there.exclude(value__in=wanted).delete()
    Contact.objects.bulk_create([Contact(organisation=organisation, kind=kind, value=value) for value in values if value not in before])
    return wanted != before
