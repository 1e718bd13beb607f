"""The registry's places in the side navigation: each reader sees those that they may enter."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.children import access
from qorgan.matching.queries import waiting
from qorgan.ui.navigation import Command, Item
from qorgan.ui.pages import PageRequest


def children(request: PageRequest) -> Item | None:
    """The children that the reader may know."""
    return Item(_("Children"), reverse("child_list"), "users", key="H") if request.by.may(access.CHILD_READ) else None


def queue(request: PageRequest) -> Item | None:
    """Pairs of records that wait for the keeper, with their number."""
    if not request.by.may(access.REGISTRY_KEEP):
        return None
    return Item(_("Same child?"), reverse("pair_list"), "copy", waiting=waiting(request.by)[:100].count())


def register(request: PageRequest) -> Command | None:
    """A new child."""
    if not request.by.may(access.CHILD_REGISTER):
        return None
    return Command(_("Register a child"), reverse("child_new"), "user-plus")


def search(request: PageRequest) -> Command | None:
    """Looking for a child."""
    if not request.by.may(access.CHILD_SEARCH):
        return None
    return Command(_("Search a child"), reverse("child_search"), "search")
