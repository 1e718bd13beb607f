"""The duty to report: made, consciously not made, and the second person's decision."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from qorgan.intake import danger_access as access
from qorgan.intake import danger_queries as queries
from qorgan.intake.actions.duty import countersign, omit_report, report_offence
from qorgan.intake.danger_bodies import nearest
from qorgan.intake.danger_forms import Countersign, OmitReport, ReportOffence
from qorgan.intake.danger_pack import danger as pack
from qorgan.intake.models import Danger, DutyReport
from qorgan.intake.pages.danger import asked
from qorgan.organisations.models import OrganisationKind
from qorgan.ui.pages import PageRequest, page


@page(needs=access.DUTY_REPORT, methods=("GET", "POST"))
def duty_report(request: PageRequest, ref: str) -> HttpResponse:
    """An offence was reported: what, to whom, how, when."""
    found = queries.danger(request.by, ref)
    kinds = OrganisationKind.objects.filter(may_receive_report=True).values_list("key", flat=True)
    recipients = [("", ""), *((one.ref, str(one)) for one, _near in nearest(kinds, found.place))]
    form = ReportOffence(request.POST or None, recipients=recipients)
    return asked(request, form, report_offence, title=_("Report of an offence"), verb=_("Write down"), danger=found,
                 about={"danger": found})  # fmt: skip


@page(needs=access.DUTY_REPORT, methods=("GET", "POST"))
def duty_omit(request: PageRequest, ref: str) -> HttpResponse:
    """An offence is consciously not reported."""
    found = queries.danger(request.by, ref)
    notes = [_("The time limit runs on until a second person has agreed.")]
    form = OmitReport(request.POST or None)
    return asked(request, form, omit_report, title=_("No report"), verb=_("Write down"), danger=found, notes=notes,
                 about={"danger": found})  # fmt: skip


@page(needs=access.DUTY_COUNTERSIGN, methods=("GET", "POST"))
def duty_countersign(request: PageRequest, ref: str) -> HttpResponse:
    """The second person agrees, or says that it must be reported."""
    report = queries.one(DutyReport, request.by, ref)
    found = queries.danger(request.by, Danger.objects.visible_to(request.by).values_list("ref", flat=True).get(pk=report.danger_id))
    notes = [pack().no_report.get(report.reason, report.reason), report.note]
    form = Countersign(request.POST or None)
    return asked(request, form, countersign, title=_("No report: decide"), verb=_("Keep the decision"), danger=found, notes=notes,
                 about={"report": report})  # fmt: skip
