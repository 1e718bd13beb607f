"""Every address of the house; each room keeps its own list."""

from __future__ import annotations

import importlib.util

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include(f"qorgan.{room}.urls")) for room in settings.ROOMS[:-1] if importlib.util.find_spec(f"qorgan.{room}.urls")
]
handler400 = "qorgan.ui.errors.bad_request"
handler403 = "qorgan.ui.errors.not_found"
handler404 = "qorgan.ui.errors.not_found"
handler500 = "qorgan.ui.errors.server_error"
