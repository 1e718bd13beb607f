"""Addresses of the room `forms`."""

from __future__ import annotations

from django.urls import path

from qorgan.forms.pages.form_list import form_list
from qorgan.forms.pages.form_preview import form_preview
from qorgan.forms.pages.form_upload import form_upload
from qorgan.forms.pages.form_version import form_publish, form_retire, form_sheet, form_version

urlpatterns = [
    path("forms", form_list, name="form_list"),
    path("forms/upload", form_upload, name="form_new"),
    path("forms/<slug:key>/upload", form_upload, name="form_upload"),
    path("forms/<slug:key>/<int:number>", form_version, name="form_version"),
    path("forms/<slug:key>/<int:number>/try", form_preview, name="form_preview"),
    path("forms/<slug:key>/<int:number>/sheet", form_sheet, name="form_sheet"),
    path("forms/<slug:key>/<int:number>/publish", form_publish, name="form_publish"),
    path("forms/<slug:key>/<int:number>/retire", form_retire, name="form_retire"),
]
