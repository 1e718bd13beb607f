"""Who may sign in with a password: active accounts; demo accounts only in a demo database."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from qorgan.staff.models import Account


class AccountBackend(AuthenticationBackend):
    """allauth's backend on our accounts; there are no Django groups or permissions."""

    def user_can_authenticate(self, user: Any) -> bool:
        return isinstance(user, Account) and user.is_active
