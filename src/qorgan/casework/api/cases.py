"""Routes of casework: cases, their head, tasks and notes. What a screen shows of a case, a program reads; nothing more."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Field, Query

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.casework import access, queries
from qorgan.casework.actions.case import change_case, open_case
from qorgan.casework.actions.note import write_note
from qorgan.casework.actions.task import end_task, make_task
from qorgan.casework.choices import Risk, Stage, State, TaskKind, TaskState
from qorgan.casework.faults import ChangedMeanwhile
from qorgan.casework.models import Case, Note, Task
from qorgan.children.models import Child
from qorgan.children.queries.whole import child as child_of
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.ui.api.door import Answer, ApiRequest, Door, must_be_version
from qorgan.ui.api.gates import house_of
from qorgan.ui.api.paging import Following, Paging, changed_since, page_of
from qorgan.ui.api.problems import stale
from qorgan.ui.api.shapes import Asked, Code, Moment, MomentIn, Named, Ref, Shape, named, one_of, texts

door = Door("Cases", widens=(access.CASE_OVERSEE,))
StateCode = one_of(State)
StageCode = one_of(Stage)
RiskCode = one_of(Risk)
TaskKindCode = one_of(TaskKind)
TaskStateCode = one_of(TaskState)


class ChildNamed(Shape):
    """The child of a case by its public number; the name stands in the child's own record."""

    ref: Ref
    number: str = Field(examples=["4K7M-29QX"])


class CaseLine(Shape):
    """A case as it stands in a list."""

    ref: Ref
    number: str = Field(examples=["K-418"])
    child: ChildNamed | None = Field(description="Null where the key may know the case and not the child")
    organisation: Named
    place: Named
    state: StateCode
    stage: StageCode = Field(description="Worked out from the record; nobody sets it")
    risk: RiskCode
    is_urgent: bool
    is_assigned: bool = Field(description="Whether a worker answers for it; otherwise it waits for a supervisor")
    concerns: list[str] = Field(description="Codes of the country's list of concerns")
    legal_ground: str
    opened_at: Moment
    closed_at: Moment | None
    closure_reason: str
    version: int = Field(ge=1)


class CaseWhole(CaseLine):
    """One case with what is known of it in words."""

    story: str


class Cases(Shape):
    """One page of cases."""

    items: list[CaseLine]
    next: str | None = Field(description="The address of the next page; null at the end")


class CasesWanted(Following):
    """Which cases."""

    state: StateCode | None = None
    risk: RiskCode | None = None
    stage: StageCode | None = None
    is_urgent: bool | None = None


class CaseOpened(Asked):
    """A case for a child that is registered. It waits for a worker of the key's organisation."""

    child: Ref
    place: Ref = Field(description="Where the child lives: the `ref` of a place")
    risk: RiskCode
    concerns: list[Code] = Field(min_length=1, max_length=40)
    legal_ground: Code
    story: texts(10_000) = ""
    is_urgent: bool = False
    opened_at: MomentIn | None = None


class HeadChanged(Asked):
    """The head of a case: what is named is changed, the rest stays."""

    risk: RiskCode | None = None
    is_urgent: bool | None = None
    concerns: list[Code] | None = Field(None, min_length=1, max_length=40)
    legal_ground: Code | None = None
    place: Ref | None = None
    story: texts(10_000) | None = None


class TaskShape(Shape):
    """Something to be done in a case."""

    ref: Ref
    kind: TaskKindCode
    what: str
    state: TaskStateCode
    due_at: Moment
    is_overdue: bool
    made_at: Moment
    ended_at: Moment | None
    outcome: str
    version: int = Field(ge=1)


class Tasks(Shape):
    """One page of tasks."""

    items: list[TaskShape]
    next: str | None


class TaskMade(Asked):
    """A task by hand, for whoever answers for the case."""

    what: texts(1_000, 1)
    due_at: MomentIn


class TaskEnded(Asked):
    """How a task ended; a dropped one says why."""

    state: TaskStateCode = Field(description="`done` or `dropped`")
    outcome: texts(2_000) = ""


class NoteShape(Shape):
    """A note. It is never changed; a correction is a further note."""

    ref: Ref
    written_at: Moment
    subject: str
    text: str
    corrects: Ref | None


class Notes(Shape):
    """One page of notes."""

    items: list[NoteShape]
    next: str | None


class NoteWritten(Asked):
    """A note, or a correction of an earlier one."""

    text: texts(20_000, 1)
    subject: texts(200) = ""
    corrects: Ref | None = None


def _rows(by: Principal) -> Any:
    """The cases that a key may know. Their children are asked for apart: a join with one that is hidden would hide the case."""
    return Case.objects.visible_to(by).select_related("place", "organisation")


def case_of(request: ApiRequest, ref: str) -> Case:
    """One case that the key may know. Raises Refused for one that is hidden or absent."""
    found: Case | None = _rows(request.by).filter(ref=ref).first()
    if found is None:
        raise Refused("case")
    return found


def _children(by: Principal, cases: list[Case]) -> dict[Any, ChildNamed]:
    """The children of these cases that the key may know, with one query."""
    rows = Child.objects.visible_to(by).filter(pk__in={case.child_id for case in cases})
    return {one.pk: ChildNamed(ref=one.ref, number=str(one)) for one in rows}


def _line(case: Case, children: dict[Any, ChildNamed]) -> dict[str, Any]:
    return {
        "ref": case.ref,
        "number": str(case),
        "child": children.get(case.child_id),
        "organisation": named(case.organisation),
        "place": named(case.place),
        "is_assigned": case.owner is not None,
        **{name: getattr(case, name) for name in ("state", "stage", "risk", "is_urgent", "concerns", "legal_ground", "opened_at",
                                                  "closed_at", "closure_reason", "version")},
    }  # fmt: skip


def _whole(by: Principal, case: Case) -> CaseWhole:
    return CaseWhole(**_line(case, _children(by, [case])), story=case.story or "")


def _task(task: Task) -> TaskShape:
    plain = {name: getattr(task, name) for name in ("ref", "kind", "state", "due_at", "is_overdue", "made_at", "ended_at", "version")}
    return TaskShape(**plain, what=task.what or "", outcome=task.outcome or "")


def _note(note: Note) -> NoteShape:
    corrects = note.corrects.ref if note.corrects_id and note.corrects else None
    return NoteShape(ref=note.ref, written_at=note.written_at, subject=note.subject or "", text=note.text, corrects=corrects)


def place_named(ref: str) -> Place:
    """A place by its public id. Raises RuleBroken for none."""
    found = Place.objects.filter(ref=ref).first()
    if found is None:
        raise RuleBroken(_("There is no such place."), field="place")
    return found


@door.get("/cases", needs=access.CASE_READ, gives=Cases)
def list_cases(request: ApiRequest, wanted: Query[CasesWanted]) -> Cases:
    """List cases."""
    rows = changed_since(_rows(request.by), wanted)
    for name in ("state", "risk", "stage", "is_urgent"):
        value = getattr(wanted, name)
        rows = rows if value is None else rows.filter(**{name: value})
    children: dict[Any, ChildNamed] = {}

    def load(shown: list[Case]) -> None:
        children.update(_children(request.by, shown))

    return Cases(**page_of(request, rows, wanted, lambda case: CaseLine(**_line(case, children)), load=load))


@door.get("/cases/{slug:ref}", needs=access.CASE_READ, gives=CaseWhole, versioned=True)
def read_case(request: ApiRequest, ref: str) -> Answer:
    """Read one case."""
    found = case_of(request, ref)
    return Answer(_whole(request.by, found), version=found.version)


@door.post("/cases", needs=access.CASE_OPEN, gives=CaseWhole)
def open_a_case(request: ApiRequest, body: CaseOpened) -> Answer:
    """Open a case.

    The limits of its risk level begin to run at `opened_at`, or now. The child must be one that the key may know.
    """
    by = request.by
    given = body.model_dump(exclude={"child", "place"})
    organisation = Organisation.objects.get(pk=house_of(by))
    made = open_case(by=by, child=child_of(by, body.child), organisation=organisation, place=place_named(body.place), **given)
    return Answer(_whole(by, made), version=made.version, location=f"/api/v1/cases/{made.ref}")


@door.patch("/cases/{slug:ref}", needs=access.CASE_CHANGE, gives=CaseWhole)
def change_a_case(request: ApiRequest, ref: str, body: HeadChanged) -> Answer:
    """Change the head of a case."""
    found = case_of(request, ref)
    must_be_version(request, found.version)
    head: dict[str, Any] = {name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None}
    if "place" in head:
        head["place_id"] = place_named(head.pop("place")).pk
    try:
        changed = change_case(by=request.by, case=found, expected=found.version, head=head)
    except ChangedMeanwhile as meanwhile:
        raise stale(meanwhile.version) from None
    return Answer(_whole(request.by, case_of(request, ref)), version=changed.version)


@door.get("/cases/{slug:ref}/tasks", needs=access.CASE_READ, gives=Tasks)
def list_tasks(request: ApiRequest, ref: str, wanted: Query[Paging]) -> Tasks:
    """List the tasks of a case."""
    rows = Task.objects.visible_to(request.by).filter(case=case_of(request, ref))
    return Tasks(**page_of(request, rows, wanted, _task))


@door.post("/cases/{slug:ref}/tasks", needs=access.CASE_CHANGE, gives=TaskShape)
def make_a_task(request: ApiRequest, ref: str, body: TaskMade) -> Answer:
    """Make a task in a case."""
    made = make_task(by=request.by, case=case_of(request, ref), **body.model_dump())
    return Answer(_task(made), version=made.version)


@door.post("/tasks/{slug:ref}/end", needs=access.CASE_CHANGE, gives=TaskShape, status=200, versioned=True)
def end_a_task(request: ApiRequest, ref: str, body: TaskEnded) -> Answer:
    """End a task: done, or dropped with a reason."""
    if body.state == TaskState.OPEN:
        raise RuleBroken(_("A task ends done or dropped."), field="state")
    found = queries.part(Task, request.by, ref)
    held = Task.objects.visible_to(request.by).select_for_update(of=("self",)).get(pk=found.pk)
    must_be_version(request, held.version)
    ended = end_task(by=request.by, task=held, state=body.state, outcome=body.outcome)
    return Answer(_task(ended), version=ended.version)


@door.get("/cases/{slug:ref}/notes", needs=access.CASE_READ, gives=Notes)
def list_notes(request: ApiRequest, ref: str, wanted: Query[Paging]) -> Notes:
    """List the notes of a case."""
    rows = Note.objects.visible_to(request.by).select_related("corrects").filter(case=case_of(request, ref))
    return Notes(**page_of(request, rows, wanted, _note))


@door.post("/cases/{slug:ref}/notes", needs=access.NOTE_WRITE, gives=NoteShape)
def write_a_note(request: ApiRequest, ref: str, body: NoteWritten) -> Answer:
    """Write a note into a case."""
    corrects = queries.part(Note, request.by, body.corrects) if body.corrects else None
    made = write_note(by=request.by, case=case_of(request, ref), text=body.text, subject=body.subject, corrects=corrects)
    return Answer(_note(made))
