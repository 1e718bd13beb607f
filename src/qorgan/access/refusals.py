"""Two different ways of saying no."""

from __future__ import annotations

from django.utils.functional import Promise


class Refused(Exception):
    """Not for you: answered as 404, exactly as if the thing did not exist."""


class Unscoped(RuntimeError):
    """A guarded table was read before anybody said for whom. A fault of the code, never of the user."""


class RuleBroken(Exception):
    """Not now: shown on the form, with its reason.

    `message` is a translated sentence without personal data; `field` names the form field it belongs to, if any.
    """

    def __init__(self, message: Promise | str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
