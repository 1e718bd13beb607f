"""The report of an offence: made, or consciously not made and countersigned by a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.intake import danger_access as access
from qorgan.intake import danger_limits as limits
from qorgan.intake.actions.danger import locked
from qorgan.intake.danger_choices import REPORT_WAYS, Duty, Way
from qorgan.intake.danger_events import OffenceNotReported, OffenceReported, OmissionCountersigned
from qorgan.intake.danger_pack import danger as pack
from qorgan.intake.danger_pack import demand
from qorgan.intake.models import Danger, DutyReport
from qorgan.journal.actions import action, record
from qorgan.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Told:
    """How an offence was told: which, to whom, when, by which way, and the number the body gave."""

    offence: str
    to: Organisation
    way: Way
    at: datetime
    body_number: str = ""
    note: str = ""


@action(access.DUTY_REPORT)
def report_offence(*, by: Principal, danger: Danger, told: Told) -> DutyReport:
    """Writes down that an offence was reported; the clock of the duty ends. Raises RuleBroken for a recipient that takes no
    reports, another way, or a time to come.
    """
    demand(pack().offences, told.offence, field="offence")
    if not told.to.kind.may_receive_report:
        raise RuleBroken(_("The duty to report is not fulfilled by telling this organisation."), field="to")
    if told.way not in REPORT_WAYS:
        raise RuleBroken(_("Choose from the list."), field="way")
    if told.at > timezone.now():
        raise RuleBroken(_("This time is still to come."), field="at")
    held = locked(by, danger)
    made = DutyReport(
        danger=held, outcome=Duty.MADE, offence=told.offence, to=told.to, way=told.way, reported_at=told.at,
        body_number=told.body_number.strip() or None, note=told.note.strip() or None, written_by=by.account,
        written_at=timezone.now(),
    )  # fmt: skip
    made.save(force_insert=True)
    _settled(held)
    record(
        OffenceReported(subject=held.pk, report=made.pk, offence=told.offence, way=str(told.way), to=told.to.pk),
        by=by, about=(held.arises_from,),
    )  # fmt: skip
    return made


@action(access.DUTY_REPORT)
def omit_report(*, by: Principal, danger: Danger, reason: str, note: str) -> DutyReport:
    """Writes down why an offence is not reported. The clock runs on until a second person has agreed. Raises RuleBroken without
    words, and where such a decision waits already.
    """
    demand(pack().no_report, reason, field="reason")
    if not note.strip():
        raise RuleBroken(_("Write in a few words why it is not reported."), field="note")
    held = locked(by, danger)
    if DutyReport.objects.visible_to(by).filter(danger=held, outcome=Duty.NOT_MADE).exists():
        raise RuleBroken(_("This was written down already and waits for a second person."))
    given = {"reason": reason, "note": note.strip(), "written_by": by.account, "written_at": timezone.now()}
    made = DutyReport(danger=held, outcome=Duty.NOT_MADE, **given)
    made.save(force_insert=True)
    record(OffenceNotReported(subject=held.pk, report=made.pk, reason=reason), by=by, about=(held.arises_from,))
    return made


@action(access.DUTY_COUNTERSIGN)
def countersign(*, by: Principal, report: DutyReport, is_agreed: bool, remark: str = "") -> DutyReport:
    """A second person agrees that there is no report, or says that it must be made. Nobody decides about their own."""
    held: DutyReport = DutyReport.objects.visible_to(by).select_for_update(of=("self",)).get(pk=report.pk)
    if held.outcome != Duty.NOT_MADE:
        raise RuleBroken(_("This was decided already."))
    if held.written_by == by.account:
        raise RuleBroken(_("Somebody else must decide what you wrote."))
    if not is_agreed and not remark.strip():
        raise RuleBroken(_("Say why it must be reported."), field="remark")
    held.outcome = Duty.AGREED if is_agreed else Duty.SENT_BACK
    held.countersigned_by, held.countersigned_at, held.remark = by.account, timezone.now(), remark.strip() or None
    held.save()
    danger = Danger.objects.visible_to(by).get(pk=held.danger_id)
    if is_agreed:
        _settled(locked(by, danger))
    record(OmissionCountersigned(subject=held.danger_id, report=held.pk, is_agreed=is_agreed), by=by, about=(danger.arises_from,))
    return held


def _settled(danger: Danger) -> None:
    danger.is_duty_open = False
    danger.save(update_fields=["is_duty_open"])
    limits.reported(danger)
