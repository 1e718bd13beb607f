"""Addresses of the room `children`."""

from __future__ import annotations

from django.urls import path

from qorgan.children.pages import child as one
from qorgan.children.pages import family, finding, registry

urlpatterns = [
    path("children", one.child_list, name="child_list"),
    path("children/new", finding.child_new, name="child_new"),
    path("children/hints", finding.child_hints, name="child_hints"),
    path("children/search", finding.child_search, name="child_search"),
    path("registry/pairs", registry.pair_list, name="pair_list"),
    path("registry/pairs/<slug:ref>", registry.pair, name="pair"),
    path("registry/joinings/<slug:ref>/undo", registry.merge_undo, name="merge_undo"),
    path("children/caregivers/<slug:ref>/correct", family.caregiver_correct, name="caregiver_correct"),
    path("children/caregivers/<slug:ref>/end", family.caregiver_end, name="caregiver_end"),
    path("children/members/<slug:ref>/add", family.member_new, name="member_new"),
    path("children/members/<slug:ref>/end", family.member_end, name="member_end"),
    path("children/<slug:ref>", one.child, name="child"),
    path("children/<slug:ref>/correct", one.child_correct, name="child_correct"),
    path("children/<slug:ref>/restrict", one.child_restrict, name="child_restrict"),
    path("children/<slug:ref>/split", one.child_split, name="child_split"),
    path("children/<slug:ref>/caregiver", family.caregiver_new, name="caregiver_new"),
    path("children/<slug:ref>/caregiver/known", family.caregiver_known, name="caregiver_known"),
    path("children/<slug:ref>/household", family.household_new, name="household_new"),
]
