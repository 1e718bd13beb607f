"""Conflicts of interest that the software finds by itself, before anybody is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.grants.call_choices import Conflict
from qorgan.grants.granting_pack import granting
from qorgan.grants.models import AwardDecision, Expert
from qorgan.staff.models import Membership


def found_by_data(by: Principal, expert: Expert, organisation: UUID) -> Conflict | None:
    """Why this expert may not evaluate an application of this organisation; None where the data say nothing against it.

    Asked in this order: the same organisation, membership or employment within the years of the pack, the register's own ties,
    decisions about earlier grants of the organisation.
    """
    for conflict, is_there in _QUESTIONS:
        if is_there(by, expert, organisation):
            return conflict
    return None


def _same(by: Principal, expert: Expert, organisation: UUID) -> bool:
    return expert.employer_id == organisation


def _member(by: Principal, expert: Expert, organisation: UUID) -> bool:
    since = timezone.now() - timedelta(days=round(365.25 * granting().terms.conflict_years))
    rows = Membership.objects.filter(account=expert.account_id, organisation=organisation)
    return rows.filter(valid__endswith__gt=since).exists() or rows.filter(valid__upper_inf=True).exists()


def _tied(by: Principal, expert: Expert, organisation: UUID) -> bool:
    return expert.ties.filter(pk=organisation).exists()


def _earlier(by: Principal, expert: Expert, organisation: UUID) -> bool:
    rows = AwardDecision.objects.visible_to(by)
    return rows.filter(application__organisation=organisation, decided_by=expert.account_id).exists()


_QUESTIONS: tuple[tuple[Conflict, Callable[[Principal, Expert, UUID], bool]], ...] = (
    (Conflict.SAME_ORGANISATION, _same),
    (Conflict.MEMBER, _member),
    (Conflict.REGISTER, _tied),
    (Conflict.EARLIER_GRANT, _earlier),
)
