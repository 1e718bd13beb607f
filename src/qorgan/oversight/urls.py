"""Addresses of the room `oversight`."""

from __future__ import annotations

from django.urls import path

from qorgan.oversight.pages import csp, emergency, health, jobs, journal, keys

urlpatterns = [
    path("emergency", emergency.emergency, name="emergency"),
    path("emergency/reviews", emergency.emergency_reviews, name="emergency_reviews"),
    path("emergency/reviews/<slug:ref>", emergency.emergency_review, name="emergency_review"),
    path("emergency/reviews/<slug:ref>/stop", emergency.emergency_stop, name="emergency_stop"),
    path("emergency/<slug:ref>/end", emergency.emergency_end, name="emergency_end"),
    path("oversight/journal", journal.journal, name="journal"),
    path("oversight/keys", keys.keys, name="keys_page"),
    path("oversight/jobs", jobs.jobs, name="jobs"),
    path("oversight/jobs/<int:number>", jobs.job, name="job"),
    path("oversight/jobs/<int:number>/retry", jobs.job_retry, name="job_retry"),
    path("oversight/jobs/<int:number>/discard", jobs.job_discard, name="job_discard"),
    path("oversight/health", health.health_page, name="health_page"),
    path("health", health.health, name="health"),
    path("csp", csp.csp, name="csp"),
]
