"""The helpline's places in the side navigation: each reader sees those that they may enter."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.helpline import access
from qorgan.ui.navigation import Item
from qorgan.ui.pages import PageRequest


def desk(request: PageRequest) -> Item | None:
    """The desk."""
    return Item(_("Desk"), reverse("desk"), "headset", key="D") if request.by.may(access.DESK_OPEN) else None


def contacts(request: PageRequest) -> Item | None:
    """The contact records."""
    return Item(_("Contacts"), reverse("contacts"), "clipboard-list") if request.by.may(access.CONTACT_READ) else None


def board(request: PageRequest) -> Item | None:
    """The wall board."""
    return Item(_("Wall board"), reverse("board"), "layout-dashboard") if request.by.may(access.BOARD_READ) else None


def figures(request: PageRequest) -> Item | None:
    """The figures of the line."""
    return Item(_("Figures of the line"), reverse("figures"), "chart-bar") if request.by.may(access.FIGURES_READ) else None


def replies(request: PageRequest) -> Item | None:
    """Ready answers, among the settings."""
    if not request.by.may(access.REPLY_MANAGE):
        return None
    return Item(_("Ready answers"), reverse("replies"), "bolt", is_settings=True)


def flag_words(request: PageRequest) -> Item | None:
    """Flag words, among the settings."""
    if not request.by.may(access.FLAGWORD_MANAGE):
        return None
    return Item(_("Flag words"), reverse("flag_words"), "flag", is_settings=True)
