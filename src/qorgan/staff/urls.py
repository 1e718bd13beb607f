"""Addresses of the room `staff`. Names that start with `account_` or `mfa_` are the ones allauth asks for."""

from __future__ import annotations

from django.urls import path

from qorgan.staff.pages import accounts, keys, memberships, own, sign_in

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="account_login"),
    path("sign-in/second", sign_in.second, name="mfa_authenticate"),
    path("sign-in/passkey", sign_in.sign_in_passkey, name="mfa_login_webauthn"),
    path("sign-in/again", sign_in.password_again, name="account_reauthenticate"),
    path("sign-in/again/code", sign_in.code_again, name="mfa_reauthenticate"),
    path("sign-in/again/passkey", sign_in.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("sign-in/with/<slug:provider_id>", sign_in.elsewhere, name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/back", sign_in.elsewhere_back, name="openid_connect_callback"),
    path("sign-in/link/<str:secret>", sign_in.link, name="sign_in_link"),
    path("sign-out", sign_in.sign_out, name="account_logout"),
    path("welcome", own.welcome, name="welcome"),
    path("me", own.own_account, name="own_account"),
    path("me/role", own.role, name="choose_role"),
    path("me/language", own.language, name="own_language"),
    path("me/password", own.password, name="own_password"),
    path("me/sessions/end", own.end_session, name="end_session"),
    path("me/second-factor", own.second_factor, name="second_factor"),
    path("me/second-factor/codes", own.codes, name="mfa_activate_totp"),
    path("me/second-factor/passkey", own.passkey, name="mfa_add_webauthn"),
    path("me/second-factor/<int:factor>/remove", own.factor_remove, name="factor_remove"),
    path("me/recovery-codes", own.recovery, name="mfa_view_recovery_codes"),
    path("me/recovery-codes/new", own.recovery_new, name="mfa_generate_recovery_codes"),
    path("accounts", accounts.accounts, name="accounts"),
    path("accounts/new", accounts.account_new, name="account_new"),
    path("accounts/<slug:ref>", accounts.account, name="account"),
    path("accounts/<slug:ref>/change", accounts.account_change, name="account_change"),
    path("accounts/<slug:ref>/register", accounts.account_register, name="account_register"),
    path("accounts/<slug:ref>/subject", accounts.account_subject, name="account_subject"),
    path("accounts/<slug:ref>/close", accounts.account_close, name="account_close"),
    path("accounts/<slug:ref>/link", accounts.account_link, name="account_link"),
    path("accounts/<slug:ref>/sessions/end", accounts.account_sessions_end, name="account_sessions_end"),
    path("accounts/<slug:ref>/roles/new", memberships.membership_new, name="membership_new"),
    path("memberships/<slug:ref>/end", memberships.membership_end, name="membership_end"),
    path("roles", accounts.roles, name="roles"),
    path("keys", keys.keys, name="api_keys"),
    path("keys/new", keys.key_new, name="api_key_new"),
    path("keys/<slug:ref>", keys.key, name="api_key"),
    path("keys/<slug:ref>/rotate", keys.key_rotate, name="api_key_rotate"),
    path("keys/<slug:ref>/revoke", keys.key_revoke, name="api_key_revoke"),
]
