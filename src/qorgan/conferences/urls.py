"""Addresses of the room `conferences`: random public ids, never a name."""

from __future__ import annotations

from django.urls import path

from qorgan.conferences.pages import accreditation, door, invited
from qorgan.conferences.pages import conference as one
from qorgan.conferences.pages import recommendation as said

urlpatterns = [
    path("conferences", one.conferences, name="conferences"),
    path("conferences/new", one.conference_new, name="conference_new"),
    path("conferences/editions/new", one.edition_new, name="edition_new"),
    path("conferences/invited", invited.invited, name="invited"),
    path("conferences/arrive/<slug:code>", door.arrive, name="arrive"),
    path("conferences/categories/<slug:ref>", one.quota_set, name="quota_set"),
    path("conferences/sessions/<slug:ref>/remove", one.session_remove, name="session_remove"),
    path("conferences/invitations/<slug:ref>/withdraw", accreditation.invitation_withdraw, name="invitation_withdraw"),
    path("conferences/nominations/<slug:ref>", accreditation.registration, name="registration"),
    path("conferences/pairs/<slug:ref>", accreditation.pair_decide, name="pair_decide"),
    path("conferences/<slug:ref>", one.edition, name="edition"),
    path("conferences/<slug:ref>/cancel", one.edition_cancel, name="edition_cancel"),
    path("conferences/<slug:ref>/sessions/new", one.session_new, name="session_new"),
    path("conferences/<slug:ref>/invitations", accreditation.invitations, name="invitations"),
    path("conferences/<slug:ref>/invitations/new", accreditation.invitation_new, name="invitation_new"),
    path("conferences/<slug:ref>/delegates", accreditation.delegates, name="delegates"),
    path("conferences/<slug:ref>/delegates/new", accreditation.delegate_new, name="delegate_new"),
    path("conferences/<slug:ref>/badges", accreditation.badges, name="badges"),
    path("conferences/<slug:ref>/door", door.door, name="door_of_edition"),
    path("conferences/<slug:ref>/recommendations/new", said.recommendation_new, name="recommendation_new"),
    path("recommendations/<slug:ref>", said.recommendation, name="recommendation"),
    path("recommendations/<slug:ref>/change", said.recommendation_change, name="recommendation_change"),
    path("recommendations/<slug:ref>/adopt", said.recommendation_adopt, name="recommendation_adopt"),
    path("recommendations/<slug:ref>/reject", said.recommendation_reject, name="recommendation_reject"),
    path("recommendations/<slug:ref>/address", said.recommendation_address, name="recommendation_address"),
    path("recommendations/bodies/<slug:ref>/answer", said.recommendation_answer, name="recommendation_answer"),
]
