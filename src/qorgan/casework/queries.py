"""What the screens of casework read; always for somebody."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from qorgan.access.guarded import Guarded
from qorgan.access.models import Grant
from qorgan.access.principal import Principal, systems
from qorgan.access.refusals import Refused
from qorgan.casework import access
from qorgan.casework.choices import Risk, State, TaskState
from qorgan.casework.events import CaseAssigned
from qorgan.casework.models import Approval, Case, CaseService, CaseSheet, Document, Note, Task, Transfer
from qorgan.children.queries.whole import carers, records_of
from qorgan.directory.choices import TaxonomyKey
from qorgan.directory.queries import terms
from qorgan.journal.events import label_of
from qorgan.journal.models import Entry
from qorgan.staff.queries import names_of, workers_at
from qorgan.ui.pieces import Happened, Person

Kept = TypeVar("Kept", bound=Guarded)
MOST = 500
"""Lines of one timeline; older ones are on the page of the journal."""


_LATE = ExpressionWrapper(Q(next_due_at__isnull=False, next_due_at__lt=Now()), BooleanField())


def cases(by: Principal) -> QuerySet:
    """The cases that `by` may know, each with whether a limit has passed (`is_late`). Children come by a query of their own: joined
    behind their wall, the planner may read all of them for the first page.
    """
    return Case.objects.visible_to(by).select_related("place", "organisation").prefetch_related("child").annotate(is_late=_LATE)


def case(by: Principal, ref: str) -> Case:
    """One case by its public id. Raises Refused for one that is hidden or absent."""
    found = Case.objects.visible_to(by).select_related("child", "place", "organisation").filter(ref=ref).first()
    if found is None:
        raise Refused("case")
    return found


def part(model: type[Kept], by: Principal, ref: str) -> Kept:
    """A sheet, task, note, document, service, request or transfer by its public id. Raises Refused likewise."""
    found = model.objects.visible_to(by).filter(ref=ref).first()
    if found is None:
        raise Refused(model.__name__)
    return found


def tasks(by: Principal, of: Case) -> list[Task]:
    """The tasks of a case: open ones by their limit, then the ended, the newest first."""
    found = list(Task.objects.visible_to(by).filter(case=of))
    opened = sorted((one for one in found if one.state == TaskState.OPEN), key=lambda one: one.due_at)
    ended = sorted((one for one in found if one.state != TaskState.OPEN), key=lambda one: one.ended_at, reverse=True)
    return opened + ended


def tasks_of_reader(by: Principal) -> QuerySet:
    """Open tasks that are the reader's own, or that nobody has in the cases that they oversee."""
    mine = Q(assignee=by.account_id)
    if by.may(access.CASE_OVERSEE):
        mine |= Q(assignee__isnull=True)
    return Task.objects.visible_to(by).open().filter(mine).prefetch_related("case__child")


def parts_of(by: Principal, of: Case) -> dict[str, int]:
    """How much stands in the parts of a case, for its tabs: forms, notes and documents."""
    forms, notes, documents = (model.objects.visible_to(by).filter(case=of).count() for model in (CaseSheet, Note, Document))
    return {"forms": forms, "papers": notes + documents}


def people(by: Principal, of: Case) -> list[Person]:
    """Who cares for the child now, the primary caregiver first."""
    ties = [tie for tie in carers(by, records_of(by, of.child)) if tie.ended_on is None]
    return [Person(tie.caregiver.name, tie.get_relation_display(), tie.get_basis_display() if tie.basis else "") for tie in ties]


def sheets(by: Principal, of: Case) -> list[CaseSheet]:
    """The forms of a case, the newest first."""
    return list(CaseSheet.objects.visible_to(by).select_related("form_version").filter(case=of).order_by("-begun_at"))


def notes(by: Principal, of: Case) -> list[Note]:
    return list(Note.objects.visible_to(by).filter(case=of).order_by("-written_at")[:MOST])


def documents(by: Principal, of: Case) -> list[Document]:
    return list(Document.objects.visible_to(by).filter(case=of).order_by("-added_at")[:MOST])


def services(by: Principal, of: Case) -> list[CaseService]:
    return list(CaseService.objects.visible_to(by).filter(case=of).order_by("asked_at"))


def waiting(by: Principal, of: Case) -> list[Approval]:
    """The requests for approval, the waiting ones first."""
    return list(Approval.objects.visible_to(by).filter(case=of).order_by("decided_at", "-asked_at")[:20])


def transfers(by: Principal, of: Case) -> list[Transfer]:
    return list(Transfer.objects.visible_to(by).select_related("origin", "target").filter(case=of).order_by("-asked_at")[:20])


def asked_of_us(by: Principal) -> QuerySet:
    """Requests to take a case over that reached the reader's organisations and wait for an answer."""
    return (
        Transfer.objects.visible_to(by)
        .select_related("origin", "target")
        .filter(target_id__in=by.organisations, state="in_progress")
        .order_by("asked_at")
    )


def helpers(of: Case) -> list[UUID]:
    """Colleagues who were asked to help."""
    rows = Grant.objects.filter(subject=of.id, kind=Grant.Kind.ASSIGNED, valid__contains=timezone.now())
    if of.owner:
        rows = rows.exclude(account_id=of.owner)
    return list(rows.order_by("id").values_list("account_id", flat=True).distinct())


ICONS = {
    "casework.case.opened": ("folder-plus", "accent"),
    "casework.case.assigned": ("user-check", ""),
    "casework.case.risk_judged": ("alarm", "warn"),
    "casework.case.closed": ("circle-check", "ok"),
    "casework.case.reopened": ("folder", "warn"),
    "casework.sheet.finalised": ("clipboard-check", "ok"),
    "casework.case.stage_reached": ("flag", "accent"),
    "casework.case.shared": ("user-plus", ""),
    "casework.task.made": ("list-check", ""),
    "casework.task.ended": ("check", "ok"),
    "casework.note.written": ("pencil", ""),
    "casework.document.added": ("paperclip", ""),
    "casework.service.planned": ("heart-handshake", ""),
    "casework.service.moved": ("heart-handshake", "accent"),
    "casework.transfer.asked": ("send", ""),
    "casework.transfer.accepted": ("send", "accent"),
    "casework.approval.asked": ("hand-stop", ""),
    "casework.approval.decided": ("circle-check", ""),
}
_QUIET = frozenset({"casework.sheet.saved", "casework.sheet.begun", "casework.document.opened", "casework.case.changed"})
"""Verbs of the journal that are no part of the story."""
OWN_WORDS = {"task", "note"}
"""Fields of events whose words a person wrote: what a task asks for, what a note is about."""


def story(of: Case, *, words: dict[str, dict[str, str]]) -> list[Happened]:
    """What happened to the case itself, from its stream of the journal, the oldest first. `words` are labels for codes by field."""
    rows = list(Entry.objects.filter(stream=of.id, verb__startswith="casework.").exclude(verb__in=_QUIET).order_by("seq")[:MOST])
    people = {row.actor for row in rows if row.actor}
    given = {row.pk: json.loads(row.body)["fields"] for row in rows}
    people |= {UUID(fields["account"]) for row in rows if (fields := given[row.pk]).get("account")}
    names = names_of(people)
    return [_line(row, given[row.pk], names, words) for row in rows]


def _line(row: Entry, fields: dict, names: dict[UUID, str], words: dict[str, dict[str, str]]) -> Happened:
    icon, tone = ICONS.get(row.verb, ("point", ""))
    codes: list[str] = []
    said: list[str] = []
    for name, value in fields.items():
        known = words.get(f"{row.verb}.{name}") or words.get(name, {})
        (said if name in OWN_WORDS else codes).append(known.get(str(value), "") if value else "")
    if row.verb == CaseAssigned.verb:
        codes.append(names.get(UUID(fields["account"]), ""))
    return Happened(
        row.at,
        label_of(row.verb),
        detail=", ".join(dict.fromkeys(one for one in codes if one)),
        said=", ".join(one for one in said if one),
        icon=icon,
        tone=tone,
        who=names.get(row.actor, "") if row.actor else "",
        group="case",
    )


def readers(of: Case) -> list[Happened]:
    """Who looked at the case and when, the newest first: the journal's read entries."""
    rows = list(Entry.objects.filter(about__contains=[of.id], verb="journal.page.read").order_by("-at")[:MOST])
    names = names_of({row.actor for row in rows if row.actor})
    return [Happened(row.at, names.get(row.actor, "") if row.actor else "", icon="eye") for row in rows]


@dataclass(frozen=True, slots=True)
class Load:
    """What one worker carries; None for cases that nobody has."""

    account: UUID | None
    name: str
    open: int
    high: int
    overdue: int
    stale: int


def has_final(by: Principal, of: Case, kind: str) -> bool:
    """Whether a form of this kind is final."""
    found: bool = CaseSheet.objects.visible_to(by).filter(case=of, kind=kind, finalised_at__isnull=False).exists()
    return found


def is_touched(case: Case) -> bool:
    """Whether a person has changed anything in the case; what happened by itself does not count."""
    by_itself = [one.standing_id for one in systems().values()]
    return Entry.objects.filter(stream=case.id, actor__isnull=False).exclude(actor__in=by_itself).exists()


def caseload(by: Principal) -> list[Load]:
    """How many open cases each worker has, by one query: all, of high risk, with an overdue task, and without any change of stage
    for 30 days. Those that nobody has come first, then by number."""
    rows = list(
        Case.objects.visible_to(by)
        .open()
        .annotate(is_late=_LATE)
        .order_by()
        .values("owner")
        .annotate(
            open=Count("pk"),
            high=Count("pk", filter=Q(risk=Risk.HIGH)),
            overdue=Count("pk", filter=Q(is_late=True)),
            stale=Count("pk", filter=Q(opened_at__lt=timezone.now() - timedelta(days=30), stage="new")),
        )
    )
    names = names_of(row["owner"] for row in rows if row["owner"])
    loads = [Load(row["owner"], names.get(row["owner"], ""), row["open"], row["high"], row["overdue"], row["stale"]) for row in rows]
    return sorted(loads, key=lambda load: (load.account is not None, -load.open, load.name))


def counts(by: Principal) -> dict[str, int]:
    """Open, waiting for a worker, urgent, closed: the figures above the board, each with the list behind it."""
    return (
        Case.objects.visible_to(by)
        .order_by()
        .aggregate(
            open=Count("pk", filter=Q(state=State.OPEN)),
            waiting=Count("pk", filter=Q(state=State.OPEN, owner__isnull=True)),
            urgent=Count("pk", filter=Q(state=State.OPEN, is_urgent=True)),
            high=Count("pk", filter=Q(state=State.OPEN, risk=Risk.HIGH)),
        )
    )


def named(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of colleagues for lists."""
    return names_of({one for one in ids if one})


def workers(by: Principal) -> list[tuple[str, str]]:
    """Who may answer for a case in the reader's organisations, for a filter."""
    found = [pair for organisation in sorted(by.organisations) for pair in workers_at(organisation, permission=access.CASE_READ)]
    return [(str(account), name) for account, name in found]


def service_kinds() -> dict[str, str]:
    """The kinds of service of the country's directory with their words."""
    return {term.code: str(term) for term in terms(TaxonomyKey.KIND)}
