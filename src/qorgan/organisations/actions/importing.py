"""A list of organisations is kept, looked at and taken in."""

from __future__ import annotations

from django.utils import timezone

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.journal.actions import action, record
from qorgan.organisations.access import ORGANISATION_IMPORT
from qorgan.organisations.events import OrganisationChanged, OrganisationsImported
from qorgan.organisations.importing import OrganisationPlan
from qorgan.organisations.models import Contact, FactSource, Organisation
from qorgan.places.actions import close_draft, fingerprint, keep_draft
from qorgan.places.choices import SheetKind
from qorgan.places.models import SheetDraft
from qorgan.places.sheets import Tally

BATCH = 1_000
WRITTEN = ("names", "bin", "address", "folded")


@action(ORGANISATION_IMPORT)
def take_in_organisations(*, by: Principal, plan: OrganisationPlan, content: bytes) -> Tally:
    """Writes a plan and gives its counts. `content` is the file, of which only the hash is remembered."""
    file, today = fingerprint(content), timezone.localdate()
    Organisation.objects.bulk_create(plan.added, batch_size=BATCH)
    changed = {one.pk: one for one, _fields in plan.changed}
    Organisation.objects.bulk_update(changed.values(), WRITTEN, batch_size=BATCH)
    Contact.objects.bulk_create(plan.contacts, batch_size=BATCH)
    FactSource.objects.bulk_create(
        [FactSource(organisation=one, text=f"{file}, {plan.rows[one.pk]}", on=today) for one in plan.added],
        batch_size=BATCH,
    )  # fmt: skip
    for one, names in plan.changed:
        record(OrganisationChanged(subject=one.pk, fields=names), by=by)
    record(OrganisationsImported(subject=uuid7(), added=len(plan.added), changed=len(plan.changed), file=file), by=by)
    return plan.tally


@action(ORGANISATION_IMPORT)
def keep_organisation_sheet(*, by: Principal, sheet: bytes) -> SheetDraft:
    """Keeps an uploaded list of organisations."""
    return keep_draft(by, sheet, SheetKind.ORGANISATIONS)


@action(ORGANISATION_IMPORT)
def import_draft(*, by: Principal, draft: SheetDraft, plan: OrganisationPlan) -> Tally:
    """Takes in an uploaded list and closes its sheet."""
    tally = take_in_organisations(by=by, plan=plan, content=bytes(draft.content))
    close_draft(draft, tally)
    return tally
