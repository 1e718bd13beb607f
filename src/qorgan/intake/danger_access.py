"""Who may know a danger, and who may do what with it.

A danger is known with its conversation, or with the contact record where nobody wrote; to whoever assessed it first; to those of
the line who oversee dangers; to those of a case to which that contact was handed over; and to whoever was granted it or its
conversation. A body knows the one notification that it was sent, through a one-time link or signed in, and of the danger
nothing else.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qorgan.access.grants import granted
from qorgan.access.guarded import NOTHING
from qorgan.access.permissions import permission
from qorgan.access.principal import Kind, Principal, declare_system
from qorgan.access.wall import Wall

DANGER_READ = permission("intake.danger.read", _("See the dangers of one's own conversations"), shows_child=True)
DANGER_ASSESS = permission("intake.danger.assess", _("Answer the questions of danger"), shows_child=True)
DANGER_OVERSEE = permission("intake.danger.oversee", _("See all dangers of the line"), shows_child=True)
NOTIFICATION_SEND = permission("intake.notification.send", _("Notify bodies of a danger"), shows_child=True)
NOTIFICATION_ANSWER = permission("intake.notification.answer", _("Answer notifications of danger to the own body"), shows_child=True)
DUTY_REPORT = permission("intake.duty.report", _("Write down the report of an offence"), shows_child=True)
DUTY_COUNTERSIGN = permission("intake.duty.countersign", _("Countersign that an offence is not reported"), shows_child=True)
SILENCE_HEAR = permission("intake.silence.hear", _("Is told last when no body answers a danger"), shows_child=True)

BODY = frozenset({NOTIFICATION_ANSWER})
"""What the bearer of a notification's link may do."""

# Names of permissions of `clocks`, `notices` and `casework`, whose files are those rooms' own.
HAND = declare_system(
    "intake.hand", DANGER_READ, DANGER_OVERSEE, NOTIFICATION_SEND, NOTIFICATION_ANSWER, "clocks.clock.keep", "clocks.clock.read",
    "notices.notice.send", "notices.link.make", "casework.case.read", "helpline.thread.read", "helpline.thread.oversee",
    "helpline.contact.read",
)  # fmt: skip
"""What happens by itself: silence passes a danger on, an answer ends its clock."""

_SYSTEM = "(SELECT qorgan_is_system())"
_LINE = "organisation_id = ANY (ARRAY(SELECT qorgan_organisations()))"
_NAMED = "(id = ANY (ARRAY(SELECT qorgan_granted())) OR thread_id = ANY (ARRAY(SELECT qorgan_granted())))"
_OWN = (
    "(opened_by = (SELECT qorgan_account()) OR EXISTS (SELECT 1 FROM helpline_thread t WHERE t.id = thread_id) "
    "OR EXISTS (SELECT 1 FROM helpline_contact k WHERE k.id = contact_id))"
)
_HANDED = (
    "EXISTS (SELECT 1 FROM intake_handover h WHERE h.withdrawn_at IS NULL "
    "AND (h.thread_id = intake_danger.thread_id OR h.contact_id = intake_danger.contact_id) "
    "AND EXISTS (SELECT 1 FROM casework_case c WHERE c.id = h.case_id))"
)
_KNOWN = (
    f"(SELECT qorgan_may('intake.danger.read')) AND ({_SYSTEM} OR {_NAMED} OR {_HANDED} OR "
    f"({_LINE} AND ((SELECT qorgan_may('intake.danger.oversee')) OR {_OWN})))"
)
DANGER_WALL = Wall(select=_KNOWN, rights="SELECT, INSERT, UPDATE")

_OF_DANGER = "EXISTS (SELECT 1 FROM intake_danger d WHERE d.id = danger_id)"
PART_WALL = Wall(select=_OF_DANGER, rights="SELECT, INSERT")
DUTY_WALL = Wall(
    select=_OF_DANGER,
    write=f"(SELECT qorgan_may('intake.duty.countersign')) AND {_OF_DANGER}",
    insert=f"((SELECT qorgan_may('intake.duty.report')) OR (SELECT qorgan_may('intake.duty.countersign'))) AND {_OF_DANGER}",
    rights="SELECT, INSERT, UPDATE",
)
_BEARER = "(id = (SELECT qorgan_bearer()) AND standing <> 'withdrawn')"
_THEIRS = f"((SELECT qorgan_may('intake.notification.answer')) AND {_LINE} AND standing <> 'withdrawn')"
NOTIFICATION_WALL = Wall(
    select=f"{_BEARER} OR {_THEIRS} OR {_OF_DANGER}",
    write=f"{_BEARER} OR {_THEIRS} OR ((SELECT qorgan_may('intake.notification.send')) AND {_OF_DANGER})",
    insert=f"{_BEARER} OR {_THEIRS} OR ((SELECT qorgan_may('intake.notification.send')) AND {_OF_DANGER})",
    rights="SELECT, INSERT, UPDATE",
)


def danger(by: Principal, threads: QuerySet, contacts: QuerySet, handovers: QuerySet) -> Q:
    """The dangers that `by` may know. `threads` and `contacts` are the conversations and contact records that `by` knows,
    `handovers` what was handed over to the cases that `by` knows: knowing a hand-over by its contact alone does not suffice.
    """
    if not by.may(DANGER_READ):
        return NOTHING
    if by.kind is Kind.SYSTEM:
        return Q()
    line = Q(organisation__in=by.organisations)
    held = Q(thread__in=threads.values("pk")) | Q(contact__in=contacts.values("pk"))
    own = Q() if by.may(DANGER_OVERSEE) else Q(opened_by=by.account_id) | held
    made = handovers.filter(withdrawn_at=None)
    handed = Q(thread__in=made.filter(thread__isnull=False).values("thread")) | Q(contact__in=made.values("contact"))
    return line & own | handed | Q(pk__among=granted(by)) | Q(thread_id__among=granted(by))


def notification(by: Principal, dangers: QuerySet) -> Q:
    """The one of a bearer; those to the own body; those of the `dangers` that `by` knows."""
    if by.is_bearer:
        return Q(pk=by.bearer_of) & ~Q(standing="withdrawn") if by.may(NOTIFICATION_ANSWER) else NOTHING
    if by.kind is Kind.SYSTEM:
        return Q() if by.may(DANGER_READ) else NOTHING
    theirs = Q(organisation__in=by.organisations) & ~Q(standing="withdrawn") if by.may(NOTIFICATION_ANSWER) else Q(pk__in=[])
    return theirs | Q(danger__in=dangers.values("pk"))


def part(dangers: QuerySet) -> Q:
    """Assessments, calls and reports are known with their danger."""
    return Q(danger__in=dangers.values("pk"))
