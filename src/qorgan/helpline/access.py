"""Who may know a conversation of the helpline, and who may do what with it.

A counsellor knows the waiting conversations of the own line, and those they have taken or were offered; a shift leader all
of the line; whoever was granted one (a hand-over, an emergency) that one; a child with a code the own one, without notes.
"""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qorgan.access.grants import granted
from qorgan.access.guarded import NOTHING
from qorgan.access.permissions import permission
from qorgan.access.principal import Kind, Principal, declare_system
from qorgan.access.wall import Wall

DESK_OPEN = permission("helpline.desk.open", _("Open the desk"), shows_child=True)
QUEUE_READ = permission("helpline.queue.read", _("See the queue"), shows_child=True)
BOARD_READ = permission("helpline.board.read", _("See the wall board"))
THREAD_READ = permission("helpline.thread.read", _("Read conversations"), shows_child=True)
THREAD_TAKE = permission("helpline.thread.take", _("Take conversations"), shows_child=True)
THREAD_WRITE = permission("helpline.thread.write", _("Write to children"), shows_child=True)
THREAD_NOTE = permission("helpline.thread.note", _("Write notes for staff"), shows_child=True)
THREAD_TRANSFER = permission("helpline.thread.transfer", _("Hand conversations over"), shows_child=True)
THREAD_END = permission("helpline.thread.end", _("End conversations"), shows_child=True)
THREAD_OVERSEE = permission("helpline.thread.oversee", _("Oversee all conversations of the line"), shows_child=True)
CONTACT_READ = permission("helpline.contact.read", _("Read contact records"), shows_child=True)
CONTACT_WRITE = permission("helpline.contact.write", _("Keep contact records"), shows_child=True)
CONTACT_FINALISE = permission("helpline.contact.finalise", _("Finalise contact records"), shows_child=True)
CONTACT_SEARCH = permission("helpline.contact.search", _("Search contact records"), shows_child=True)
REPLY_MANAGE = permission("helpline.reply.manage", _("Keep the ready answers"))
FLAGWORD_MANAGE = permission("helpline.flagword.manage", _("Keep the flag words"))
FIGURES_READ = permission("helpline.figures.read", _("See the figures of the line"))

# Held by nobody's role: only the bearer of a conversation has it.
DOOR_WRITE = permission("helpline.door.write", _("Write to the helpline as a child"))
DOOR = frozenset({DOOR_WRITE})

SWEEP = declare_system(
    "helpline.sweep",
    THREAD_READ,
    THREAD_OVERSEE,
    THREAD_TAKE,
    THREAD_END,
    CONTACT_READ,
    CONTACT_WRITE,
)
LOADER = declare_system("helpline.loader", REPLY_MANAGE, FLAGWORD_MANAGE)

_LINE = "organisation_id = ANY (ARRAY(SELECT qorgan_organisations()))"
_OVERSEES = "(SELECT qorgan_may('helpline.thread.oversee'))"
_HELD = "(state = 'waiting' OR taken_by = (SELECT qorgan_account()) OR offered_to = (SELECT qorgan_account()))"
_NAMED = "id = ANY (ARRAY(SELECT qorgan_granted()))"
_STAFF = f"(({_OVERSEES} AND ((SELECT qorgan_is_system()) OR {_LINE})) OR ({_LINE} AND {_HELD}) OR {_NAMED})"

THREAD_WALL = Wall(
    select=f"id = (SELECT qorgan_bearer()) OR ((SELECT qorgan_may('helpline.thread.read')) AND {_STAFF})",
    write=f"id = (SELECT qorgan_bearer()) OR ((SELECT qorgan_may('helpline.thread.take')) AND {_STAFF})",
    insert=f"id = (SELECT qorgan_bearer()) OR ((SELECT qorgan_may('helpline.thread.take')) AND {_STAFF})",
    rights="SELECT, INSERT, UPDATE",
)
_OF_THREAD = "EXISTS (SELECT 1 FROM helpline_thread t WHERE t.id = thread_id)"
MESSAGE_WALL = Wall(
    select=f"{_OF_THREAD} AND (side <> 'note' OR (SELECT qorgan_bearer()) IS NULL)",
    insert=f"{_OF_THREAD} AND ((side IN ('child', 'house') AND thread_id = (SELECT qorgan_bearer())) "
    "OR (side <> 'child' AND (SELECT qorgan_may('helpline.thread.read'))))",
    rights="SELECT, INSERT",
)
PART_WALL = Wall(select=_OF_THREAD)
CONTACT_WALL = Wall(
    select="(SELECT qorgan_may('helpline.contact.read')) AND ((SELECT qorgan_is_system()) OR "
    f"({_LINE} AND (counsellor = (SELECT qorgan_account()) OR (SELECT qorgan_may('helpline.contact.search')))) "
    "OR thread_id = ANY (ARRAY(SELECT qorgan_granted())))",
    write="(SELECT qorgan_may('helpline.contact.write')) AND ((SELECT qorgan_is_system()) OR "
    f"({_LINE} AND (counsellor = (SELECT qorgan_account()) OR {_OVERSEES})))",
    rights="SELECT, INSERT, UPDATE",
)


def thread(by: Principal) -> Q:
    """The conversations that `by` may know."""
    if by.is_bearer:
        return Q(pk=by.bearer_of)
    if not by.may(THREAD_READ):
        return NOTHING
    if by.kind is Kind.SYSTEM:
        return Q()
    line = Q(organisation_id__in=by.organisations)
    held = Q(state="waiting") | Q(taken_by=by.account_id) | Q(offered_to=by.account_id)
    return (line if by.may(THREAD_OVERSEE) else line & held) | Q(pk__among=granted(by))


def part(by: Principal) -> Q:
    """Parts of a conversation are known with it; notes are never a child's."""
    return _of(thread(by)) & ~Q(side="note") if by.is_bearer else _of(thread(by))


def _of(asked: Q) -> Q:
    """The same condition, asked of the row's thread instead of the thread itself."""
    moved = Q(_connector=asked.connector, _negated=asked.negated)
    for child in asked.children:
        if isinstance(child, Q):
            moved.children.append(_of(child))
        else:
            name, value = cast("tuple[str, Any]", child)
            moved.children.append((f"thread__{name}", value))
    return moved


def presence(by: Principal) -> Q:
    """Who is at a conversation is known with it."""
    return _of(thread(by))


def contact(by: Principal) -> Q:
    """One's own contact records; all of the line for those who may search it; those of granted conversations."""
    if not by.may(CONTACT_READ):
        return NOTHING
    if by.kind is Kind.SYSTEM:
        return Q()
    line = Q(organisation_id__in=by.organisations)
    own = Q() if by.may(CONTACT_SEARCH) else Q(counsellor=by.account_id)
    return line & own | Q(thread_id__among=granted(by))
