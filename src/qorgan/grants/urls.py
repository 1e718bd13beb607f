"""Addresses of the room `grants`: random public ids, never a name."""

from __future__ import annotations

from django.urls import path

from qorgan.grants.granting_urls import urlpatterns as granting
from qorgan.grants.pages import theme as one_theme
from qorgan.grants.pages import theme_asked, theme_list

urlpatterns = [
    *granting,
    path("themes", theme_list.themes, name="themes"),
    path("themes/new", theme_list.theme_new, name="theme_new"),
    path("themes/answer", theme_asked.theme_answer, name="theme_answer"),
    path("themes/asked", theme_list.themes_asked, name="themes_asked"),
    path("themes/asked/<slug:ref>", theme_asked.theme_asked, name="theme_asked"),
    path("themes/bodies/<slug:ref>/ask", theme_asked.theme_ask, name="theme_ask"),
    path("themes/bodies/<slug:ref>/write", theme_asked.theme_comment, name="theme_comment"),
    path("themes/papers/<slug:ref>/open", one_theme.theme_paper_open, name="theme_paper_open"),
    path("themes/papers/<slug:ref>/remove", one_theme.theme_paper_remove, name="theme_paper_remove"),
    path("themes/<slug:ref>", one_theme.theme, name="theme"),
    path("themes/<slug:ref>/change", one_theme.theme_change, name="theme_change"),
    path("themes/<slug:ref>/submit", one_theme.theme_submit, name="theme_submit"),
    path("themes/<slug:ref>/withdraw", one_theme.theme_withdraw, name="theme_withdraw"),
    path("themes/<slug:ref>/papers/new", one_theme.theme_paper_new, name="theme_paper_new"),
    path("themes/<slug:ref>/versions/<int:number>", one_theme.theme_version, name="theme_version"),
]
