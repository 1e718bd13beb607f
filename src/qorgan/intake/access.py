"""Who may know and who may do what in intake.

A hand-over is known from both ends: with the conversation (or its contact record), and with the case. From one end nobody
comes to the other: who hands over learns a number and how things stand, who takes the case reads what was handed over.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import NOTHING
from qorgan.access.permissions import permission
from qorgan.access.principal import Kind, Principal, declare_system
from qorgan.access.wall import Wall

HANDOVER_READ = permission("intake.handover.read", _("Read what was handed over to a case"), shows_child=True)
HANDOVER_MAKE = permission("intake.handover.make", _("Make a case of a contact"), shows_child=True)
ANSWER_WRITE = permission("intake.answer.write", _("Write the answer for the child"), shows_child=True)
ANSWER_SEND = permission("intake.answer.send", _("Send the answer to the child"), shows_child=True)
FOLLOW_UP_KEEP = permission("intake.follow_up.keep", _("Follow up after an answer"), shows_child=True)

# Held by nobody's role: only the bearer of a conversation has it.
HELPED_SAY = permission("intake.helped.say", _("Say as a child whether it helped"))
DOOR = frozenset({HELPED_SAY})

# Names of permissions of rooms below, whose files are those rooms' own.
BRIDGE = declare_system(
    "intake.bridge", HANDOVER_READ, HANDOVER_MAKE, ANSWER_SEND, FOLLOW_UP_KEEP, "casework.case.read", "casework.case.open",
    "casework.case.change", "children.child.read", "children.child.register", "clocks.clock.keep", "clocks.clock.read",
    "helpline.thread.read", "helpline.thread.oversee", "helpline.contact.read", "notices.notice.send",
)  # fmt: skip
"""Opens the case in an organisation where the counsellor has no right, and tells the counsellor how it stands."""

_SYSTEM = "(SELECT qorgan_is_system())"
_THREAD = "EXISTS (SELECT 1 FROM helpline_thread t WHERE t.id = thread_id)"
_CONTACT = "EXISTS (SELECT 1 FROM helpline_contact k WHERE k.id = contact_id)"
_CASE = "EXISTS (SELECT 1 FROM casework_case c WHERE c.id = case_id)"
_READS = "(SELECT qorgan_may('intake.handover.read'))"
HANDOVER_WALL = Wall(
    select=f"{_READS} AND ({_SYSTEM} OR {_THREAD} OR {_CONTACT} OR {_CASE})",
    insert="(SELECT qorgan_may('intake.handover.make'))",
    rights="SELECT, INSERT, UPDATE",
)
_HANDOVER = "EXISTS (SELECT 1 FROM intake_handover h WHERE h.id = handover_id)"
ANSWER_WALL = Wall(
    select=_HANDOVER,
    write=f"{_HANDOVER} AND ((SELECT qorgan_may('intake.answer.write')) OR (SELECT qorgan_may('intake.answer.send')))",
    rights="SELECT, INSERT, UPDATE",
)
_BEARER = "thread_id = (SELECT qorgan_bearer())"
_ANSWER = "EXISTS (SELECT 1 FROM intake_answer a WHERE a.id = answer_id)"
FOLLOW_UP_WALL = Wall(
    select=f"{_BEARER} OR {_ANSWER}",
    write=f"{_BEARER} OR ((SELECT qorgan_may('intake.follow_up.keep')) AND {_ANSWER})",
    rights="SELECT, INSERT, UPDATE",
)


def handover(by: Principal, threads: QuerySet, contacts: QuerySet, cases: QuerySet) -> Q:
    """The hand-overs of conversations, contact records and cases that `by` knows."""
    if not by.may(HANDOVER_READ):
        return NOTHING
    if by.kind is Kind.SYSTEM:
        return Q()
    return Q(thread_id__in=threads.values("pk")) | Q(contact_id__in=contacts.values("pk")) | Q(case_id__in=cases.values("pk"))


def answer(handovers: QuerySet) -> Q:
    """An answer is known with its hand-over."""
    return Q(handover_id__in=handovers.values("pk"))


def follow_up(by: Principal, answers: QuerySet) -> Q:
    """A follow-up is known with its answer; to the child, who never reads the answer's own words, by the conversation."""
    return Q(thread_id=by.bearer_of) if by.is_bearer else Q(answer_id__in=answers.values("pk"))
