"""Every address of the house; each room keeps its own list."""

from __future__ import annotations

import importlib
import importlib.util

from django.conf import settings
from django.urls import include, path

from qorgan.ui.api.house import addresses, mount

for room in settings.ROOMS[:-1]:
    if room != "ui" and importlib.util.find_spec(f"qorgan.{room}.api"):
        mount(importlib.import_module(f"qorgan.{room}.api").door)

urlpatterns = [
    *(path("", include(f"qorgan.{room}.urls")) for room in settings.ROOMS[:-1] if importlib.util.find_spec(f"qorgan.{room}.urls")),
    path("api/v1/", addresses()),
]
handler400 = "qorgan.ui.errors.bad_request"
handler403 = "qorgan.ui.errors.not_found"
handler404 = "qorgan.ui.errors.not_found"
handler500 = "qorgan.ui.errors.server_error"
