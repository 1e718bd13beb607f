"""Bodies are notified, reminded; what they said by telephone is written down; a notification is withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.intake import danger_access as access
from qorgan.intake import danger_queries as queries
from qorgan.intake.actions.acknowledgement import note_acknowledgement, note_decline
from qorgan.intake.actions.danger import newest_assessment
from qorgan.intake.actions.notification import Sent, notify_body, remind_body, withdraw_notification
from qorgan.intake.danger_bodies import found_bodies, reach_of
from qorgan.intake.danger_choices import Factor
from qorgan.intake.danger_forms import DeclineNotification, NotifyBody, RemindBody, Sure, TakeNotification
from qorgan.intake.danger_pack import danger as pack
from qorgan.intake.danger_sheets import sheets_of
from qorgan.intake.models import Danger, Notification
from qorgan.intake.pages.danger import address_of, asked, crumbs_of
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb


@page(needs=access.NOTIFICATION_SEND, methods=("GET", "POST"))
def danger_notify(request: PageRequest, ref: str, body: str) -> HttpResponse:
    """Which organisation of a body is told, exactly what, and how its link is opened."""
    by, found = request.by, queries.danger(request.by, ref)
    known = pack().bodies.get(body)
    if known is None:
        raise Refused("body")
    ((_body, near),) = found_bodies(by, [known], found.place)
    choices = [(one.organisation.ref, " · ".join(filter(None, (str(one.organisation), str(one.words), one.telephone)))) for one in near]
    form = NotifyBody(request.POST or None, bodies=choices, sheets=sheets_of(by, found, newest_assessment(by, found)),
                      initial={"factor": _factor(near)})  # fmt: skip
    if form.is_bound and form.is_valid():
        sent = _sent_by(request, form, notify_body, danger=found, body=body)
        if sent is not None:
            return _told(request, found, sent)
    title = _("Notify: %(body)s") % {"body": known.names}
    context = {"form": form, "title": title, "verb": _("Send the notification"), "back": address_of(found), "known": known,
               "danger": found, "near": near, "crumbs": crumbs_of(found, Crumb(title))}  # fmt: skip
    return render(request, "intake/danger_notify.html", context, status=422 if form.is_bound else 200)


def _factor(near: list[Any]) -> str:
    """What suits the nearest organisation: a telephone call where no address is kept."""
    found = reach_of(near[0].organisation.pk) if near else None
    return Factor.PIN if found and (found.mail or found.phone) else Factor.NONE


def _sent_by(request: PageRequest, form: Any, act: Callable[..., Sent], **about: Any) -> Sent | None:
    """Sends, or shows the broken rule on the form. The code is shown once and kept nowhere, so the answer is this page itself."""
    try:
        with acting(request.by):
            return act(by=request.by, **form.command(), **about)
    except RuleBroken as broken:
        form.show(broken)
        return None


def _told(request: PageRequest, danger: Danger, sent: Sent) -> HttpResponse:
    to = sent.notification
    number = {one.notification.pk: one.telephone for one in queries.told_bodies(request.by, danger)}.get(to.pk, "")
    context = {"danger": danger, "notification": to, "pin": sent.pin, "telephone": number, "back": address_of(danger),
               "body": queries.body_name(to.body), "crumbs": crumbs_of(danger, Crumb(_("Sent")))}  # fmt: skip
    response = render(request, "intake/danger_sent.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@page(needs=access.NOTIFICATION_SEND, methods=("GET", "POST"))
def notification_remind(request: PageRequest, ref: str) -> HttpResponse:
    """Sends again, with a fresh link and a fresh code."""
    notification, found = _of(request, ref)
    form = RemindBody(request.POST or None, initial={"factor": notification.factor})
    if form.is_bound and form.is_valid():
        sent = _sent_by(request, form, remind_body, notification=notification)
        if sent is not None:
            return _told(request, found, sent)
    context = {"form": form, "title": _("Remind now"), "verb": _("Send again"), "back": address_of(found),
               "notes": [notification.organisation.names, _("The link that was sent before opens nothing any more.")],
               "tone": "primary", "crumbs": crumbs_of(found, Crumb(_("Remind now")))}  # fmt: skip
    return render(request, "intake/danger_form.html", context, status=422 if form.is_bound else 200)


def _of(request: PageRequest, ref: str) -> tuple[Notification, Danger]:
    found = Notification.objects.visible_to(request.by).select_related("organisation").filter(ref=ref).first()
    if found is None:
        raise Refused("notification")
    return found, queries.danger_of(request.by, found)


@page(needs=access.NOTIFICATION_SEND, methods=("GET", "POST"))
def notification_taken(request: PageRequest, ref: str) -> HttpResponse:
    """The body said by telephone that it takes it."""
    notification, found = _of(request, ref)
    return asked(request, TakeNotification(request.POST or None), note_acknowledgement, title=_("Taken, told by telephone"),
                 verb=_("Write down"), danger=found, notes=[notification.organisation.names],
                 about={"notification": notification})  # fmt: skip


@page(needs=access.NOTIFICATION_SEND, methods=("GET", "POST"))
def notification_declined(request: PageRequest, ref: str) -> HttpResponse:
    """The body said by telephone that it is not theirs."""
    notification, found = _of(request, ref)
    return asked(request, DeclineNotification(request.POST or None), note_decline, title=_("Not theirs, told by telephone"),
                 verb=_("Write down"), danger=found, notes=[notification.organisation.names],
                 about={"notification": notification})  # fmt: skip


@page(needs=access.NOTIFICATION_SEND, methods=("GET", "POST"))
def notification_withdraw(request: PageRequest, ref: str) -> HttpResponse:
    """Takes a notification back."""
    notification, found = _of(request, ref)
    notes = [notification.organisation.names, _("Its link opens nothing any more, and the body sees nothing of it.")]
    return asked(request, Sure(request.POST or None), withdraw_notification, title=_("Withdraw the notification"), verb=_("Withdraw"),
                 danger=found, notes=notes, about={"notification": notification}, tone="danger")  # fmt: skip
