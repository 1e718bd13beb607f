"""Who is told by a bell, and which open pages wake: numbers and addresses of ours, never a word about the child."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.casework.models import Case
from qorgan.helpline.actions.messages import tell_thread
from qorgan.helpline.models import Contact, Thread
from qorgan.intake import access
from qorgan.intake.models import Answer, Handover
from qorgan.live.events import tell
from qorgan.notices.actions import send_notice
from qorgan.notices.addressees import Addressee, account, role
from qorgan.notices.parameters import REF
from qorgan.notices.wordings import Wording, declare

SUPERVISOR = "case_supervisor"
"""The role that gives cases to workers; its key in the country pack, as in `casework.limits`."""

_OF_CASE = {"number": REF}
NEW_CASE = declare(
    Wording(
        "intake.case_opened",
        title=_("Case %(number)s waits for a worker"),
        body=_("The helpline handed a contact over to you. Case %(number)s waits for a worker."),
        parameters=_OF_CASE,
        is_urgent=False,
    )
)
MORE = declare(
    Wording(
        "intake.contact_added",
        title=_("Case %(number)s: more from the helpline"),
        body=_("The helpline handed a further contact over to case %(number)s."),
        parameters=_OF_CASE,
        is_urgent=False,
    )
)
ANSWER = declare(
    Wording(
        "intake.answer_written",
        title=_("Case %(number)s: an answer for the child"),
        body=_("An answer for the child has come from case %(number)s. Please put it into your own words and send it."),
        parameters=_OF_CASE,
        is_urgent=False,
    )
)
SAID = declare(
    Wording(
        "intake.child_said",
        title=_("Case %(number)s: the child said whether it helped"),
        body=_("The child said whether the answer of case %(number)s helped."),
        parameters=_OF_CASE,
        is_urgent=False,
    )
)


def tell_case(of: Handover) -> None:
    """The case's side: whoever answers for it, else those who give it to somebody."""
    with acting(access.BRIDGE):
        case = Case.objects.visible_to(access.BRIDGE).get(pk=of.case_id)
    to = account(case.owner) if case.owner else role(SUPERVISOR, case.organisation_id)
    wording = NEW_CASE if of.is_new_case else MORE
    _send(wording, to, of, reverse("case", args=[case.ref]), "made", is_urgent=of.is_urgent)
    tell_conversation(of)


def tell_conversation(of: Handover) -> None:
    """Wakes the open pages of the conversation, on which the panel stands."""
    if of.thread_id is None:
        return
    with acting(access.BRIDGE):
        tell_thread(Thread.objects.visible_to(access.BRIDGE).get(pk=of.thread_id))


def tell_answer(of: Handover, answer: Answer) -> None:
    """The counsellor's side: who holds the conversation now, and who handed it over."""
    with acting(access.BRIDGE):
        thread = Thread.objects.visible_to(access.BRIDGE).filter(pk=of.thread_id).first() if of.thread_id else None
        contact = Contact.objects.visible_to(access.BRIDGE).get(pk=of.contact_id)
    path = reverse("thread", args=[thread.ref]) if thread else reverse("contact", args=[contact.ref])
    for one in {of.made_by, *([thread.taken_by] if thread and thread.taken_by else [])}:
        _send(ANSWER, account(one), of, path, f"answer.{answer.pk}.{one}")
    tell_conversation(of)
    tell(f"helpline.desk:{of.from_organisation_id}")


def tell_said(of: Handover) -> None:
    """Both sides hear that the child said whether it helped."""
    with acting(access.BRIDGE):
        case = Case.objects.visible_to(access.BRIDGE).get(pk=of.case_id)
    to = account(case.owner) if case.owner else role(SUPERVISOR, case.organisation_id)
    _send(SAID, to, of, reverse("case", args=[case.ref]), "said.case")
    _send(SAID, account(of.made_by), of, reverse("follow_ups"), "said.line")
    tell_conversation(of)


def _send(wording: Wording, to: Addressee, of: Handover, path: str, occasion: str, *, is_urgent: bool | None = None) -> None:
    send_notice(
        by=Principal.system("notices.sender"),
        wording=wording,
        to=to,
        subject=of.id,
        key=f"handover:{of.ref}:{occasion}",
        values={"number": str(of)},
        path=path,
        is_urgent=is_urgent,
    )
