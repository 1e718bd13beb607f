"""What several parts of one page need is asked once."""

from __future__ import annotations

from django.test import RequestFactory

from qorgan.ui.asked import asked_once


def test_one_request_asks_once_for_each_key_and_another_asks_again() -> None:
    asked = []

    def ask() -> int:
        asked.append(1)
        return len(asked)

    first, other = RequestFactory().get("/"), RequestFactory().get("/")
    assert [asked_once(first, "a", ask), asked_once(first, "a", ask), asked_once(first, "b", ask)] == [1, 1, 2]
    assert asked_once(other, "a", ask) == 3


def test_nothing_found_is_kept_too() -> None:
    request, asked = RequestFactory().get("/"), []
    for _time in range(2):
        assert asked_once(request, "none", lambda: asked.append(1)) is None
    assert len(asked) == 1
