"""What the directory hangs in the shell and on the page of an organisation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.directory.access import SERVICE_KEEP, SERVICE_READ
from qorgan.directory.queries import services
from qorgan.organisations.models import Organisation
from qorgan.ui.navigation import Command, Item


def navigation(request: HttpRequest, **_context: Any) -> Item | None:
    """The directory, for who may search it."""
    if not request.by.may(SERVICE_READ):  # type: ignore[attr-defined]
        return None
    return Item(_("Services"), reverse("service_list"), "heart-handshake", key="S")


def service_command(request: HttpRequest, **_context: Any) -> Command | None:
    """A new service."""
    if not request.by.may(SERVICE_KEEP):  # type: ignore[attr-defined]
        return None
    return Command(_("Enter a service"), reverse("service_new"), "plus")


def of_organisation(request: HttpRequest, organisation: Organisation, **_context: Any) -> SafeString | None:
    """The services of an organisation."""
    rows = list(services(request.by).filter(organisation=organisation).order_by("standing", "pk"))  # type: ignore[attr-defined]
    if not rows:
        return None
    return SafeString(render_to_string("directory/parts/of_organisation.html", {"rows": rows}))
