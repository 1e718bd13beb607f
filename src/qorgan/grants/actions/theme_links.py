"""One-time links of bodies: what is made for an approval ends with it."""

from __future__ import annotations

from uuid import UUID

from qorgan.access.acting import acting
from qorgan.grants import access
from qorgan.grants.models import Theme, ThemeApproval
from qorgan.notices.actions import withdraw_link
from qorgan.notices.models import OneTimeLink


def end_link(link: UUID | None) -> None:
    """A link opens nothing any more, whoever made it."""
    if link is None:
        return
    with acting(access.HAND):
        found = OneTimeLink.objects.visible_to(access.HAND).filter(pk=link, withdrawn_at=None).first()
        if found is not None:
            withdraw_link(by=access.HAND, link=found)


def end_links(theme: Theme) -> None:
    """Every link of a theme's undecided approvals opens nothing any more: it was changed or taken back."""
    with acting(access.HAND):
        rows = ThemeApproval.objects.visible_to(access.HAND).filter(theme=theme, decision="", link__isnull=False)
        for link in list(rows.values_list("link", flat=True)):
            end_link(link)
