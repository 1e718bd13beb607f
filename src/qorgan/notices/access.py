"""Who may know what left the house, and who may do what with it.

A notice in the application is its reader's alone. A delivery tells a channel, a state and an opaque receiver; operators see
all of them and no address, no words. A webhook's endpoint belongs to an organisation.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import NOTHING
from qorgan.access.permissions import permission
from qorgan.access.principal import Kind, Principal, declare_system
from qorgan.access.wall import Wall

NOTICE_SEND = permission("notices.notice.send", _("Cause notices in the course of the work"))
NOTICE_OWN = permission("notices.notice.own", _("Read one's own notices and choose how they come"))
DELIVERY_READ = permission("notices.delivery.read", _("See what left the house, without its words"))
DELIVERY_RETRY = permission("notices.delivery.retry", _("Send again what failed"))
ENDPOINT_MANAGE = permission("notices.endpoint.manage", _("Keep the receivers of webhooks and their keys"))
LINK_MAKE = permission("notices.link.make", _("Make one-time links in the course of the work"))

# Held by nobody's role.
DELIVERY_SEND = permission("notices.delivery.send", _("Take deliveries out of the outbox"))
LINK_OPEN = permission("notices.link.open", _("Open a one-time link"))

SENDER = declare_system("notices.sender", NOTICE_SEND, DELIVERY_SEND, DELIVERY_READ, LINK_MAKE)
DOOR = declare_system("notices.door", LINK_OPEN)

_SYSTEM = "(SELECT qorgan_is_system())"
_SENDS = "(SELECT qorgan_may('notices.notice.send'))"
_WORKS = f"({_SYSTEM} AND (SELECT qorgan_may('notices.delivery.send')))"

NOTICE_WALL = Wall(
    select=f"account_id = (SELECT qorgan_account()) OR {_WORKS}",
    insert=f"account_id = (SELECT qorgan_account()) OR {_SENDS}",
    write=f"account_id = (SELECT qorgan_account()) OR {_WORKS}",
)
DELIVERY_WALL = Wall(
    select=f"(SELECT qorgan_may('notices.delivery.read')) OR {_WORKS}",
    insert=f"{_SENDS} OR (SELECT qorgan_may('notices.delivery.retry')) OR {_WORKS}",
    write=f"(SELECT qorgan_may('notices.delivery.retry')) OR {_WORKS}",
    rights="SELECT, INSERT, UPDATE",
)
_OWN_ENDPOINT = "(SELECT qorgan_may('notices.endpoint.manage')) AND organisation IN (SELECT qorgan_organisations())"
ENDPOINT_WALL = Wall(
    select=f"({_OWN_ENDPOINT}) OR {_SENDS} OR {_WORKS}",
    insert=f"({_OWN_ENDPOINT}) OR {_WORKS}",
    write=f"({_OWN_ENDPOINT}) OR {_WORKS}",
    rights="SELECT, INSERT, UPDATE",
)
LINK_WALL = Wall(
    select="(SELECT qorgan_may('notices.link.make')) AND (made_by = (SELECT qorgan_account()) OR (SELECT qorgan_is_system()))",
    insert="(SELECT qorgan_may('notices.link.make'))",
    rights="SELECT, INSERT, UPDATE",
)


def notice(by: Principal) -> Q:
    """One's own notices; all of them for the sender."""
    if by.kind is Kind.SYSTEM:
        return Q() if by.may(DELIVERY_SEND) else NOTHING
    return Q(account_id=by.account_id) if by.account_id else NOTHING


def delivery(by: Principal) -> Q:
    """All deliveries for operators and for the sender."""
    return Q() if by.may(DELIVERY_READ) else NOTHING


def endpoint(by: Principal) -> Q:
    """The endpoints of one's own organisations; all that are on for whoever causes notices."""
    if by.kind is Kind.SYSTEM and by.may(DELIVERY_SEND):
        return Q()
    return Q(organisation__in=by.organisations) if by.may(ENDPOINT_MANAGE) else NOTHING


def link(by: Principal) -> Q:
    """The links that one made oneself; all of them for the sender."""
    if not by.may(LINK_MAKE):
        return NOTHING
    return Q() if by.kind is Kind.SYSTEM else Q(made_by=by.account_id)
