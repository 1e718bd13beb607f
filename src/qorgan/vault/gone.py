"""What stands where a sealed value was, when its key no longer exists: something a list can show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

SHREDDED, EXPIRED, MISSING = "shredded", "expired", "missing"


class SealedGone:
    """Mark of a value that can never be read again.

    `reason`: `shredded` (erased on purpose, `since` says when), `expired` (an old backup whose master was destroyed) or
    `missing` (no data key is known). `sealed` keeps the ciphertext, so that saving the row changes nothing.
    """

    reason: str
    since: datetime | None
    sealed: bytes

    def _marked(self, reason: str, since: datetime | None, sealed: bytes) -> Any:
        self.reason, self.since, self.sealed = reason, since, sealed
        return self

    def __repr__(self) -> str:
        return f"<gone: {self.reason}>"

    def __copy__(self) -> SealedGone:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> SealedGone:
        return self


class GoneText(SealedGone, str):
    """Reads as the word for *erased* in the reader's language; sorting and filters of templates work on it."""


class GoneJSON(SealedGone, dict[str, Any]):
    """Reads as an empty object."""


def words_for(reason: str) -> str:
    """What a reader sees in place of the text."""
    return _("Erased") if reason == SHREDDED else _("Can no longer be opened")


def gone_text(reason: str, since: datetime | None, sealed: bytes) -> GoneText:
    return GoneText(words_for(reason))._marked(reason, since, sealed)


def gone_json(reason: str, since: datetime | None, sealed: bytes) -> GoneJSON:
    return GoneJSON()._marked(reason, since, sealed)


Gone = Callable[[str, datetime | None, bytes], Any]


def is_gone(value: object) -> bool:
    """Whether a value read from a sealed field was erased; exports and counts ask this."""
    return isinstance(value, SealedGone)
