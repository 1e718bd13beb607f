"""What a room above asks of a case that it opened or added to: the consent on file, the answer that is owed, the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.casework import access
from qorgan.casework.actions.decision import close_as
from qorgan.casework.actions.sheet import begin_sheet, finalise_sheet, save_sheet
from qorgan.casework.actions.standing import locked
from qorgan.casework.actions.task import arise, finish
from qorgan.casework.choices import Sheet, TaskKind
from qorgan.casework.models import Case, CaseSheet
from qorgan.casework.queries import is_touched
from qorgan.forms.binding import bind
from qorgan.journal.actions import action

OPENED_IN_ERROR = "opened_in_error"
"""The reason of closure, a code of the inter-agency forms that every country pack has."""


@action(access.CASE_CHANGE)
def file_consent(*, by: Principal, case: Case, answers: Mapping[str, Any]) -> CaseSheet:
    """Puts the consent, or the ground without it, on file: the consent form of the case, final where the answers are complete,
    a draft for the worker where something is missing. A draft that is there already is left as it is."""
    draft = CaseSheet.objects.visible_to(by).filter(case=case, kind=Sheet.CONSENT, finalised_at__isnull=True)
    is_begun = draft.exists()
    sheet = begin_sheet(by=by, case=case, kind=Sheet.CONSENT)
    if is_begun:
        return sheet
    form = sheet.form_version.form
    final = bind(form, dict(answers), sheet.answers, final=True)
    if final.is_valid:
        return finalise_sheet(by=by, sheet=sheet, bound=final, expected=sheet.version)
    return save_sheet(by=by, sheet=sheet, bound=bind(form, dict(answers), sheet.answers), expected=sheet.version)


def owe_answer(*, by: Principal, case: Case, arises_from: str) -> None:
    """Within a caller's action: somebody waits to hear, so a task arises under the limit of the pack (`case.answer`). What waits
    already is not doubled, and a closed case owes nothing by a limit."""
    with acting(access.DUTY):
        kept = locked(access.DUTY, case)
        if kept.is_open:
            arise(kept, TaskKind.ANSWER, by=by, since=timezone.now(), arises_from=arises_from)


def settle_answer(*, by: Principal, case: Case, arises_from: str) -> None:
    """Within a caller's action: what was owed was said; nothing happens where nothing was owed. Whoever said it (a counsellor)
    need not know the case."""
    with acting(access.DUTY):
        finish(locked(access.DUTY, case), TaskKind.ANSWER, by=by, arises_from=arises_from)


@action(access.CASE_CHANGE)
def take_case_back(*, by: Principal, case: Case) -> Case:
    """Closes a case that was opened by a slip. Raises RuleBroken once somebody has worked on it."""
    kept = locked(by, case)
    if not kept.is_open or is_touched(kept):
        raise RuleBroken(_("Somebody works on this case already."))
    close_as(kept, OPENED_IN_ERROR, by=by)
    return kept
