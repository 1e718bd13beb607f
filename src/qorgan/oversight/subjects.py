"""What emergency access can open: rooms above say how a person names such a thing and where its page is.

register(SubjectKind("helpline.thread", _("Conversation of the helpline"), find=thread_by_number, address=thread_page))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from qorgan.access.principal import Principal


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """One kind. `find(typed)` gives the subject's id or None, also for a subject that its caller may not know; it is
    called inside the action only. `address(by, subject)` is the page to begin on, or "" for none."""

    key: str
    label: Promise | str
    find: Callable[[str], UUID | None]
    address: Callable[[Principal, UUID], str]


_kinds: dict[str, SubjectKind] = {}


def register(kind: SubjectKind) -> None:
    """Adds a kind; called from `apps.py`. Raises ValueError for a second one of the same key."""
    if kind.key in _kinds:
        raise ValueError(f"emergency subjects of kind {kind.key} are registered twice")
    _kinds[kind.key] = kind


def kinds() -> dict[str, SubjectKind]:
    """All kinds, by key, in the order of wiring."""
    return dict(_kinds)


def label_of(key: str) -> Promise | str:
    """The words of a kind; its key for one that no installed room has."""
    found = _kinds.get(key)
    return found.label if found else key
