"""What notices hang in every page: the bell, and their places in the navigation."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.notices import queries
from qorgan.notices.access import DELIVERY_READ, ENDPOINT_MANAGE, NOTICE_OWN
from qorgan.ui.navigation import Command, Item


def bell(request: Any) -> SafeString | None:
    """The bell with how many are unread."""
    if not request.by.may(NOTICE_OWN):
        return None
    return SafeString(render_to_string("notices/bell.html", {"unread": queries.unread(request.by)}, request))


def notices_command(request: Any) -> Command | None:
    """One's own notices."""
    return Command(_("Notices"), reverse("notices"), "bell") if request.by.may(NOTICE_OWN) else None


def deliveries_item(request: Any) -> Item | None:
    """What leaves the house, among the settings."""
    if not request.by.may(DELIVERY_READ):
        return None
    return Item(_("Sent and to be sent"), reverse("deliveries"), "mail", is_settings=True)


def receivers_item(request: Any) -> Item | None:
    """Receivers of webhooks, among the settings."""
    if not request.by.may(ENDPOINT_MANAGE):
        return None
    return Item(_("Receivers of webhooks"), reverse("receivers"), "link", is_settings=True)
