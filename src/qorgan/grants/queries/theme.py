"""What screens and other records read of themes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.grants import theme_rules as rules
from qorgan.grants.choices import ThemeState
from qorgan.grants.models import Theme, ThemeApproval
from qorgan.grants.theme_pack import themes as pack
from qorgan.grants.theme_rules import Said


def said_of(by: Principal, themes: Iterable[Theme]) -> dict[UUID, list[Said]]:
    """What bodies said of these themes, in one query; every theme has a list."""
    found: dict[UUID, list[Said]] = {one.pk: [] for one in themes}
    rows = ThemeApproval.objects.visible_to(by).filter(theme__in=found).order_by("place_in_list")
    for theme, body, version, decision in rows.values_list("theme", "body", "version__number", "decision"):
        found[theme].append(Said(body, version, decision))
    return found


def state_of(theme: Theme, said: Iterable[Said]) -> ThemeState:
    """Where a theme stands."""
    return rules.state_of(
        version=theme.version, submitted=theme.submitted, is_withdrawn=theme.withdrawn_at is not None, said=said
    )  # fmt: skip


def states(by: Principal, themes: Iterable[Theme]) -> dict[UUID, ThemeState]:
    """The states of many themes, in one query."""
    held = list(themes)
    said = said_of(by, held)
    return {one.pk: state_of(one, said[one.pk]) for one in held}


def is_open_for_calls(by: Principal, theme: Theme, *, on: date | None = None) -> bool:
    """Whether a call may be opened for this theme on a day (today): every body that is needed then approved its newest
    version. A theme that was changed after its approvals is not open.
    """
    return theme.pk in {one.pk for one in _open_among(by, [theme], on)}


def open_themes(by: Principal, *, on: date | None = None) -> list[Theme]:
    """The themes for which a call may be opened, the newest first."""
    return _open_among(by, list(Theme.objects.visible_to(by).standing().filter(submitted__gt=0).order_by("-number")), on)


def _open_among(by: Principal, themes: list[Theme], on: date | None) -> list[Theme]:
    needed = {body.key for body in pack().needed(on or timezone.localdate())}
    said = said_of(by, themes)
    return [
        one
        for one in themes
        if rules.may_open_calls(state_of(one, said[one.pk]), rules.approved_by(version=one.version, said=said[one.pk]), needed)
    ]
