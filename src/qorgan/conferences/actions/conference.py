"""Conferences and their editions are entered; categories get quotas; the programme is planned."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.conferences import access
from qorgan.conferences.events import ConferenceFounded, EditionCancelled, EditionOpened, QuotaSet, SessionPlanned, SessionRemoved
from qorgan.conferences.models import Category, Conference, Edition, ProgrammeItem
from qorgan.conferences.pack import conferences as pack
from qorgan.journal.actions import action, record
from qorgan.places.models import Place
from qorgan.texts.words import Words


@action(access.CONFERENCE_KEEP)
def found_conference(*, by: Principal, names: Words) -> Conference:
    """Enters a conference that the own organisation holds."""
    house = next(iter(sorted(by.organisations)), None)
    if house is None:
        raise Refused("organisation")
    made: Conference = Conference.objects.create(holder_id=house, names=names)
    record(ConferenceFounded(subject=made.pk, organisation=house), by=by)
    return made


@action(access.CONFERENCE_KEEP)
def open_edition(
    *, by: Principal, conference: Conference, starts_on: date, ends_on: date, place: Place, venue: Words | None = None, source: str = ""
) -> Edition:  # fmt: skip
    """Enters the next edition, with the categories of the pack. Raises RuleBroken for days in the wrong order."""
    must_hold(by, conference.holder_id)
    if ends_on < starts_on:
        raise RuleBroken(_("The last day is before the first."), field="ends_on")
    last = Edition.objects.visible_to(by).filter(conference=conference).aggregate(last=Max("number"))["last"] or 0
    made: Edition = Edition.objects.create(
        conference=conference, holder_id=conference.holder_id, number=last + 1, starts_on=starts_on, ends_on=ends_on, place=place,
        venue=venue or Words(), source=source.strip(),
    )  # fmt: skip
    for place_in_list, row in enumerate(pack().categories, 1):
        Category.objects.create(
            edition=made, holder_id=made.holder_id, code=row.code, names=row.names, place_in_list=place_in_list
        )  # fmt: skip
    record(EditionOpened(subject=made.pk, number=made.number, starts_on=starts_on, ends_on=ends_on), by=by, about=(conference.pk,))
    return made


@action(access.CONFERENCE_KEEP)
def cancel_edition(*, by: Principal, edition: Edition) -> Edition:
    """The edition is not held. Raises RuleBroken for one that was cancelled."""
    held = locked_edition(by, edition)
    if held.cancelled_at is not None:
        raise RuleBroken(_("This was cancelled already."))
    held.cancelled_at = timezone.now()
    held.save(update_fields=["cancelled_at"])
    record(EditionCancelled(subject=held.pk), by=by)
    return held


@action(access.CONFERENCE_KEEP)
def set_quota(*, by: Principal, category: Category, quota: int | None) -> Category:
    """How many persons of a category may be accredited; None for no limit."""
    must_hold(by, category.holder_id)
    category.quota = quota
    category.save(update_fields=["quota"])
    record(QuotaSet(subject=category.edition_id, category=category.pk, quota=quota), by=by)
    return category


@action(access.CONFERENCE_KEEP)
def add_session(
    *, by: Principal, edition: Edition, titles: Words, starts_at: datetime, ends_at: datetime, hall: str = "",
    about: Words | None = None,
) -> ProgrammeItem:  # fmt: skip
    """Plans a session. Raises RuleBroken outside the days of the edition, and where the hall is taken at that time."""
    must_hold(by, edition.holder_id)
    if ends_at <= starts_at:
        raise RuleBroken(_("The end is not after the beginning."), field="ends_at")
    days = (timezone.localdate(starts_at), timezone.localdate(ends_at))
    if not all(edition.starts_on <= day <= edition.ends_on for day in days):
        raise RuleBroken(_("This is not on a day of the conference."), field="starts_at")
    hall = hall.strip()
    rows = ProgrammeItem.objects.visible_to(by).filter(edition=edition, hall=hall, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if hall and rows.exists():
        raise RuleBroken(_("This hall is taken at that time."), field="hall")
    made: ProgrammeItem = ProgrammeItem.objects.create(
        edition=edition, holder_id=edition.holder_id, titles=titles, about=about or Words(), hall=hall, starts_at=starts_at,
        ends_at=ends_at,
    )  # fmt: skip
    record(SessionPlanned(subject=edition.pk, session=made.pk), by=by)
    return made


@action(access.CONFERENCE_KEEP)
def remove_session(*, by: Principal, session: ProgrammeItem) -> None:
    """Takes a session out of the programme; what was recommended in it stays."""
    must_hold(by, session.holder_id)
    record(SessionRemoved(subject=session.edition_id, session=session.pk), by=by)
    ProgrammeItem.objects.visible_to(by).filter(pk=session.pk).delete()


def must_hold(by: Principal, holder: UUID) -> None:
    """Raises Refused for a conference of another organisation."""
    if holder not in by.organisations:
        raise Refused("conference")


def locked_edition(by: Principal, edition: Edition) -> Edition:
    """The edition as it stands now, held until the transaction ends. Raises Refused for one of another organisation."""
    must_hold(by, edition.holder_id)
    found: Edition = Edition.objects.visible_to(by).select_for_update().get(pk=edition.pk)
    return found


def next_number(edition: Edition, counter: str) -> int:
    """The next badge or recommendation number of an edition; called as the room's own desk, which holds the row."""
    rows = Edition.objects.visible_to(access.DESK).filter(pk=edition.pk)
    rows.update(**{counter: F(counter) + 1})
    return int(rows.values_list(counter, flat=True)[0])
