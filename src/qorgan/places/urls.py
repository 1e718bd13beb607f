"""Addresses of the room `places`."""

from __future__ import annotations

from django.urls import path

from qorgan.places.pages.place import place
from qorgan.places.pages.place_import import place_import, place_import_draft
from qorgan.places.pages.place_list import place_list, place_map

urlpatterns = [
    path("places", place_list, name="place_list"),
    path("places/map", place_map, name="place_map"),
    path("places/import", place_import, name="place_import"),
    path("places/import/<slug:ref>", place_import_draft, name="place_import_draft"),
    path("places/<slug:ref>", place, name="place"),
]
