"""What several parts of one page need is asked of the database once: kept at the request, gone with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.http import HttpRequest

Answer = TypeVar("Answer")


def asked_once(request: HttpRequest, key: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer of `ask` for this request; `key` names the question with everything that it depends on beside who asks.

    A request has one reader and ends within the second, so nothing that is kept here outlives what the reader may know.
    """
    kept: dict[Hashable, Any] = request.__dict__.setdefault("_asked_once", {})
    if key not in kept:
        kept[key] = ask()
    answer: Answer = kept[key]
    return answer
