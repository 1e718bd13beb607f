"""What happens to services, their sites, hours and places."""

from __future__ import annotations

from qorgan.directory.actions.capacity import free_place, set_capacity, take_place
from qorgan.directory.actions.hours import add_rule, except_day, set_hours
from qorgan.directory.actions.importing import import_services_draft, keep_service_sheet, take_in_services
from qorgan.directory.actions.loading import load_terms
from qorgan.directory.actions.service import (
    add_service,
    change_service,
    close_service,
    reopen_service,
    verify_service,
)
from qorgan.directory.actions.site import (
    add_site,
    change_site,
    close_site,
    hide_site,
    place_service,
    withdraw_service,
)

__all__ = [
    "add_rule",
    "add_service",
    "add_site",
    "change_service",
    "change_site",
    "close_service",
    "close_site",
    "except_day",
    "free_place",
    "hide_site",
    "import_services_draft",
    "keep_service_sheet",
    "load_terms",
    "place_service",
    "reopen_service",
    "set_capacity",
    "set_hours",
    "take_in_services",
    "take_place",
    "verify_service",
    "withdraw_service",
]
