"""What the grantee spends, with its document; and moves between the lines of the budget."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.clocks import queries as clocks
from qorgan.grants import call_rules
from qorgan.grants import project_access as access
from qorgan.grants import project_events as events
from qorgan.grants import project_rules as rules
from qorgan.grants.actions.contract import as_funder, as_grantee
from qorgan.grants.amounts import NONE, exact, minor
from qorgan.grants.call_rules import Line
from qorgan.grants.granting_pack import granting
from qorgan.grants.models import Document, Expenditure, Project, ProjectLine, Reallocation, Tranche
from qorgan.grants.project_choices import AskState, SpendingState, TrancheState
from qorgan.journal.actions import action, record
from qorgan.vault import papers
from qorgan.vault.choices import Scan
from qorgan.vault.files import open_file, seal_file
from qorgan.vault.scanning import scan

COUNTS = (SpendingState.RECORDED, SpendingState.ACCEPTED)
"""What is spent until it is refused."""


@action(access.PROJECT_KEEP)
def add_project_document(*, by: Principal, project: Project, file: BinaryIO, name: str) -> Document:
    """Keeps a paper of the project, made anew and scanned. Raises NotKept for what is refused."""
    found = as_grantee(by, project)
    content = file.read(papers.LARGEST + 1)
    if scan(content) == Scan.FOUND:
        raise papers.NotKept(_("The scanner found something harmful in this file. It was not kept."))
    paper = papers.made_anew(content)
    sealed = seal_file(subject=found.pk, source=io.BytesIO(paper.content))
    bare = name.replace("\\", "/").rsplit("/", 1)[-1].strip() or str(_("document"))
    stem = bare.rsplit(".", 1)[0] if "." in bare else bare
    made = Document.objects.create(project=found, file_id=sealed.pk, name=f"{stem[:180]}.{paper.kind}", added_by=by.account)
    record(events.ProjectDocumentAdded(subject=found.pk, document=made.pk), by=by)
    return made


@action(access.PROJECT_READ)
def open_project_document(*, by: Principal, document: Document) -> bytes:
    """The content, for either side; that it was opened is written down."""
    with open_file(document.file_id) as stream:
        content = stream.read()
    record(events.ProjectDocumentOpened(subject=document.project_id, document=document.pk), by=by)
    return content


def spent_on(by: Principal, project: Project, line: ProjectLine | None = None) -> Decimal:
    """What was spent, on one line or in all, without what was refused."""
    rows = Expenditure.objects.visible_to(by).filter(project=project, state__in=COUNTS)
    return _sum(rows if line is None else rows.filter(line=line))


def released(by: Principal, project: Project) -> Decimal:
    """What was paid so far."""
    return _sum(Tranche.objects.visible_to(by).filter(project=project, state=TrancheState.PAID))


def _sum(rows: object) -> Decimal:
    return rows.aggregate(whole=Sum("amount"))["whole"] or NONE  # type: ignore[attr-defined]  # a queryset of any of the tables


def _line(by: Principal, project: Project, line: ProjectLine) -> ProjectLine:
    return ProjectLine.objects.visible_to(by).select_for_update().get(pk=line.pk, project=project)


@action(access.PROJECT_KEEP)
def record_expenditure(
    *, by: Principal, project: Project, line: ProjectLine, amount: Decimal, on: date, words: str, document: Document
) -> Expenditure:  # fmt: skip
    """Writes down what was spent on a line. Raises RuleBroken over the line, over what was paid, and for a day to come."""
    found = as_grantee(by, project)
    rules.must_run(found)
    kept, given = _line(by, found, line), exact(amount)
    if on > timezone.localtime(clocks.now()).date():
        raise RuleBroken(_("This day is still to come."), field="on")
    if given <= 0:
        raise RuleBroken(_("An amount is more than nothing."), field="amount")
    rules.must_be_covered(kept, given, spent_on(by, found, kept), released(by, found), spent_on(by, found))
    made = Expenditure.objects.create(
        project=found, line=kept, amount=given, on=on, words=words.strip(), document=document, recorded_by=by.account
    )
    record(events.SpendingRecorded(subject=found.pk, spending=made.pk, units=minor(given)), by=by)
    return made


@action(access.REPORT_ACCEPT)
def decide_expenditure(*, by: Principal, expenditure: Expenditure, is_accepted: bool, reason: str = "") -> Expenditure:
    """Accepts an expenditure or refuses it with the reason. Raises RuleBroken for one's own, and a second time."""
    project = as_funder(by, Project.objects.visible_to(by).get(pk=expenditure.project_id))
    kept = Expenditure.objects.visible_to(by).select_for_update().get(pk=expenditure.pk)
    rules.must_wait_for_decision(kept, SpendingState.RECORDED)
    rules.must_be_another(kept.recorded_by, by.account_id)
    if not is_accepted and not reason.strip():
        raise RuleBroken(_("Say why it is refused: the grantee reads it."), field="reason")
    kept.state = SpendingState.ACCEPTED if is_accepted else SpendingState.REFUSED
    kept.decided_by, kept.decided_at, kept.reason = by.account, clocks.now(), reason.strip()
    kept.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    record(events.SpendingDecided(subject=project.pk, spending=kept.pk, outcome=str(kept.state)), by=by)
    return kept


@action(access.PROJECT_KEEP)
def ask_move(
    *, by: Principal, project: Project, source: ProjectLine, target: ProjectLine, amount: Decimal, reason: str
) -> Reallocation:  # fmt: skip
    """Asks to move money between two lines. Raises RuleBroken past what is free, past the share that may move, and past a cap."""
    found = as_grantee(by, project)
    rules.must_run(found)
    given = exact(amount)
    _must_be_possible(by, found, source, target, given)
    made = Reallocation.objects.create(
        project=found, source=source, target=target, amount=given, reason=reason.strip(), asked_by=by.account
    )  # fmt: skip
    record(events.MoveAsked(subject=found.pk, move=made.pk, units=minor(given)), by=by)
    return made


def _must_be_possible(by: Principal, project: Project, source: ProjectLine, target: ProjectLine, amount: Decimal) -> None:
    if source.pk == target.pk or amount <= 0:
        raise RuleBroken(_("Choose two lines and an amount."), field="amount")
    free = source.amount - spent_on(by, project, source)
    moved = _sum(Reallocation.objects.visible_to(by).filter(project=project, state=AskState.APPROVED))
    rules.must_be_movable(project, free, amount, moved, granting().terms.reallocation_percent)
    change = {source.pk: -amount, target.pk: amount}
    lines = ProjectLine.objects.visible_to(by).filter(project=project)
    after = [Line(one.category, one.words, one.amount + change.get(one.pk, NONE)) for one in lines]
    call_rules.must_keep_caps(after, granting().categories, field="amount")


@action(access.TRANCHE_APPROVE)
def decide_move(*, by: Principal, move: Reallocation, is_approved: bool) -> Reallocation:
    """Approves a move between lines, which changes both, or refuses it. Raises RuleBroken for one's own, and a second time."""
    project = as_funder(by, Project.objects.visible_to(by).get(pk=move.project_id))
    kept = Reallocation.objects.visible_to(by).select_for_update().get(pk=move.pk)
    rules.must_wait_for_decision(kept, AskState.ASKED)
    rules.must_be_another(kept.asked_by, by.account_id)
    if is_approved:
        source, target = (_line(by, project, one) for one in (kept.source, kept.target))
        _must_be_possible(by, project, source, target, kept.amount)
        source.amount -= kept.amount
        target.amount += kept.amount
        source.save(update_fields=["amount"])
        target.save(update_fields=["amount"])
    kept.state = AskState.APPROVED if is_approved else AskState.REFUSED
    kept.decided_by, kept.decided_at = by.account, clocks.now()
    kept.save(update_fields=["state", "decided_by", "decided_at"])
    record(events.MoveDecided(subject=project.pk, move=kept.pk, outcome=str(kept.state)), by=by)
    return kept
