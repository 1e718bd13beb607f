"""Casework's places in the side navigation: each reader sees those that they may enter."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.casework import access
from qorgan.ui.navigation import Item
from qorgan.ui.pages import PageRequest


def cases(request: PageRequest) -> Item | None:
    """The cases."""
    return Item(_("Cases"), reverse("cases"), "folder") if request.by.may(access.CASE_READ) else None


def tasks(request: PageRequest) -> Item | None:
    """What the reader has to do."""
    return Item(_("Tasks"), reverse("case_tasks"), "list-check") if request.by.may(access.CASE_CHANGE) else None


def board(request: PageRequest) -> Item | None:
    """Who carries how much."""
    return Item(_("Caseload"), reverse("case_board"), "users") if request.by.may(access.BOARD_READ) else None


def offered(request: PageRequest) -> Item | None:
    """Requests of others."""
    return Item(_("Cases offered to us"), reverse("case_transfers"), "send") if request.by.may(access.CASE_TRANSFER) else None
