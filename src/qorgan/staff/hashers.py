"""Argon2 with a bound on how many hashes run at once: each takes about 100 MiB, so a flood is an attack on memory."""

from __future__ import annotations

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

_AT_ONCE = threading.BoundedSemaphore(2)


class BoundedArgon2(Argon2PasswordHasher):
    """Django's Argon2id parameters, two at a time in one process."""

    def encode(self, password: str, salt: str) -> str:
        with _AT_ONCE:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _AT_ONCE:
            return super().verify(password, encoded)
