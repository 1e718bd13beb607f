"""What kinds of thing may be done: one register of permission names, filled by each room's `access.py`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise

_SHAPE = re.compile(r"^[a-z_]+\.[a-z_]+\.[a-z_]+$")
_known: dict[str, Permission] = {}


class Permission(str):
    """A permission's name `room.noun.verb`, with the words a person reads and whether it shows a child.

    `shows_child` marks what may never be held by a party, a council role or a grant role (HOUSE.md, "Rules that
    protect people"), and what makes a second factor compulsory.
    """

    __slots__ = ("label", "shows_child")
    label: Promise | str
    shows_child: bool


def permission(name: str, label: Promise | str, *, shows_child: bool = False) -> Permission:
    """Declares a permission. Raises ValueError for a name of another shape or declared twice."""
    if not _SHAPE.match(name):
        raise ValueError(f"a permission is named room.noun.verb, not {name!r}")
    if name in _known:
        raise ValueError(f"permission {name} is declared twice")
    declared = Permission(name)
    declared.label = label
    declared.shows_child = shows_child
    _known[name] = declared
    return declared


def known() -> Mapping[str, Permission]:
    """All permissions declared so far, by name."""
    return MappingProxyType(_known)
