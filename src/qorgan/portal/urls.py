"""Addresses of the room `portal`."""

from __future__ import annotations

from django.urls import path

from qorgan.portal.pages.home import home

urlpatterns = [path("", home, name="home")]
