"""Whether two nominations are one person: by keyed look-ups, never by reading one beside the other in the open."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.conferences.choices import Likeness
from qorgan.conferences.events import DelegatesJoined
from qorgan.conferences.models import Delegate, Likely
from qorgan.journal.actions import record
from qorgan.texts.folding import fold
from qorgan.vault.lookup import find, remember


def keys_of(delegate: Delegate) -> Iterator[tuple[str, str, Likeness]]:
    """The look-ups of a delegate: their kind, the value, and what an equal one means. All are bound to the edition."""
    for kind, value, why in (
        ("conferences.number", delegate.number, Likeness.NUMBER),
        ("conferences.phone", delegate.phone, Likeness.CONTACT),
        ("conferences.mail", delegate.mail, Likeness.CONTACT),
    ):
        if value:
            yield kind, value, why


def remember_person(delegate: Delegate) -> None:
    """Makes the sealed values of a delegate those by which it is found, within its edition alone."""
    for kind, value, _why in keys_of(delegate):
        remember(kind, subject=delegate.pk, values=[(delegate.edition_id.hex, value)])


def compare(*, by: Principal, delegate: Delegate) -> None:
    """Looks for earlier nominations with the same number or contact. `by` is the room's own desk; the nominating side learns nothing.

    The same number, or the same contact with the same name, is the same person; the same contact with another name (an office
    telephone) is for the registrar to say.
    """
    seen: set[UUID] = set()
    for kind, value, why in keys_of(delegate):
        for found in find(kind, delegate.edition_id.hex, value):
            if found == delegate.pk or found in seen:
                continue
            seen.add(found)
            _note(by, Delegate.objects.visible_to(by).get(pk=found), delegate, why)


def _note(by: Principal, one: Delegate, other: Delegate, why: Likeness) -> None:
    is_same = why is Likeness.NUMBER or sorted(fold(one.name).split()) == sorted(fold(other.name).split())
    made = Likely.objects.create(
        edition=other.edition, holder_id=other.holder_id, one=one, other=other, why=why, is_same=True if is_same else None,
        decided_at=timezone.now() if is_same else None,
    )  # fmt: skip
    if is_same:
        join(by, made)


def join(by: Principal, likely: Likely) -> None:
    """One row stands for both persons from now on: the one with a badge, else the earlier; a second badge is void."""
    rows = Delegate.objects.visible_to(by)
    one, other = (rows.get(pk=rows.get(pk=pk).person_id) for pk in (likely.one_id, likely.other_id))
    if one.pk == other.pk:
        return
    kept, joined = (other, one) if other.badge is not None and one.badge is None else (one, other)
    if joined.badge is not None:
        rows.filter(pk=joined.pk).update(badge=None, badge_code=None)
    rows.filter(person=joined.pk).update(person=kept.pk)
    record(DelegatesJoined(subject=likely.edition_id, kept=kept.pk, joined=joined.pk), by=by)
