"""Who may know a referral, and who may do what with it.

Two sides and nobody else. The sending side: who prepared it, who oversees that organisation's referrals, and those to whom
the case that it comes from was granted. The service's side: those of its organisation who receive referrals, from the sending
on, until it is withdrawn or has expired; of the child they know only what was shared with this referral.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qorgan.access.grants import granted
from qorgan.access.guarded import NOTHING
from qorgan.access.permissions import permission
from qorgan.access.principal import Kind, Principal, declare_system
from qorgan.access.wall import Wall
from qorgan.referrals.choices import COPY_OPEN, KNOWN_TO_SERVICE

REFERRAL_READ = permission("referrals.referral.read", _("Read referrals"), shows_child=True)
REFERRAL_SEND = permission("referrals.referral.send", _("Refer children to services"), shows_child=True)
REFERRAL_OVERSEE = permission("referrals.referral.oversee", _("Know all referrals that the own organisation sent"), shows_child=True)
REFERRAL_RECEIVE = permission("referrals.referral.receive", _("Receive and answer referrals to own services"), shows_child=True)
CONSENT_OVERRIDE = permission("referrals.consent.override", _("Refer without consent where the law allows it"), shows_child=True)
TERM_MANAGE = permission("referrals.term.manage", _("Keep the lists of referrals"))

PACK = declare_system("referrals.pack", TERM_MANAGE)
"""Loads the lists of the country pack."""

SWEEP = declare_system("referrals.sweep", REFERRAL_READ, REFERRAL_SEND, REFERRAL_RECEIVE)
"""Ends what nobody answered and shreds copies whose time is over."""

# The name of a permission of `children`, whose file is that room's own.
FACTS = declare_system("referrals.facts", REFERRAL_READ, "children.child.read")
"""Counts what was done, by the pseudonym of the record that stands for a child."""


def _codes(states: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{state}'" for state in states) + ")"


_READS = "(SELECT qorgan_may('referrals.referral.read'))"
_SYSTEM = "(SELECT qorgan_is_system())"
_HOUSE = "(SELECT qorgan_organisations())"
_SENDER = (
    f"(from_organisation_id IN {_HOUSE} AND (((SELECT qorgan_may('referrals.referral.send')) AND "
    "prepared_by = (SELECT qorgan_account())) OR (SELECT qorgan_may('referrals.referral.oversee')))) "
    "OR (asked_for IN (SELECT qorgan_granted()) AND (SELECT qorgan_may('referrals.referral.send')))"
)
_SERVICE = (
    f"((SELECT qorgan_may('referrals.referral.receive')) AND to_organisation_id IN {_HOUSE} AND state IN {_codes(KNOWN_TO_SERVICE)})"
)
_KNOWN = f"{_READS} AND ({_SYSTEM} OR {_SENDER} OR {_SERVICE})"
REFERRAL_WALL = Wall(select=_KNOWN, rights="SELECT, INSERT, UPDATE, DELETE")

_REFERRAL = "EXISTS (SELECT 1 FROM referrals_referral r WHERE r.id = referral_id"
_MINE = f"({_SYSTEM} OR (r.from_organisation_id IN {_HOUSE} AND (SELECT qorgan_may('referrals.referral.send'))) "
_MINE += "OR r.asked_for IN (SELECT qorgan_granted()))"
ITEM_WALL = Wall(
    select=f"{_REFERRAL} AND ({_MINE} OR r.state IN {_codes(COPY_OPEN)}))",
    write=f"{_REFERRAL} AND {_MINE} AND r.state = 'drafted')",
    rights="SELECT, INSERT, DELETE",
)
RECORD_WALL = Wall(
    select=f"{_REFERRAL})",
    write=f"{_REFERRAL} AND r.state IN ('accepted', 'under_way') AND r.to_organisation_id IN {_HOUSE}) "
    f"AND organisation_id IN {_HOUSE} AND (SELECT qorgan_may('referrals.referral.receive'))",
    rights="SELECT, INSERT",
)


def sender(by: Principal) -> Q:
    """The referrals that `by` knows from the sending side."""
    if not by.may(REFERRAL_READ) or by.account_id is None:
        return NOTHING
    found = Q(pk__in=[])
    if by.may(REFERRAL_OVERSEE):
        found |= Q(from_organisation__in=by.organisations)
    if by.may(REFERRAL_SEND):
        found |= Q(from_organisation__in=by.organisations, prepared_by=by.account_id) | Q(asked_for__in=granted(by))
    return found


def receiver(by: Principal) -> Q:
    """The referrals that `by` knows from the service's side."""
    if not by.may(REFERRAL_READ) or not by.may(REFERRAL_RECEIVE) or by.account_id is None:
        return NOTHING
    return Q(to_organisation__in=by.organisations, state__in=KNOWN_TO_SERVICE)


def referral(by: Principal) -> Q:
    """The referrals that `by` may know, from either side."""
    if by.kind is Kind.SYSTEM and by.may(REFERRAL_READ):
        return Q()
    return sender(by) | receiver(by)


def item(by: Principal, known: QuerySet) -> Q:
    """What was shared: to the sending side always, to the service while its copy is open. `known` are the referrals."""
    if by.kind is Kind.SYSTEM:
        return Q(referral__in=known.values("pk"))
    return Q(referral__in=known.filter(sender(by) | (receiver(by) & Q(state__in=COPY_OPEN))).values("pk"))


def part(known: QuerySet) -> Q:
    """What was done is known with the referral."""
    return Q(referral__in=known.values("pk"))
