"""Filters that describe a person: sent by POST, and in the address enciphered for the one who asked.

A reload and the way back show the same list and ask nothing, as with every other address; a colleague to whom the address
is sent sees the list without the filters.
"""

from __future__ import annotations

from typing import Final

from django.http import QueryDict

from qorgan.ui.enciphered import Enciphered

ABOUT: Final = "about"
"""The word of the address behind which the filters stand."""

_CIPHER: Final = Enciphered("table filters")
_STEP: Final = 128
"""Bytes: filters are filled up to a multiple, so that the length of the address does not tell how many there are."""


def closed(words: QueryDict, *, bound: bytes) -> str:
    """The filters for the address; empty for none."""
    plain = words.urlencode().encode()
    return _CIPHER.closed(plain.ljust(-(-len(plain) // _STEP) * _STEP, b"&"), bound=bound) if plain else ""


def opened(text: str, *, bound: bytes) -> QueryDict:
    """The filters that stand in an address; none where somebody else made it."""
    plain = _CIPHER.opened(text, bound=bound) if text else None
    return QueryDict((plain or b"").rstrip(b"&").decode())
