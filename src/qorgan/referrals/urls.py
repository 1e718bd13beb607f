"""Addresses of the room `referrals`: random public ids, never a name."""

from __future__ import annotations

from django.urls import path

from qorgan.referrals.pages import lists, preparing
from qorgan.referrals.pages import referral as one

urlpatterns = [
    path("referrals", lists.referrals, name="referrals"),
    path("referrals/sent", lists.referrals_sent, name="referrals_sent"),
    path("referrals/received", lists.referrals_received, name="referrals_received"),
    path("referrals/new", preparing.referral_begin, name="referral_begin"),
    path("referrals/new/service", preparing.referral_choose, name="referral_choose"),
    path("referrals/new/<slug:ref>", preparing.referral_new, name="referral_new"),
    path("referrals/<slug:ref>", one.referral, name="referral"),
    path("referrals/<slug:ref>/change", preparing.referral_change, name="referral_change"),
    path("referrals/<slug:ref>/share", preparing.referral_share, name="referral_share"),
    path("referrals/<slug:ref>/consent", preparing.referral_consent, name="referral_consent"),
    path("referrals/<slug:ref>/exception", preparing.referral_exception, name="referral_exception"),
    path("referrals/<slug:ref>/send", preparing.referral_send, name="referral_send"),
    path("referrals/<slug:ref>/discard", preparing.referral_discard, name="referral_discard"),
    path("referrals/<slug:ref>/acknowledge", one.referral_acknowledge, name="referral_acknowledge"),
    path("referrals/<slug:ref>/accept", one.referral_accept, name="referral_accept"),
    path("referrals/<slug:ref>/decline", one.referral_decline, name="referral_decline"),
    path("referrals/<slug:ref>/record", one.referral_record, name="referral_record"),
    path("referrals/<slug:ref>/report", one.referral_report, name="referral_report"),
    path("referrals/<slug:ref>/close", one.referral_close, name="referral_close"),
    path("referrals/<slug:ref>/revoke", one.referral_revoke, name="referral_revoke"),
]
