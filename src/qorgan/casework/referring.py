"""A case asks a service of another organisation: what may be shared of its forms, and how the answers move it.

The referral knows no case; its events carry `asked_for`, the case's id. Whoever answers has no right to the case: the record follows
by the duty of casework itself.
"""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.casework import access, queries
from qorgan.casework.actions.service import ask_for_service, end_service, plan_again, refer_service
from qorgan.casework.choices import ServiceState, Sheet
from qorgan.casework.models import Case, CaseService, CaseSheet
from qorgan.casework.slots import Doing
from qorgan.directory.queries import kind_codes
from qorgan.forms.lines import lines_of
from qorgan.journal.actions import on
from qorgan.journal.events import label_of
from qorgan.journal.models import Entry
from qorgan.referrals.asking import Asking, Offer, child_sheet
from qorgan.referrals.asking import Sheet as SharedSheet
from qorgan.referrals.events import (
    ReferralAccepted,
    ReferralAcknowledged,
    ReferralDeclined,
    ReferralExpired,
    ReferralReported,
    ReferralRevoked,
    ReferralSent,
    ServiceRecorded,
)
from qorgan.referrals.models import Referral
from qorgan.referrals.queries import of_subject
from qorgan.texts.words import Words
from qorgan.ui.asked import asked_once
from qorgan.ui.pages import PageRequest
from qorgan.ui.pieces import Happened

ORIGIN = "case:"
SEND = "referrals.referral.send"
"""The name of a permission of `referrals`."""
MOST = 20
NOT_GIVEN = _("The service reported without having met the child.")


def origin_for(case: Case, service: CaseService | None = None) -> str:
    """What a referral is asked for: the case, and the planned service where one was chosen."""
    return f"{ORIGIN}{case.ref}:{service.ref}" if service else f"{ORIGIN}{case.ref}"


def choose_address(case: Case, service: CaseService | None = None) -> str:
    """Where a referral of this case begins."""
    return f"{reverse('referral_choose')}?for={origin_for(case, service)}"


def asking(request: PageRequest, *, origin: str) -> Asking | None:
    """Who asks for an origin of casework; None for the origins of other rooms."""
    return asking_for(request.by, origin) if origin.startswith(ORIGIN) else None


def asking_for(by: Principal, origin: str) -> Asking:
    """The child and the final forms of a case, field by field, for whoever refers. Raises Refused for a case that is hidden."""
    case = queries.case(by, origin.removeprefix(ORIGIN).partition(":")[0])
    finals = [one for one in queries.sheets(by, case) if one.finalised_at is not None]
    consent = next((one for one in finals if one.kind == Sheet.CONSENT), None)
    newest = {one.kind: one for one in reversed(finals)}
    sheets = (child_sheet(by, case.child), *(_shared(newest[kind]) for kind in Sheet if kind in newest))
    return Asking(
        origin=origin,
        child=case.child,
        sheets=sheets,
        asked_for=case.id,
        title=str(case),
        back=reverse("case", args=[case.ref]),
        consent_record=consent.id if consent else None,
    )


def _shared(sheet: CaseSheet) -> SharedSheet:
    form = sheet.form_version.form
    lines = lines_of(form, sheet.answers)
    return SharedSheet(
        form.key, Words(dict(form.title)), tuple(Offer(line.name, line.label, line.value, line.identifies) for line in lines)
    )


def refer(request: PageRequest, *, case: Case) -> Doing | None:
    """The button in the head of a case."""
    by: Principal = request.by
    if not case.is_open or not by.may(SEND) or not by.may(access.CASE_CHANGE):
        return None
    return Doing(_("Refer to a service"), choose_address(case), "arrows-right-left")


def _referrals(request: PageRequest, case: Case) -> list[Referral]:
    """The referrals of a case, the newest first; the side and the story of one page ask once."""
    return asked_once(request, ("referrals", case.id), lambda: list(of_subject(request.by, case.id)))


def beside(request: PageRequest, *, case: Case) -> SafeString | None:
    """The referrals of a case with their states."""
    rows = _referrals(request, case)[:MOST]
    return SafeString(render_to_string("casework/parts/referrals.html", {"rows": rows})) if rows else None


SHOWN = {
    ReferralSent.verb: ("send", "accent"),
    ReferralAcknowledged.verb: ("inbox", ""),
    ReferralAccepted.verb: ("user-check", "ok"),
    ServiceRecorded.verb: ("heart-handshake", ""),
    ReferralReported.verb: ("clipboard-check", "ok"),
    ReferralDeclined.verb: ("ban", "warn"),
    ReferralExpired.verb: ("hourglass", "warn"),
    ReferralRevoked.verb: ("arrow-back-up", "warn"),
}


def story(request: PageRequest, *, case: Case) -> list[Happened] | None:
    """What became of the referrals, in the story of the case: one query more for any number of them."""
    known = {one.pk: one for one in _referrals(request, case)}
    if not known:
        return None
    rows = Entry.objects.filter(stream__in=known, verb__in=SHOWN).order_by("at", "seq")
    return [_line(row, known[row.stream]) for row in rows]


def _line(row: Entry, of: Referral) -> Happened:
    icon, tone = SHOWN[row.verb]
    return Happened(
        row.at,
        label_of(row.verb),
        detail=str(of.service.names),
        icon=icon,
        tone=tone,
        url=reverse("referral", args=[of.ref]),
        url_label=str(of),
        group="referrals",
    )


# How the answers move the case -------------------------------------------------------------------------------------------


@on(ReferralSent)
def asked(event: ReferralSent, *, by: Principal) -> None:
    """The planned service that was chosen, else one of the service's kinds, is under way; one that nobody planned is planned so."""
    case = _case_of(event)
    if case is None:
        return
    codes = kind_codes(event.service)
    with acting(access.DUTY):
        planned = list(CaseService.objects.visible_to(access.DUTY).filter(case=case, state=ServiceState.PLANNED).order_by("asked_at"))
        chosen = Referral.objects.visible_to(access.DUTY).values_list("origin", flat=True).get(pk=event.subject).rpartition(":")[2]
    wanted = next((one for one in planned if one.ref == chosen), None) or next((one for one in planned if one.kind in codes), None)
    if wanted is None and codes and not _is_asked(case, codes[0]):
        wanted = ask_for_service(by=access.DUTY, case=case, kind=codes[0])
    if wanted is not None:
        refer_service(by=access.DUTY, service=wanted, referral_id=event.subject)


def _case_of(event: Any) -> Case | None:
    """The open case of a referral; None where another room, or nobody, asked for it."""
    if event.asked_for is None:
        return None
    with acting(access.DUTY):
        found: Case | None = Case.objects.visible_to(access.DUTY).open().filter(pk=event.asked_for).first()
        return found


def _is_asked(case: Case, kind: str) -> bool:
    with acting(access.DUTY):
        return bool(CaseService.objects.visible_to(access.DUTY).filter(case=case, kind=kind, ended_at__isnull=True).exists())


def _service_of(event: Any) -> CaseService | None:
    if _case_of(event) is None:
        return None
    with acting(access.DUTY):
        rows = CaseService.objects.visible_to(access.DUTY).select_related("case").filter(referral_id=event.subject)
        found: CaseService | None = rows.filter(ended_at__isnull=True).first()
        return found


@on(ReferralDeclined)
@on(ReferralExpired)
@on(ReferralRevoked)
def not_taken(event: Any, *, by: Principal) -> None:
    """Nobody took it: the service is wanted still."""
    service = _service_of(event)
    if service is not None:
        plan_again(by=access.DUTY, service=service)


@on(ReferralReported)
def reported(event: ReferralReported, *, by: Principal) -> None:
    """The service has said what came out: it was given where it met the child at all."""
    service = _service_of(event)
    if service is not None:
        end_service(by=access.DUTY, service=service, was_given=event.sessions > 0, result="" if event.sessions > 0 else str(NOT_GIVEN))
