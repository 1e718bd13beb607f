"""What oversight hangs in every page: the line of a running emergency access, and its places in the navigation."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.oversight import access
from qorgan.oversight.queries import emergency
from qorgan.ui.navigation import Item


def running_banner(request: Any) -> SafeString | None:
    """The violet lines of one's own running emergency accesses."""
    found = emergency.running(request.by)
    if not found:
        return None
    return SafeString(render_to_string("oversight/banner.html", {"running": found}, request))


def emergency_item(request: Any) -> Item | None:
    """Where emergency access is opened."""
    if not request.by.may(access.EMERGENCY_USE):
        return None
    return Item(_("Emergency access"), reverse("emergency"), "lock-open")


def reviews_item(request: Any) -> Item | None:
    """Where each use is reviewed, with how many wait."""
    if not request.by.may(access.EMERGENCY_REVIEW):
        return None
    return Item(_("Review of emergencies"), reverse("emergency_reviews"), "shield-check", waiting=emergency.waiting(request.by))


def health_item(request: Any) -> Item | None:
    """Whether everything runs."""
    if not request.by.may(access.HEALTH_READ):
        return None
    return Item(_("Health of the system"), reverse("health_page"), "activity", is_settings=True)


def journal_item(request: Any) -> Item | None:
    """The journal."""
    if not request.by.may(access.JOURNAL_READ):
        return None
    return Item(_("Journal"), reverse("journal"), "history", is_settings=True)


def jobs_item(request: Any) -> Item | None:
    """Background jobs."""
    if not request.by.may(access.JOBS_MANAGE):
        return None
    return Item(_("Jobs"), reverse("jobs"), "cpu", is_settings=True)


def keys_item(request: Any) -> Item | None:
    """Encryption keys."""
    if not request.by.may(access.KEYS_MANAGE):
        return None
    return Item(_("Encryption keys"), reverse("keys_page"), "key", is_settings=True)
