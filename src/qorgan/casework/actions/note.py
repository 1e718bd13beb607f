"""Notes: written once, corrected by a further one."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.casework import access
from qorgan.casework.events import NoteWritten
from qorgan.casework.models import Case, Note
from qorgan.journal.actions import action, record


@action(access.NOTE_WRITE)
def write_note(*, by: Principal, case: Case, text: str, subject: str = "", corrects: Note | None = None) -> Note:
    """Writes a note, also into a closed case: what becomes known later belongs to it. `corrects` names the earlier one."""
    if not text.strip():
        raise RuleBroken(_("There is nothing written yet."), field="text")
    if corrects is not None and corrects.case_id != case.id:
        raise RuleBroken(_("The note that is corrected belongs to another case."))
    note = Note.objects.create(
        case=case, writer=by.account, written_at=timezone.now(), subject=subject.strip() or None, text=text.strip(), corrects=corrects
    )
    record(NoteWritten(subject=case.id, note=note.id, corrects=corrects.id if corrects else None), by=by, about=(note.id,))
    return note
