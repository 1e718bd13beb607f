"""One case: its story, forms, plan, people and papers, and what may be done in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.db.models import TextChoices
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.casework import access, codes, queries, rules
from qorgan.casework.actions.case import assign_case, change_case, open_case, share_case, take_case, unshare_case
from qorgan.casework.actions.decision import HINDRANCES, hindrances
from qorgan.casework.choices import ApprovalFor, ApprovalState, Risk, ServiceState, Sheet, Stage, TaskKind, TaskState, TransferState
from qorgan.casework.faults import ChangedMeanwhile
from qorgan.casework.forms import ChangeCase, ChooseWorker, OpenCase, head_of
from qorgan.casework.models import Case
from qorgan.casework.pages.case_list import RISK_BARS, address_of
from qorgan.casework.slots import DO, SIDE, TIMELINE, Doing
from qorgan.children.models import Child
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.ui.conflicts import differences, settled
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb, Happened, Step, Tab

TABS = (
    ("story", _("Story")),
    ("forms", _("Forms")),
    ("papers", _("Notes and documents")),
    ("readers", _("Who looked")),
)


def crumbs_of(case: Case, *more: Crumb) -> list[Crumb]:
    """The way to a case, and further."""
    return [Crumb(_("Cases"), reverse("cases")), Crumb(str(case), address_of(case)), *more]


@page(needs=access.CASE_READ)
def case(request: PageRequest, ref: str) -> HttpResponse:
    """The page of a case; rooms above add to its story, its side and its buttons."""
    by, found = request.by, queries.case(request.by, ref)
    tasks = queries.tasks(by, found)
    still = [task for task in tasks if task.state == TaskState.OPEN]
    tab = request.GET.get("part", "story")
    tab = tab if tab in dict(TABS) else "story"
    address, counts = address_of(found), queries.parts_of(by, found)
    context: dict[str, Any] = {
        "case": found,
        "crumbs": crumbs_of(found),
        "age": found.child.age_on(timezone.localdate()),
        "bars": RISK_BARS[Risk(found.risk)],
        "steps": [Step(step.label, state) for step, state in rules.steps(Stage(found.stage))],
        "tabs": [Tab(label, f"{address}?part={key}", key == tab, counts.get(key)) for key, label in TABS],
        "tab": tab,
        "people": queries.people(by, found),
        "may_work": found.is_open and by.may(access.CASE_CHANGE),
        "has_plan": queries.has_final(by, found, Sheet.PLAN),
        "tasks": tasks,
        "tasks_open": len(still),
        "tasks_ended": len(tasks) - len(still),
        "next": still[0] if still else None,
        "services": queries.services(by, found),
        "kinds": queries.service_kinds(),
        "approvals": queries.waiting(by, found),
        "transfers": queries.transfers(by, found),
        "concerns": [codes.name("concerns", one) for one in found.concerns],
        "ground": codes.name("legal_grounds", found.legal_ground),
        "side": list(SIDE(request, case=found)),
        "doings": [*_doings(request, found), *DO(request, case=found)],
        "helpers": queries.helpers(found),
    }
    people = [found.owner, *context["helpers"], *(task.assignee for task in context["tasks"])]
    people += [one.asked_by for one in context["approvals"]]
    context["names"] = queries.named(people)
    return render(request, "casework/case.html", {**context, **_PARTS[tab](request, found, context)})


def _doings(request: PageRequest, case: Case) -> list[Doing]:
    by = request.by
    if not by.may(access.CASE_CHANGE):
        return []
    if not case.is_open:
        return [Doing(_("Open again"), reverse("case_reopen", args=[case.ref]), "folder")] if by.may(access.CASE_REOPEN) else []
    doings = [
        Doing(_("Task"), reverse("task_new", args=[case.ref]), "plus"),
        Doing(_("Note"), reverse("note_new", args=[case.ref]), "pencil", is_primary=True),
    ]
    if by.may(access.CASE_ASSIGN):
        doings.insert(0, Doing(_("Give to a worker"), reverse("case_assign", args=[case.ref]), "user-check"))
    return doings


def words(by: Principal, case: Case, page: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The words for codes and ids in the fields of events, by field; those of one verb alone by `verb.field`.

    `page` is what the page has read already: its tasks, its services, the kinds of services.
    """
    kinds = page["kinds"]
    return {
        "risk": {key: f"{_('Risk:')} {label}" for key, label in Risk.choices},
        "stage": _labels(Stage),
        "kind": {**kinds, **_labels(TaskKind), **_labels(Sheet)},
        "reason": dict(codes.options("closure_reasons")),
        "what": _labels(ApprovalFor),
        "task": {str(task.pk): task.what or "" for task in page["tasks"]},
        "note": {str(note.pk): note.subject or "" for note in queries.notes(by, case)},
        "service": {str(one.pk): kinds.get(one.kind, one.kind) for one in page["services"]},
        "casework.task.ended.state": _labels(TaskState),
        "casework.service.moved.state": _labels(ServiceState),
        "casework.transfer.ended.state": _labels(TransferState),
        "casework.approval.decided.state": _labels(ApprovalState),
    }


def _labels(choices: type[TextChoices]) -> dict[str, str]:
    return {key: str(label) for key, label in choices.choices}


GROUPS = (
    ("", _("All")),
    ("contact", _("Contact")),
    ("case", _("Case")),
    ("referrals", _("Referrals")),
    ("answer", _("Answer")),
)
"""How the story can be read; lines of rooms above say their group themselves."""


def _story(request: PageRequest, case: Case, page: dict[str, Any]) -> dict[str, Any]:
    """One list from the first message to the outcome, or one group of it."""
    lines: list[Happened] = queries.story(case, words=words(request.by, case, page))
    for more in TIMELINE(request, case=case):
        lines += more
    group = request.GET.get("show", "")
    group = group if group in dict(GROUPS) else ""
    shown = [line for line in lines if not group or line.group == group]
    tabs = [Tab(label, f"{address_of(case)}?show={key}" if key else address_of(case), key == group) for key, label in GROUPS]
    return {"story": sorted(shown, key=lambda line: line.at), "groups": tabs}


def _forms(request: PageRequest, case: Case, _page: dict[str, Any]) -> dict[str, Any]:
    held = queries.sheets(request.by, case)
    groups = []
    for kind in Sheet:
        of_kind = [one for one in held if one.kind == kind]
        has_final = any(one.finalised_at for one in of_kind)
        has_draft = any(not one.finalised_at for one in of_kind)
        may_begin = (
            request.by.may(access.CASE_CHANGE) and not has_draft and rules.may_begin(kind, is_open=case.is_open, has_final=has_final)
        )
        groups.append({"kind": kind, "sheets": of_kind, "may_begin": may_begin})
    return {"groups": groups}


def _papers(request: PageRequest, case: Case, _page: dict[str, Any]) -> dict[str, Any]:
    notes, documents = queries.notes(request.by, case), queries.documents(request.by, case)
    writers = queries.named([*(one.writer for one in notes), *(one.added_by for one in documents)])
    return {"notes": notes, "documents": documents, "writers": writers}


def _readers(request: PageRequest, case: Case, _page: dict[str, Any]) -> dict[str, Any]:
    return {"readers": queries.readers(case)}


_PARTS: dict[str, Callable[[PageRequest, Case, dict[str, Any]], dict[str, Any]]] = {
    "story": _story,
    "forms": _forms,
    "papers": _papers,
    "readers": _readers,
}


def asked(
    request: PageRequest,
    form: Any,
    act: Callable[..., Any],
    *,
    title: Promise | str,
    verb: Promise | str,
    case: Case,
    then: str = "",
    notes: Iterable[Any] = (),
    about: dict[str, Any] | None = None,
) -> HttpResponse:
    """One form about one case: the same page for every change. `about` is what the action is given beside the form's command."""
    if form.is_bound and form.is_valid():
        where = form.perform(act, by=request.by, then=then or address_of(case), **(about or {}))
        if where:
            return redirect(where)
    context = {"form": form, "title": title, "verb": verb, "back": address_of(case), "notes": list(notes)}
    context["crumbs"] = crumbs_of(case, Crumb(title))
    return render(request, "casework/form.html", context, status=422 if form.is_bound else 200)


def _child(by: Principal, ref: str) -> Child:
    found = Child.objects.visible_to(by).select_related("place").filter(ref=ref).first()
    if found is None:
        raise Refused("child")
    return found


def _after_opening(by: Principal, case: Case) -> str:
    """The case, for who may know it; a worker who leaves it to others goes on with their own."""
    return address_of(case) if case.owner == by.account_id or by.may(access.CASE_OVERSEE) else reverse("cases")


@page(needs=access.CASE_OPEN, methods=("GET", "POST"))
def case_new(request: PageRequest, child: str) -> HttpResponse:
    """A case for a registered child, in the reader's own organisation."""
    by = request.by
    found = _child(by, child)
    organisation = Organisation.objects.get(pk=min(by.organisations))
    form = OpenCase(request.POST or None, by=by, initial={"place": found.place.ref if found.place else ""})
    if form.is_bound and form.is_valid():
        where = form.perform(open_case, by=by, then=partial(_after_opening, by), child=found, organisation=organisation)
        if where:
            return redirect(where)
    context = {"form": form, "title": _("Open a case"), "verb": _("Open the case"), "back": reverse("cases"), "notes": [found.name]}
    context["crumbs"] = [Crumb(_("Cases"), reverse("cases")), Crumb(_("Open a case"))]
    return render(request, "casework/form.html", context, status=422 if form.is_bound else 200)


@page(needs=access.CASE_CHANGE, methods=("GET", "POST"))
def case_change(request: PageRequest, ref: str) -> HttpResponse:
    """The head of a case. Two people at once: each field that differs is shown, and the writer chooses."""
    found = queries.case(request.by, ref)
    form = ChangeCase(request.POST or None, case=found)
    crumbs = crumbs_of(found, Crumb(_("Change the case")))
    if form.is_bound and form.is_valid():
        if not _is_decided(request, form, found):
            return _differing(request, form, found, crumbs)
        try:
            where = form.perform(_change_head, by=request.by, then=address_of(found), case=found)
        except ChangedMeanwhile:
            return _differing(request, form, queries.case(request.by, ref), crumbs)
        if where:
            return redirect(where)
    context = {"form": form, "title": _("Change the case"), "verb": _("Keep"), "back": address_of(found), "crumbs": crumbs}
    return render(request, "casework/form.html", context, status=422 if form.is_bound else 200)


def _change_head(*, by: Principal, case: Case, place: Place, version: int, **head: Any) -> Case:
    return change_case(by=by, case=case, expected=version, head={**head, "place_id": place.id})


def _is_decided(request: PageRequest, form: ChangeCase, case: Case) -> bool:
    """Whether the form was read from the case as it is now, or every difference to it was chosen; then it holds the choices."""
    if form.cleaned_data["version"] == case.version:
        return True
    chosen = settled(form, head_of(case), request.POST.dict()) if request.POST.get("seen") == str(case.version) else None
    if chosen is not None:
        form.cleaned_data |= chosen | {"version": case.version}
    return chosen is not None


def _differing(request: PageRequest, form: ChangeCase, case: Case, crumbs: list[Crumb]) -> HttpResponse:
    found, same = differences(form, head_of(case))
    carried = [(name, value) for name, values in request.POST.lists() if name in form.fields for value in values]
    context = {"case": case, "differences": found, "same": same, "carried": carried, "problem": ChangedMeanwhile.message}
    context |= {"who": _("Kept now"), "at": timezone.now(), "crumbs": crumbs, "back": address_of(case)}
    return render(request, "casework/conflict.html", context, status=422)


@page(needs=access.CASE_ASSIGN, methods=("GET", "POST"))
def case_assign(request: PageRequest, ref: str) -> HttpResponse:
    """Who answers for the case."""
    found = queries.case(request.by, ref)
    form = ChooseWorker(request.POST or None, case=found, without=[found.owner])
    return asked(request, form, assign_case, title=_("Give to a worker"), verb=_("Give"), case=found, about={"case": found})


@page(needs=access.CASE_CHANGE, methods=("GET", "POST"))
def case_share(request: PageRequest, ref: str) -> HttpResponse:
    """A colleague is asked to help."""
    found = queries.case(request.by, ref)
    form = ChooseWorker(request.POST or None, case=found, without=[found.owner, *queries.helpers(found)])
    return asked(request, form, share_case, title=_("Ask a colleague to help"), verb=_("Ask"), case=found, about={"case": found})


@page(needs=access.CASE_CHANGE, methods=("POST",))
def case_unshare(request: PageRequest, ref: str) -> HttpResponse:
    """The colleague no longer helps."""
    found = queries.case(request.by, ref)
    helper = next((one for one in queries.helpers(found) if str(one) == request.POST.get("account")), None)
    if helper is not None:
        unshare_case(by=request.by, case=found, account=helper)
    return redirect(address_of(found))


@page(needs=access.CASE_OVERSEE, methods=("POST",))
def case_take(request: PageRequest, ref: str) -> HttpResponse:
    """Whoever oversees takes a waiting case."""
    found = queries.case(request.by, ref)
    try:
        take_case(by=request.by, case=found)
    except RuleBroken as broken:
        return render(request, "casework/refused.html", {"problem": broken.message, "crumbs": crumbs_of(found)}, status=422)
    return redirect(address_of(found))


def closing_notes(request: PageRequest, case: Case) -> list[Any]:
    """What stands in the way of closing."""
    return [HINDRANCES[one.code] for one in hindrances(request.by, case)]
