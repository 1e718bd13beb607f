"""Permissions of the room `ui`, and who may know a saved view."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import NOTHING
from qorgan.access.permissions import permission
from qorgan.access.principal import Principal
from qorgan.access.wall import Wall

STYLEGUIDE_READ = permission("ui.styleguide.read", _("Look at the samples of all components"))
SCREEN_KEEP = permission("ui.screen.keep", _("Keep one's own look of the screens and views of tables"))


def saved_view(by: Principal) -> Q:
    """One's own views, and those that somebody of the same organisation shares."""
    if by.account_id is None:
        return NOTHING
    return Q(owner=by.account_id) | Q(is_shared=True, organisation__in=by.organisations)


SAVED_VIEW_WALL = Wall(
    select="owner = qorgan_account() OR (is_shared AND organisation IN (SELECT qorgan_organisations()))",
    write="owner = qorgan_account()",
)
