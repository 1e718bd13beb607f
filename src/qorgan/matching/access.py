"""Who may know and who may do what in matching: pairs are the registry keeper's alone."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import NOTHING
from qorgan.access.permissions import permission
from qorgan.access.principal import Principal, declare_system
from qorgan.access.wall import Wall

PAIR_FIND = permission("matching.pair.find", _("Look for records of the same person"), shows_child=True)
PAIR_DECIDE = permission("matching.pair.decide", _("Decide whether two records are of one person"), shows_child=True)

FINDER = declare_system("matching.finder", PAIR_FIND)
"""Writes pairs into the keeper's queue. Which records it may read is said by the room that keeps them."""

_FINDS = "((SELECT qorgan_may('matching.pair.find')) AND (SELECT qorgan_is_system()))"
PAIR_WALL = Wall(select=f"(SELECT qorgan_may('matching.pair.decide')) OR {_FINDS}", rights="SELECT, INSERT, UPDATE, DELETE")


def pair(by: Principal) -> Q:
    """The pairs that `by` may know: all for the keeper of the registry and for the finder, none for anybody else."""
    return Q() if by.may(PAIR_DECIDE) or by.may(PAIR_FIND) else NOTHING
