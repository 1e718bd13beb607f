"""What happens to places: a list or the country pack is taken in, a sheet is kept until it is imported."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.journal.actions import action, record
from qorgan.places.access import PLACE_MANAGE
from qorgan.places.choices import SheetKind
from qorgan.places.events import PlaceChanged, PlacesImported, SheetKept
from qorgan.places.models import Place, PlaceAlias, PlaceCode, PopulationFigure, SheetDraft
from qorgan.places.plan import COPIED, PlacePlan
from qorgan.places.sheets import Tally

BATCH = 1_000
KEPT_FOR = timedelta(days=1)


@action(PLACE_MANAGE)
def take_in_places(*, by: Principal, plan: PlacePlan, content: bytes) -> Tally:
    """Writes a plan and gives its counts. `content` is the file, of which only the hash is remembered."""
    Place.objects.bulk_create(plan.added, batch_size=BATCH)
    touched = {place.pk: place for place, _fields in plan.changed}
    touched |= {alias.place_id: alias.place for alias in plan.aliases if alias.place_id not in touched}
    new = {place.pk for place in plan.added}
    Place.objects.bulk_update([place for pk, place in touched.items() if pk not in new], [*COPIED, "folded"], batch_size=BATCH)
    PlaceCode.objects.bulk_create(plan.codes, batch_size=BATCH)
    PlaceAlias.objects.bulk_create(plan.aliases, batch_size=BATCH)
    PopulationFigure.objects.bulk_create(
        plan.figures, batch_size=BATCH, update_conflicts=True, unique_fields=["place", "group", "on"],
        update_fields=["value", "is_estimate", "source"],
    )  # fmt: skip
    for place, names in plan.changed:
        record(PlaceChanged(subject=place.pk, fields=names), by=by)
    record(
        PlacesImported(subject=uuid7(), added=len(plan.added), changed=len(plan.changed), file=fingerprint(content)),
        by=by,
    )  # fmt: skip
    return plan.tally


def fingerprint(content: bytes) -> str:
    """The first sixteen digits of a file's SHA-256: enough to tell which file it was."""
    return hashlib.sha256(content).hexdigest()[:16]


def keep_draft(by: Principal, content: bytes, kind: SheetKind) -> SheetDraft:
    """Keeps an uploaded sheet for its uploader; called inside an action. Sheets older than a day are emptied."""
    old = Q(uploaded_at__lt=timezone.now() - KEPT_FOR)
    SheetDraft.objects.filter(old).delete()
    draft = SheetDraft.objects.create(kind=kind, account_id=by.account, content=content)
    record(SheetKept(subject=draft.id, kind=kind.value, file=fingerprint(content)), by=by)
    return draft


def close_draft(draft: SheetDraft, tally: Tally) -> None:
    """Keeps only the counts of a sheet that was imported; called inside the action that imported it."""
    draft.outcome, draft.content = tally.counts(), b""
    draft.save(update_fields=["outcome", "content"])


@action(PLACE_MANAGE)
def keep_place_sheet(*, by: Principal, sheet: bytes) -> SheetDraft:
    """Keeps an uploaded list of places."""
    return keep_draft(by, sheet, SheetKind.PLACES)


@action(PLACE_MANAGE)
def import_draft(*, by: Principal, draft: SheetDraft, plan: PlacePlan) -> Tally:
    """Takes in an uploaded list and closes its sheet."""
    tally = take_in_places(by=by, plan=plan, content=bytes(draft.content))
    close_draft(draft, tally)
    return tally
