"""Who may sign in with a password: active accounts, and nothing tells a closed one from one that never was."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from qorgan.staff.models import Account


class AccountBackend(AuthenticationBackend):
    """allauth's backend on our accounts; there are no Django groups or permissions.

    A wrong name costs one hash, like a wrong password. allauth would lead the right password of a closed account to a
    page that says so; here it is answered like a wrong one.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        return isinstance(user, Account) and user.is_active

    @classmethod
    def _stash_user(cls, user: AbstractBaseUser | None) -> AbstractBaseUser | None:  # noqa: ARG003  (allauth's)
        return super()._stash_user(None)
