"""Routes of the forms of a case: begun, read with their definition, answered while they are drafts, finished."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Field, Query
from pydantic import JsonValue

from qorgan.access.refusals import Refused, RuleBroken
from qorgan.casework import access, queries
from qorgan.casework.actions.sheet import begin_sheet, finalise_sheet, save_sheet
from qorgan.casework.api.cases import case_of, door
from qorgan.casework.choices import Sheet
from qorgan.casework.models import CaseSheet
from qorgan.forms.models import AnswersChanged
from qorgan.forms.programs import FormShape, answered, shape_of
from qorgan.ui.api.door import Answer, ApiRequest, must_be_version
from qorgan.ui.api.paging import Paging, page_of
from qorgan.ui.api.problems import stale
from qorgan.ui.api.shapes import Asked, Moment, Ref, Shape, one_of

SheetCode = one_of(Sheet)
_NOT_REPLACED = _("Only a final form of the same kind and case is corrected.")


class CaseFormLine(Shape):
    """A form of a case as it stands in a list."""

    ref: Ref
    kind: SheetCode
    form_version: int
    is_final: bool = Field(description="A final form is only read; a correction is a new one that names it in `replaces`")
    begun_at: Moment
    saved_at: Moment | None
    finalised_at: Moment | None
    replaces: Ref | None
    version: int = Field(ge=1)


class CaseFormWhole(CaseFormLine):
    """A form of a case with its answers."""

    answers: dict[str, JsonValue] = Field(description="Typed, by the names of the form; a repeat is a list of rows")


class CaseForms(Shape):
    """One page of forms."""

    items: list[CaseFormLine]
    next: str | None


class CaseFormBegun(Asked):
    """A form to begin. Where a draft of this kind is there already, that one is given."""

    kind: SheetCode
    replaces: Ref | None = Field(None, description="The final form that it corrects, and with whose answers it begins")


class CaseFormAnswers(Asked):
    """Answers by the names of the form: what is named is changed, the rest stays."""

    answers: dict[str, JsonValue]


class CaseFormFinished(Asked):
    """The last answers, if any; then the form must be complete."""

    answers: dict[str, JsonValue] = Field(default_factory=dict)


def _line(of: CaseSheet) -> dict[str, Any]:
    plain = {name: getattr(of, name) for name in ("ref", "kind", "begun_at", "saved_at", "finalised_at", "version")}
    replaces = of.replaces.ref if of.replaces_id and of.replaces else None
    return {**plain, "form_version": of.form_version.number, "is_final": of.finalised_at is not None, "replaces": replaces}


def _whole(of: CaseSheet) -> Answer:
    return Answer(CaseFormWhole(**_line(of), answers=of.answers), version=of.version, location=f"/api/v1/forms/{of.ref}")


def _rows(request: ApiRequest) -> Any:
    return CaseSheet.objects.visible_to(request.by).select_related("form_version", "case", "replaces")


def _form(request: ApiRequest, ref: str) -> CaseSheet:
    found: CaseSheet | None = _rows(request).filter(ref=ref).first()
    if found is None:
        raise Refused("form")
    return found


def _kept(request: ApiRequest, ref: str, answers: dict[str, Any], *, is_final: bool) -> Answer:
    """Saves or finishes a draft at the version that the caller read."""
    found = _form(request, ref)
    must_be_version(request, found.version)
    bound = answered(found.form_version.form, answers, found.answers, final=is_final)
    act = finalise_sheet if is_final else save_sheet
    try:
        return _whole(act(by=request.by, sheet=found, bound=bound, expected=found.version))
    except AnswersChanged as changed:
        raise stale(changed.version) from None


@door.get("/cases/{slug:ref}/forms", needs=access.CASE_READ, gives=CaseForms)
def list_case_forms(request: ApiRequest, ref: str, wanted: Query[Paging]) -> CaseForms:
    """List the forms of a case."""
    rows = _rows(request).filter(case=case_of(request, ref))
    return CaseForms(**page_of(request, rows, wanted, lambda row: CaseFormLine(**_line(row))))


@door.post("/cases/{slug:ref}/forms", needs=access.CASE_CHANGE, gives=CaseFormWhole)
def begin_a_case_form(request: ApiRequest, ref: str, body: CaseFormBegun) -> Answer:
    """Begin a form of a case, or a correction of a final one."""
    case = case_of(request, ref)
    replaces = queries.part(CaseSheet, request.by, body.replaces) if body.replaces else None
    if replaces is not None and (replaces.case_id, replaces.kind, replaces.finalised_at is None) != (case.pk, body.kind, False):
        raise RuleBroken(_NOT_REPLACED, field="replaces")
    return _whole(begin_sheet(by=request.by, case=case, kind=Sheet(body.kind), replaces=replaces))


@door.get("/forms/{slug:ref}", needs=access.CASE_READ, gives=CaseFormWhole, versioned=True)
def read_case_form(request: ApiRequest, ref: str) -> Answer:
    """Read a form of a case with its answers."""
    return _whole(_form(request, ref))


@door.get("/forms/{slug:ref}/definition", needs=access.CASE_READ, gives=FormShape)
def read_case_form_definition(request: ApiRequest, ref: str) -> FormShape:
    """Read the definition of a form: its questions and lists, as they were when it was begun."""
    return shape_of(_form(request, ref).form_version)


@door.patch("/forms/{slug:ref}", needs=access.CASE_CHANGE, gives=CaseFormWhole)
def answer_a_case_form(request: ApiRequest, ref: str, body: CaseFormAnswers) -> Answer:
    """Give answers of a draft."""
    return _kept(request, ref, body.answers, is_final=False)


@door.post("/forms/{slug:ref}/finish", needs=access.CASE_CHANGE, gives=CaseFormWhole, status=200, versioned=True)
def finish_a_case_form(request: ApiRequest, ref: str, body: CaseFormFinished) -> Answer:
    """Finish a form: its answers move the case, and are only read from then on."""
    return _kept(request, ref, body.answers, is_final=True)
