"""Addresses of the room `ui`."""

from __future__ import annotations

from django.urls import path

from qorgan.ui.pages.api import api, api_description
from qorgan.ui.pages.look import screen
from qorgan.ui.pages.saved_views import view_remove, view_save
from qorgan.ui.pages.styleguide import sample_table, styleguide

urlpatterns = [
    path("api", api, name="api"),
    path("api/v1/openapi.json", api_description, name="api_description"),
    path("screen", screen, name="screen"),
    path("views", view_save, name="view_save"),
    path("views/<str:ref>/remove", view_remove, name="view_remove"),
    path("styleguide", styleguide, name="styleguide"),
    path("styleguide/table", sample_table, name="sample_table"),
]
