"""What the tests of the ground floor's screens share: opening an address as somebody, in English."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve
from django.utils import translation

from qorgan.access.principal import Principal
from qorgan.ui.slots import slots

Go = Callable[..., HttpResponse]


@pytest.fixture
def go(as_web: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Go]:
    """`go(by, "/places")` opens; `go(by, "/places/import", {"sheet": …})` posts. The shell is without other rooms."""
    for name, slot in slots().items():
        if name.startswith("ui."):
            monkeypatch.setattr(slot, "_fillers", [])
    made: list[HttpRequest] = []

    def open_as(by: Principal, path: str, post: dict[str, Any] | None = None) -> HttpResponse:
        factory = RequestFactory()
        request = factory.post(path, post) if post is not None else factory.get(path)
        request.by = by  # type: ignore[attr-defined]
        made.append(request)
        found = resolve(path.partition("?")[0])
        with translation.override("en"):
            return found.func(request, *found.args, **found.kwargs)

    yield open_as
    for request in made:
        request.close()
