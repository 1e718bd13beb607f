"""Addresses of the room `grants`: random public ids, never a name."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
