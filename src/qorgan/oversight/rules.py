"""When emergency access is allowed: questions about what was written."""

from __future__ import annotations

from qorgan.oversight.models import SHORTEST_REASON


def is_reason(text: str) -> bool:
    """Whether a reason says something: long enough, and more than one sign or word again and again."""
    words = text.split()
    return len(" ".join(words)) >= SHORTEST_REASON and len({word.casefold() for word in words}) >= 3
