"""What is written in a case: forms, tasks, notes, documents, services."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import RuleBroken
from qorgan.casework import access, queries
from qorgan.casework.actions.document import add_document, open_document, remove_document
from qorgan.casework.actions.note import write_note
from qorgan.casework.actions.service import end_service
from qorgan.casework.actions.sheet import begin_sheet, finalise_sheet, save_sheet
from qorgan.casework.actions.task import end_task, give_task, make_task, resume_task
from qorgan.casework.choices import Sheet
from qorgan.casework.forms import AddDocument, ChooseWorker, EndService, EndTask, MakeTask, WriteNote
from qorgan.casework.models import CaseService, CaseSheet, Document, Note, Task
from qorgan.casework.pages.case import asked, crumbs_of
from qorgan.casework.pages.case_list import address_of
from qorgan.forms.binding import Bound, bind
from qorgan.forms.models import AnswersChanged
from qorgan.forms.rendering import fill, read
from qorgan.forms.settling import conflict, decided, version_of
from qorgan.forms.submission import asked as pressed
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb
from qorgan.vault.papers import MEDIA_TYPES


def sheet_address(sheet: CaseSheet) -> str:
    """The page of a form."""
    return reverse("case_sheet", args=[sheet.ref])


@page(needs=access.CASE_CHANGE, methods=("POST",))
def sheet_begin(request: PageRequest, ref: str) -> HttpResponse:
    """Begins a form, or a correction of a final one."""
    found = queries.case(request.by, ref)
    kind = request.POST.get("kind", "")
    if kind not in Sheet.values:
        raise Http404
    replaces = None
    if request.POST.get("replaces"):
        replaces = queries.part(CaseSheet, request.by, request.POST["replaces"])
    try:
        sheet = begin_sheet(by=request.by, case=found, kind=Sheet(kind), replaces=replaces)
    except RuleBroken as broken:
        return render(request, "casework/refused.html", {"problem": broken.message, "crumbs": crumbs_of(found)}, status=422)
    return redirect(sheet_address(sheet))


@page(needs=access.CASE_READ, methods=("GET", "POST"))
def case_sheet(request: PageRequest, ref: str) -> HttpResponse:
    """One form: filled in while it is a draft, read when it is final."""
    sheet = _sheet(request, ref)
    if request.method == "POST":
        request.by.require(access.CASE_CHANGE)
        return _posted(request, sheet)
    return render(request, "casework/sheet.html", _shown(request, sheet), partials=("sheet",))


def _sheet(request: PageRequest, ref: str) -> CaseSheet:
    found = queries.part(CaseSheet, request.by, ref)
    return CaseSheet.objects.visible_to(request.by).select_related("form_version", "case", "case__child").get(pk=found.pk)


def _shown(request: PageRequest, sheet: CaseSheet, bound: Bound | None = None, **more: Any) -> dict[str, Any]:
    may_change = sheet.finalised_at is None and sheet.case.is_open and request.by.may(access.CASE_CHANGE)
    form, address = sheet.form_version.form, sheet_address(sheet)
    screen = (
        fill(bound or bind(form, None, sheet.answers), part="sheet", endpoint=address, level=2)
        if may_change
        else read(form, sheet.answers, part="sheet", level=2)
    )
    return {
        "sheet": sheet,
        "case": sheet.case,
        "version": sheet.version,
        "saved_at": sheet.saved_at,
        "may_change": may_change,
        "may_correct": sheet.finalised_at is not None and sheet.case.is_open and request.by.may(access.CASE_CHANGE),
        "screen": screen,
        "address": address,
        "crumbs": crumbs_of(sheet.case, Crumb(_("Forms"), f"{address_of(sheet.case)}?part=forms"), Crumb(sheet.get_kind_display())),
        **more,
    }


def _posted(request: PageRequest, sheet: CaseSheet) -> HttpResponse:
    verb = pressed(request.POST).verb
    bound = decided(sheet.form_version.form, request.POST, sheet.answers, final=verb == "finalise")
    expected = version_of(request.POST, sheet, bound)
    more: dict[str, Any] = {}
    try:
        if verb == "finalise" and bound.is_valid:
            finalise_sheet(by=request.by, sheet=sheet, bound=bound, expected=expected)
            return redirect(address_of(sheet.case))
        if verb in ("autosave", "save"):
            save_sheet(by=request.by, sheet=sheet, bound=bound, expected=expected)
            if verb == "save":
                return redirect(sheet_address(sheet))
    except AnswersChanged:
        return _differing(request, _sheet(request, sheet.ref), bound, verb)
    except RuleBroken as broken:
        more = {"problem": broken.message}
    context = _shown(request, sheet, bound, **more)
    if verb == "autosave" and not more:
        return render(request, "forms/saved.html", context)
    is_wrong = bool(more) or (verb == "finalise" and not bound.is_valid)
    return render(request, "casework/sheet.html", context, partials=("sheet",), status=422 if is_wrong else 200)


def _differing(request: PageRequest, sheet: CaseSheet, bound: Bound, verb: str) -> HttpResponse:
    """The form was saved by somebody else since this page read it: each answer that differs is chosen."""
    context = _shown(request, sheet, bound, **conflict(request.POST, sheet, bound))
    if verb in ("autosave", "update"):  # htmx aims at the line below the answers: the choice stands in their place
        answer = render(request, "forms/conflict.html", context | {"is_part": True}, status=422)
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#sheet", "outerHTML"
        return answer
    return render(request, "casework/sheet.html", context, status=422)


@page(needs=access.CASE_CHANGE, methods=("GET", "POST"))
def task_new(request: PageRequest, ref: str) -> HttpResponse:
    """A task by hand."""
    found = queries.case(request.by, ref)
    form = MakeTask(request.POST or None, case=found, initial={"to": str(found.owner or "")})
    return asked(request, form, make_task, title=_("New task"), verb=_("Make the task"), case=found, about={"case": found})


@page(needs=access.CASE_CHANGE, methods=("GET", "POST"))
def task_end(request: PageRequest, ref: str) -> HttpResponse:
    """A task is done, or not needed any more."""
    task = queries.part(Task, request.by, ref)
    notes = [task.what] if task.what else [task.get_kind_display()]
    form = EndTask(request.POST or None, initial={"state": "done"})
    return asked(request, form, end_task, title=_("End the task"), verb=_("Keep"), case=task.case, notes=notes, about={"task": task})


@page(needs=access.CASE_CHANGE, methods=("GET", "POST"))
def task_give(request: PageRequest, ref: str) -> HttpResponse:
    """A task goes to somebody else."""
    task = queries.part(Task, request.by, ref)
    form = ChooseWorker(request.POST or None, case=task.case, without=[task.assignee])
    return asked(
        request, form, give_task, title=_("Give the task to somebody else"), verb=_("Give"), case=task.case, about={"task": task}
    )


@page(needs=access.CASE_CHANGE, methods=("POST",))
def task_resume(request: PageRequest, ref: str) -> HttpResponse:
    """A task that was ended by a slip."""
    task = queries.part(Task, request.by, ref)
    try:
        resume_task(by=request.by, task=task)
    except RuleBroken as broken:
        return render(request, "casework/refused.html", {"problem": broken.message, "crumbs": crumbs_of(task.case)}, status=422)
    return redirect(address_of(task.case))


@page(needs=access.NOTE_WRITE, methods=("GET", "POST"))
def note_new(request: PageRequest, ref: str) -> HttpResponse:
    """A note; `corrects` names the one that it puts right."""
    found = queries.case(request.by, ref)
    asked_for = request.GET.get("corrects") or request.POST.get("corrects")
    earlier = queries.part(Note, request.by, asked_for) if asked_for else None
    form = WriteNote(request.POST or None, initial={"subject": earlier.subject or "", "text": earlier.text} if earlier else None)
    then = f"{address_of(found)}?part=papers"
    return asked(
        request,
        form,
        write_note,
        title=_("Note"),
        verb=_("Keep the note"),
        case=found,
        then=then,
        about={"case": found, "corrects": earlier},
    )


@page(needs=access.DOCUMENT_ADD, methods=("GET", "POST"))
def document_new(request: PageRequest, ref: str) -> HttpResponse:
    """A document is added."""
    found = queries.case(request.by, ref)
    form = AddDocument(request.POST or None, request.FILES or None)
    then = f"{address_of(found)}?part=papers"
    return asked(
        request,
        form,
        add_document,
        title=_("Add a document"),
        verb=_("Keep the document"),
        case=found,
        then=then,
        about={"case": found},
    )


@page(needs=access.CASE_READ, methods=("POST",))
def document_open(request: PageRequest, ref: str) -> HttpResponse:
    """The content, as a download that no browser runs; by a form, because opening is written down."""
    document = queries.part(Document, request.by, ref)
    try:
        content = open_document(by=request.by, document=document)
    except RuleBroken as broken:
        return render(request, "casework/refused.html", {"problem": broken.message, "crumbs": crumbs_of(document.case)}, status=422)
    answer = HttpResponse(content, content_type=MEDIA_TYPES[document.kind])
    answer["Content-Disposition"] = content_disposition_header(True, document.name) or "attachment"
    return answer


@page(needs=access.DOCUMENT_ADD, methods=("POST",))
def document_remove(request: PageRequest, ref: str) -> HttpResponse:
    """The file goes; that it was there stays."""
    document = queries.part(Document, request.by, ref)
    try:
        remove_document(by=request.by, document=document)
    except RuleBroken as broken:
        return render(request, "casework/refused.html", {"problem": broken.message, "crumbs": crumbs_of(document.case)}, status=422)
    return redirect(f"{address_of(document.case)}?part=papers")


@page(needs=access.CASE_CHANGE, methods=("GET", "POST"))
def service_end(request: PageRequest, ref: str) -> HttpResponse:
    """A service was given, or it will not be."""
    service = queries.part(CaseService, request.by, ref)
    return asked(
        request,
        EndService(request.POST or None),
        end_service,
        title=_("The service"),
        verb=_("Keep"),
        case=service.case,
        about={"service": service},
    )
