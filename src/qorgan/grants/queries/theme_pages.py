"""What the screens of themes read: lists, one theme whole, what a body was asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.grants import access
from qorgan.grants import theme_rules as rules
from qorgan.grants.choices import Decision, ThemeState
from qorgan.grants.models import Theme, ThemeApproval, ThemeComment, ThemeDocument, ThemeVersion
from qorgan.grants.queries.theme import said_of, state_of
from qorgan.grants.theme_rules import Said
from qorgan.journal.events import label_of
from qorgan.journal.models import Entry
from qorgan.organisations.choices import State
from qorgan.organisations.models import Organisation
from qorgan.texts.alphabet import sort_key
from qorgan.ui.pieces import Happened

MOST_HISTORY = 60


def themes(by: Principal) -> QuerySet:
    """The themes that `by` may know, each with `decisions`: what bodies said of its submitted version, empty for a waiting one."""
    said = ThemeApproval.objects.visible_to(by).filter(theme=OuterRef("pk"), version__number=OuterRef("submitted"))
    rows: QuerySet = Theme.objects.visible_to(by).select_related("organisation")
    return rows.annotate(decisions=ArraySubquery(said.order_by("place_in_list").values("decision")))


def state_of_row(row: Any) -> ThemeState:
    """The state of a row of `themes`."""
    said = [Said("", row.submitted, decision) for decision in row.decisions]
    return rules.state_of(version=row.version, submitted=row.submitted, is_withdrawn=row.withdrawn_at is not None, said=said)


def in_state(rows: QuerySet, state: str) -> QuerySet:
    """The rows of `themes` in one state. A test holds this and the pure function together."""
    returned, refused = Q(decisions__contains=[Decision.RETURNED]), Q(decisions__contains=[Decision.REFUSED])
    if state == ThemeState.WITHDRAWN:
        return rows.filter(withdrawn_at__isnull=False)
    rows = rows.filter(withdrawn_at=None)
    if state == ThemeState.DRAFT:
        return rows.filter(submitted=0)
    rows = rows.filter(submitted__gt=0)
    changed, held = Q(version__gt=F("submitted")), Q(version=F("submitted"))
    found = {
        ThemeState.CHANGED: changed & ~returned,
        ThemeState.RETURNED: returned & (changed | ~refused),
        ThemeState.REFUSED: held & refused,
        ThemeState.APPROVED: held & ~returned & ~refused & ~Q(decisions__contains=[""]) & ~Q(decisions__len=0),
        ThemeState.SUBMITTED: held & ~returned & ~refused & (Q(decisions__contains=[""]) | Q(decisions__len=0)),
    }
    return rows.filter(found[ThemeState(state)])


@dataclass(frozen=True, slots=True)
class BodySaid:
    """One body on a theme's page: its approval, what it answered, its exchange and its letters."""

    approval: ThemeApproval
    comments: list[ThemeComment] = field(default_factory=list)
    letters: list[ThemeDocument] = field(default_factory=list)


def theme(by: Principal, ref: str) -> Theme:
    """The theme, with its organisation. Raises Refused for one that is hidden or absent."""
    found: Theme | None = Theme.objects.visible_to(by).select_related("organisation").filter(ref=ref).first()
    if found is None:
        raise Refused("theme")
    return found


def own_theme(by: Principal, ref: str) -> Theme:
    """The same, for whoever drafts for the organisation that keeps it."""
    found = theme(by, ref)
    if not by.may(access.THEME_DRAFT) or found.organisation_id not in by.organisations:
        raise Refused("theme")
    return found


def versions(by: Principal, of: Theme) -> list[ThemeVersion]:
    """The versions that `by` may know, the newest first."""
    return list(ThemeVersion.objects.visible_to(by).filter(theme=of).order_by("-number"))


def version(by: Principal, of: Theme, number: int) -> ThemeVersion:
    """One version. Raises Refused for one that is hidden or absent."""
    found: ThemeVersion | None = ThemeVersion.objects.visible_to(by).filter(theme=of, number=number).first()
    if found is None:
        raise Refused("version")
    return found


def approval(by: Principal, ref: str) -> ThemeApproval:
    """One body's approval, with its version and its theme. Raises Refused for one that is hidden or absent."""
    rows = ThemeApproval.objects.visible_to(by).select_related("organisation", "version", "theme")
    found: ThemeApproval | None = rows.filter(ref=ref).first()
    if found is None:
        raise Refused("approval")
    return found


def said_by_bodies(by: Principal, of: Theme, number: int) -> list[BodySaid]:
    """What each body said of a version, with the exchange that `by` may know."""
    rows = list(
        ThemeApproval.objects.visible_to(by).filter(theme=of, version__number=number).select_related("organisation", "version")
        .order_by("place_in_list")
    )  # fmt: skip
    comments = _by_approval(ThemeComment.objects.visible_to(by).filter(approval__in=rows).order_by("written_at"), rows)
    letters = _by_approval(ThemeDocument.objects.visible_to(by).filter(approval__in=rows).order_by("added_at"), rows)
    return [BodySaid(one, comments[one.pk], letters[one.pk]) for one in rows]


def _by_approval(rows: Any, approvals: Collection[ThemeApproval]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {one.pk: [] for one in approvals}
    for row in rows:
        found[row.approval_id].append(row)
    return found


def asked(by: Principal) -> QuerySet:
    """What the reader's own body was asked."""
    rows: QuerySet = ThemeApproval.objects.visible_to(by).filter(organisation__in=by.organisations, asked_at__isnull=False)
    return rows.select_related("theme", "version", "organisation")


def waiting(by: Principal) -> int:
    """How many decisions of the reader's own body are waited for."""
    return int(asked(by).filter(decision="", theme__withdrawn_at=None, version__number=F("theme__version")).count())


def bodies_to_choose(kinds: Collection[str]) -> list[Organisation]:
    """The organisations at work that may be a body, in the order of their names."""
    found = Organisation.objects.filter(kind__in=list(kinds), state=State.ACTIVE).select_related("kind")
    return sorted(found, key=lambda one: sort_key(str(one)))


def state_for_body(of: Theme) -> ThemeState:
    """The state as the house knows it: a bearer knows no other body."""
    with acting(access.HAND):
        return state_of(of, said_of(access.HAND, [of])[of.pk])


def history(of: Theme) -> list[Happened]:
    """What was remembered of a theme, the newest first."""
    rows = Entry.objects.filter(stream=of.pk).exclude(verb__startswith="access.").order_by("-seq")
    return [Happened(at, label_of(verb)) for at, verb in rows.values_list("at", "verb")[:MOST_HISTORY]]


def document(by: Principal, ref: str) -> ThemeDocument:
    """A paper that `by` may know. Raises Refused for one that is hidden or absent."""
    found: ThemeDocument | None = ThemeDocument.objects.visible_to(by).select_related("theme").filter(ref=ref).first()
    if found is None:
        raise Refused("document")
    return found
