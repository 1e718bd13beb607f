"""Addresses of the room `organisations`."""

from __future__ import annotations

from django.urls import path, register_converter

from qorgan.organisations.pages import organisation as one
from qorgan.organisations.pages.organisation_import import organisation_import, organisation_import_draft
from qorgan.organisations.pages.organisation_list import organisation_list, organisation_new
from qorgan.organisations.pages.school_code import KINDS, school_code, school_poster


class PosterKind:
    """`pdf` or `png`."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PosterKind, "poster")

urlpatterns = [
    path("organisations", organisation_list, name="organisation_list"),
    path("organisations/new", organisation_new, name="organisation_new"),
    path("organisations/import", organisation_import, name="organisation_import"),
    path("organisations/import/<slug:ref>", organisation_import_draft, name="organisation_import_draft"),
    path("organisations/<slug:ref>", one.organisation, name="organisation"),
    path("organisations/<slug:ref>/change", one.organisation_change, name="organisation_change"),
    path("organisations/<slug:ref>/contacts", one.organisation_contacts, name="organisation_contacts"),
    path("organisations/<slug:ref>/rename", one.organisation_rename, name="organisation_rename"),
    path("organisations/<slug:ref>/close", one.organisation_close, name="organisation_close"),
    path("organisations/<slug:ref>/successor", one.organisation_successor, name="organisation_successor"),
    path("organisations/<slug:ref>/seal", one.organisation_seal, name="organisation_seal"),
    path("organisations/<slug:ref>/code", school_code, name="school_code"),
    path("organisations/<slug:ref>/poster.<poster:kind>", school_poster, name="school_poster"),
]
