"""A badge is checked at the door: once for a person, as often as it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.conferences import access, rules
from qorgan.conferences.actions.conference import must_hold
from qorgan.conferences.choices import EditionState, RegistrationState
from qorgan.conferences.events import DelegateArrived
from qorgan.conferences.models import Arrival, Delegate, Edition, Registration
from qorgan.conferences.queries import state_of_edition
from qorgan.journal.actions import action, record


@dataclass(frozen=True, slots=True)
class Came:
    """Who came, in which categories, and when first; `is_again` where the badge was read before."""

    person: Delegate
    categories: tuple[str, ...]
    at: datetime
    is_again: bool

    def __repr__(self) -> str:
        return "<arrival>"


@action(access.DOOR_CHECK)
def check_in(*, by: Principal, edition: Edition, badge: str, at: datetime | None = None) -> Came:
    """Checks a badge in, by its number or its code. `at` is when it was read, where that could not be sent at once.

    Raises RuleBroken for a badge that does not exist, a person whose accreditation was taken back, a day that is not the
    conference's. A badge that is read again is told so and counted once.
    """
    must_hold(by, edition.holder_id)
    now = timezone.now()
    moment = at if at and rules.is_read_in_time(at, now) else now
    if state_of_edition(edition) is not EditionState.RUNNING:
        raise RuleBroken(_("The conference is not today."), field="badge")
    person = _person(by, edition, badge.strip().lower())
    accepted = Registration.objects.visible_to(by).filter(delegate__person=person, state=RegistrationState.ACCEPTED)
    categories = tuple(str(one.category) for one in accepted.select_related("category").order_by("category__place_in_list"))
    if not categories:
        raise RuleBroken(_("This accreditation was taken back."), field="badge")
    arrival, is_new = Arrival.objects.visible_to(by).get_or_create(
        edition=edition, person=person, defaults={"holder_id": edition.holder_id, "at": moment, "checked_by": by.account_id}
    )  # fmt: skip
    record(DelegateArrived(subject=edition.pk, badge=person.badge or 0), by=by, about=(person.pk,))
    return Came(person, categories, arrival.at, not is_new)


def _person(by: Principal, edition: Edition, badge: str) -> Delegate:
    rows = Delegate.objects.visible_to(by).filter(edition=edition)
    found: Delegate | None = (
        rows.filter(badge=int(badge)) if badge.isdigit() and len(badge) < 9 else rows.filter(badge_code=badge)
    ).first()
    if found is None:
        raise RuleBroken(_("No badge has this number."), field="badge")
    return found
