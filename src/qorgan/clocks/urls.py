"""Addresses of clocks."""

from django.urls import path

from qorgan.clocks.pages import clocks

urlpatterns = [
    path("clocks", clocks.clocks, name="clocks"),
    path("limits", clocks.limits, name="clocks_limits"),
    path("limits/calendar", clocks.calendar, name="clocks_calendar"),
    path("clocks/to/<slug:ref>", clocks.clock, name="clock"),
]
