"""What themes hang in the shell, and what became of records that they come from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.grants import access
from qorgan.grants.models import Theme
from qorgan.grants.queries.theme import states
from qorgan.grants.queries.theme_pages import waiting
from qorgan.ui.navigation import Item
from qorgan.ui.pages import PageRequest
from qorgan.ui.references import Reference

KIND = "grants.theme"


def navigation(request: PageRequest) -> Item | None:
    """The themes."""
    return Item(_("Themes of grants"), reverse("themes"), "certificate") if request.by.may(access.THEME_READ) else None


def navigation_asked(request: PageRequest) -> Item | None:
    """What the reader's body was asked, with how many answers are waited for."""
    by = request.by
    if not by.may(access.APPROVAL_DECIDE):
        return None
    return Item(_("Themes for our decision"), reverse("themes_asked"), "gavel", waiting=waiting(by))


def followed(by: Principal, kind: str, refs: Collection[str]) -> Mapping[str, Sequence[Reference]]:
    """The themes that came out of records of a kind, for whoever may read themes."""
    if not by.may(access.THEME_READ):
        return {}
    rows = list(Theme.objects.visible_to(by).from_origin(kind, list(refs)).order_by("number"))
    where = states(by, rows)
    found: dict[str, list[Reference]] = {}
    for one in rows:
        found.setdefault(one.origin_ref, []).append(reference_of(one, where[one.pk].label))
    return found


def reference_of(theme: Theme, state: object) -> Reference:
    """A theme as another room shows it."""
    return Reference(
        KIND, theme.ref, theme.pk, str(theme), theme.title, on=theme.drafted_at.date(), state=str(state),
        url=reverse("theme", args=[theme.ref]),
    )  # fmt: skip
