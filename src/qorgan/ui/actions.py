"""What happens in the room `ui`: views are kept, shared and removed; a look is chosen."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.journal.actions import action, record, scratch
from qorgan.ui.access import SCREEN_KEEP
from qorgan.ui.events import ViewRemoved, ViewSaved
from qorgan.ui.models import Preference, SavedView

MOST_VIEWS = 50


@scratch(SCREEN_KEEP)
def keep_preference(*, by: Principal, theme: str, is_compact: bool, single_keys: bool) -> None:
    """Keeps how a person wants the screens."""
    Preference.objects.update_or_create(
        account=_person(by), defaults={"theme": theme, "is_compact": is_compact, "single_keys": single_keys}
    )


@action(SCREEN_KEEP)
def save_view(*, by: Principal, table: str, name: str, query: str, is_shared: bool = False) -> SavedView:
    """Keeps a table's filters under a name, or replaces one's own view of that name.

    Raises RuleBroken for a shared view of somebody who acts for no organisation, and for too many views.
    """
    owner = _person(by)
    organisation = min(by.organisations, default=None)
    if is_shared and organisation is None:
        raise RuleBroken(_("A view can be shared only by somebody who acts for an organisation."), field="is_shared")
    mine = SavedView.objects.visible_to(by).filter(owner=owner)
    if mine.filter(table=table).exclude(name=name).count() >= MOST_VIEWS:
        raise RuleBroken(_("There are many saved views here already. Remove one first."), field="name")
    view, _created = mine.update_or_create(
        owner=owner,
        table=table,
        name=name,
        defaults={"query": query, "is_shared": is_shared, "organisation": organisation},
    )
    record(ViewSaved(subject=view.id, table=table, is_shared=is_shared), by=by)
    return view


@action(SCREEN_KEEP)
def remove_view(*, by: Principal, view: SavedView) -> None:
    """Removes one's own view. Raises Refused for somebody else's, shared or not."""
    if view.owner != _person(by):
        raise Refused("somebody else's view")
    record(ViewRemoved(subject=view.id, table=view.table), by=by)
    SavedView.objects.visible_to(by).filter(pk=view.pk).delete()


def _person(by: Principal) -> UUID:
    if by.account_id is None:
        raise Refused("not a signed-in person")
    return by.account_id
