"""Addresses of the room `directory`. A search carries codes in its address, never a child's words."""

from __future__ import annotations

from django.urls import path

from qorgan.directory.pages import service as one
from qorgan.directory.pages import site
from qorgan.directory.pages.service_import import service_import, service_import_draft
from qorgan.directory.pages.service_list import service_list, service_new

urlpatterns = [
    path("services", service_list, name="service_list"),
    path("services/new", service_new, name="service_new"),
    path("services/import", service_import, name="service_import"),
    path("services/import/<slug:ref>", service_import_draft, name="service_import_draft"),
    path("services/<slug:ref>", one.service, name="service"),
    path("services/<slug:ref>/change", one.service_change, name="service_change"),
    path("services/<slug:ref>/close", one.service_close, name="service_close"),
    path("services/<slug:ref>/reopen", one.service_reopen, name="service_reopen"),
    path("services/<slug:ref>/check", one.service_verify, name="service_verify"),
    path("services/<slug:ref>/places", one.service_capacity, name="service_capacity"),
    path("services/<slug:ref>/hours", one.service_hours, name="service_hours"),
    path("services/<slug:ref>/day", one.service_day, name="service_day"),
    path("services/<slug:ref>/sites/new", site.site_new, name="site_new"),
    path("services/<slug:ref>/sites/choose", site.site_choose, name="site_choose"),
    path("services/<slug:ref>/sites/<slug:site>/change", site.site_change, name="site_change"),
    path("services/<slug:ref>/sites/<slug:site>/hide", site.site_hide, name="site_hide"),
    path("services/<slug:ref>/sites/<slug:site>/close", site.site_close, name="site_close"),
    path("services/<slug:ref>/sites/<slug:site>/withdraw", site.site_withdraw, name="site_withdraw"),
]
