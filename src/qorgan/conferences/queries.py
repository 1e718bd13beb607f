"""What screens and actions read of conferences; always for somebody."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.conferences import access, rules
from qorgan.conferences.choices import KIND, EditionState, RecommendationState, RegistrationState
from qorgan.conferences.models import (
    Addressed,
    Arrival,
    Category,
    Conference,
    Delegate,
    Edition,
    Invitation,
    Likely,
    ProgrammeItem,
    Recommendation,
    Registration,
)
from qorgan.journal.events import label_of
from qorgan.journal.models import Entry
from qorgan.ui.pieces import Happened
from qorgan.ui.references import Reference

MOST_HISTORY = 40


def state_of_edition(edition: Edition) -> EditionState:
    """Where an edition stands today."""
    return rules.edition_state(
        starts_on=edition.starts_on, ends_on=edition.ends_on, is_cancelled=edition.cancelled_at is not None, today=timezone.localdate()
    )  # fmt: skip


def editions(by: Principal) -> QuerySet:
    """The editions of all conferences."""
    rows: QuerySet = Edition.objects.visible_to(by).select_related("conference", "place")
    return rows


def conferences(by: Principal) -> list[Conference]:
    """The conferences that the own organisation holds."""
    return list(Conference.objects.visible_to(by).filter(holder__in=by.organisations).order_by("pk"))


def edition(by: Principal, ref: str) -> Edition:
    """One edition. Raises Refused for one that is absent or hidden."""
    found: Edition | None = editions(by).filter(ref=ref).first()
    if found is None:
        raise Refused("edition")
    return found


def own_edition(by: Principal, ref: str) -> Edition:
    """The same, of a conference that the own organisation holds."""
    found = edition(by, ref)
    if found.holder_id not in by.organisations:
        raise Refused("edition")
    return found


def found(rows: QuerySet, ref: str) -> Any:
    """One row by its public id. Raises Refused for one that is absent or hidden."""
    row = rows.filter(ref=ref).first()
    if row is None:
        raise Refused(rows.model.__name__)
    return row


def categories(by: Principal, of: Edition) -> list[Category]:
    """The categories of an edition, in their order."""
    return list(Category.objects.visible_to(by).filter(edition=of).order_by("place_in_list"))


def programme(by: Principal, of: Edition) -> list[ProgrammeItem]:
    """The sessions of an edition, in the order of their times."""
    return list(ProgrammeItem.objects.visible_to(by).filter(edition=of).order_by("starts_at", "hall", "pk"))


def persons_in(by: Principal, category: Category) -> set[UUID]:
    """The persons who are accredited in a category: joined nominations are one."""
    rows = Registration.objects.visible_to(by).filter(category=category, state=RegistrationState.ACCEPTED)
    return set(rows.values_list("delegate__person", flat=True))


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of an edition: nominations, persons accredited and persons who came, each counted once."""

    nominations: int
    persons: int
    came: int
    waiting: int
    likely: int
    by_category: dict[UUID, int] = field(default_factory=dict)


def counted(by: Principal, of: Edition) -> Counted | None:
    """The figures of an edition for whoever accredits; None for everybody else."""
    if not by.may(access.DELEGATE_ACCREDIT) or of.holder_id not in by.organisations:
        return None
    rows = Registration.objects.visible_to(by).filter(edition=of)
    accepted = rows.filter(state=RegistrationState.ACCEPTED)
    by_category = accepted.values("category").annotate(persons=Count("delegate__person", distinct=True))
    return Counted(
        nominations=rows.exclude(state=RegistrationState.WITHDRAWN).count(),
        persons=accepted.values("delegate__person").distinct().count(),
        came=Arrival.objects.visible_to(by).filter(edition=of).values("person__person").distinct().count(),
        waiting=rows.filter(state=RegistrationState.NOMINATED).count(),
        likely=Likely.objects.visible_to(by).filter(edition=of, is_same=None).count(),
        by_category={row["category"]: row["persons"] for row in by_category},
    )


def registrations(by: Principal, of: Edition) -> QuerySet:
    """The nominations of an edition, whatever became of them."""
    rows: QuerySet = Registration.objects.visible_to(by).filter(edition=of)
    return rows.select_related("delegate", "category", "organisation")


def invitations(by: Principal, of: Edition) -> QuerySet:
    """Who was invited to an edition."""
    rows: QuerySet = Invitation.objects.visible_to(by).filter(edition=of)
    return rows.select_related("organisation", "category").order_by("category__place_in_list", "invited_at")


def nominated_by(by: Principal, invitation: Invitation) -> list[Registration]:
    """Whom an invited organisation nominated."""
    rows = Registration.objects.visible_to(by).filter(invitation=invitation).select_related("delegate", "category")
    return list(rows.order_by("pk"))


def likely(by: Principal, of: Edition) -> list[Likely]:
    """Pairs that may be one person, those without a word first."""
    rows = Likely.objects.visible_to(by).filter(edition=of).select_related("one", "other")
    return sorted(rows, key=lambda row: (row.is_same is not None, -row.pk.int))


def badges(by: Principal, of: Edition) -> list[tuple[Delegate, list[str], str]]:
    """The persons with a badge, in its order, each with the categories and the organisation."""
    rows = registrations(by, of).filter(state=RegistrationState.ACCEPTED).order_by("category__place_in_list")
    people = {one.pk: one for one in Delegate.objects.visible_to(by).filter(edition=of, badge__isnull=False)}
    said: dict[UUID, tuple[list[str], str]] = {}
    for row in rows:
        labels, _organisation = said.setdefault(row.delegate.person_id, ([], str(row.organisation)))
        labels.append(str(row.category))
    return [(people[pk], labels, where) for pk, (labels, where) in sorted(said.items(), key=lambda pair: people[pair[0]].badge or 0)]


def recommendations(by: Principal, of: Edition) -> list[Recommendation]:
    """The recommendations of an edition that `by` may know: adopted ones by their numbers, then drafts, then what was not adopted."""
    rows = Recommendation.objects.visible_to(by).filter(edition=of).select_related("session")
    return sorted(rows, key=lambda one: (one.rejected_on is not None, one.number is None, one.number or 0, one.drafted_at))


def states_of(by: Principal, rows: list[Recommendation]) -> dict[UUID, RecommendationState]:
    """Where recommendations stand, in one query."""
    said = Addressed.objects.visible_to(by).filter(recommendation__in=rows).values_list("recommendation", "answered_on")
    asked: dict[UUID, list[Any]] = {one.pk: [] for one in rows}
    for recommendation, answered_on in said:
        asked[recommendation].append(answered_on)
    return {
        one.pk: rules.recommendation_state(
            is_adopted=one.adopted_on is not None, is_rejected=one.rejected_on is not None, addressed=len(asked[one.pk]),
            answered=sum(day is not None for day in asked[one.pk]),
        )
        for one in rows
    }  # fmt: skip


def before(by: Principal, of: Edition) -> Edition | None:
    """The edition before this one, whose recommendations this one looks back upon."""
    rows = editions(by).filter(conference=of.conference_id, number__lt=of.number).order_by("-number")
    earlier: Edition | None = rows.first()
    return earlier


def history(subject: UUID) -> list[Happened]:
    """What was remembered of an edition or a recommendation, the newest first."""
    rows = Entry.objects.filter(Q(stream=subject) | Q(about__contains=[subject])).exclude(verb__startswith="journal.")
    return [Happened(at, label_of(verb)) for at, verb in rows.order_by("-at", "-seq").values_list("at", "verb")[:MOST_HISTORY]]


def reference_of(one: Recommendation, state: Any = "") -> Reference:
    """A recommendation as another room shows it."""
    return Reference(
        KIND, one.ref, one.pk, f"{one.edition.conference}, {one.edition.number}: № {one.number}", one.words, source=one.edition.source,
        on=one.adopted_on, state=state, url=reverse("recommendation", args=[one.ref]),
    )  # fmt: skip


def find_reference(by: Principal, ref: str) -> Reference | None:
    """An adopted recommendation that `by` may know."""
    rows = Recommendation.objects.visible_to(by).adopted().select_related("edition__conference")
    one = rows.filter(ref=ref).first()
    return reference_of(one, states_of(by, [one])[one.pk].label) if one else None


def reference_choices(by: Principal) -> list[Reference]:
    """Every adopted recommendation, the newest edition first."""
    rows = Recommendation.objects.visible_to(by).adopted().select_related("edition__conference")
    return [reference_of(one) for one in rows.order_by("-edition__starts_on", "number")[:200]]


def with_badges(by: Principal, of: Edition) -> QuerySet:
    """The nominations of an edition, each with `badge`: the number of the person's one badge, or None."""
    return registrations(by, of).annotate(badge=F("delegate__person__badge"))


def person_of(by: Principal, delegate: Delegate) -> Delegate:
    """The row that stands for a delegate's person."""
    found: Delegate = Delegate.objects.visible_to(by).get(pk=delegate.person_id)
    return found


def of_person(by: Principal, person: Delegate) -> QuerySet:
    """Every nomination of a person."""
    rows: QuerySet = Registration.objects.visible_to(by).filter(delegate__person=person)
    return rows.select_related("delegate", "category", "organisation").order_by("pk")


def found_by(rows: QuerySet, **given: Any) -> Any:
    """One row by other values. Raises Refused for one that is absent or hidden."""
    row = rows.filter(**given).first()
    if row is None:
        raise Refused(rows.model.__name__)
    return row


def arrived(by: Principal, of: Edition) -> int:
    """How many persons came, each counted once."""
    rows = Arrival.objects.visible_to(by).filter(edition=of)
    return int(rows.values("person__person").distinct().count())
