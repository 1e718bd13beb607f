"""The two pages by which every register takes in a list: the form for the file, and what the list would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.places import queries
from qorgan.places.choices import SheetKind
from qorgan.places.forms import MapColumns, UploadSheet
from qorgan.places.models import SheetDraft
from qorgan.places.sheets import Field, Sheet, guessed, read_sheet
from qorgan.ui.pages import PageRequest, render
from qorgan.ui.pieces import Crumb

SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class SheetPages:
    """What one register's lists are: `plan` says what a list would change (it has a `tally`), `carry_out` is the action.

    `home` gives the crumb of the register's list, `check` names the second page's address, `similar` the rows that may be
    known under another name, as the template draws them.
    """

    kind: SheetKind
    title: Promise
    home: Callable[[], Crumb]
    check: str
    fields: Callable[[], Sequence[Field]]
    keep: Callable[..., SheetDraft]
    plan: Callable[[PageRequest, Sheet, Mapping[str, int]], Any]
    carry_out: Callable[..., Any]
    similar: Callable[[Any], list[dict[str, Any]]] = lambda plan: []  # noqa: ARG005  # most registers tell none apart

    def upload(self, request: PageRequest) -> HttpResponse:
        """The form for the file."""
        form = UploadSheet(request.POST, request.FILES) if request.method == "POST" else UploadSheet()
        if form.is_bound and form.is_valid():
            where = form.perform(self.keep, by=request.by, then=self._address)
            if where:
                return redirect(where)
        return render(request, "places/sheet_upload.html", {**self._frame(), "form": form}, status=422 if form.is_bound else 200)

    def look(self, request: PageRequest, ref: str) -> HttpResponse:
        """What the list would change, under the columns chosen; a POST does it."""
        by, draft, frame = request.by, queries.draft(request.by, ref, self.kind), self._frame()
        if draft.outcome is not None:
            return render(request, "places/sheet_done.html", {**frame, "back": self.home().url, "counts": draft.outcome})
        sheet, fields = read_sheet(bytes(draft.content)), self.fields()
        is_posted = request.method == "POST"
        given = request.POST if is_posted else request.GET if any(one.name in request.GET for one in fields) else None
        form = MapColumns(given, sheet=sheet, fields=fields, guess=guessed(sheet, fields))
        plan = self.plan(request, sheet, form.mapping)
        if is_posted and form.is_valid():
            where = form.perform(self.carry_out, by=by, then=self._address(draft), draft=draft, plan=plan)
            if where:
                return redirect(where)
        found = {"tally": plan.tally, "problems": plan.tally.problems[:SHOWN], "similar": self.similar(plan)[:SHOWN]}
        context = {**frame, **found, "back": self.home().url, "form": form, "rows": len(sheet.lines)}
        return render(request, "places/sheet_check.html", context, status=422 if is_posted else 200)

    def _frame(self) -> dict[str, Any]:
        return {"title": self.title, "crumbs": [self.home(), Crumb(_("Import a list"))]}

    def _address(self, draft: SheetDraft) -> str:
        return reverse(self.check, args=[draft.ref])
