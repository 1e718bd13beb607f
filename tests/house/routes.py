"""Every address of the house, with invented arguments that name nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, SlugConverter, StringConverter

from qorgan.ui.pages import Page

MISSING = {"provider_id": "nobody", "verb": "raise", "key": "nothing"}


@dataclass(frozen=True)
class Route:
    """One address: how it is written, what answers, and an example that names no record."""

    written: str
    view: Callable[..., Any]
    example: str

    @property
    def page(self) -> Page | None:
        """What the view declares about itself; None where it declares nothing."""
        return getattr(self.view, "page", None)

    @property
    def name(self) -> str:
        return f"{self.view.__module__}.{getattr(self.view, '__name__', type(self.view).__name__)}"


def routes(patterns: list[Any] | None = None, before: str = "") -> Iterator[Route]:
    """All routes below the patterns, depth first. Those of the API have guards of their own (`tests/api`)."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver) and entry.namespace != "api":
            yield from routes(entry.url_patterns, before + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            written = before + str(entry.pattern)
            yield Route(written, entry.callback, "/" + before + _filled(entry))


def _filled(entry: URLPattern) -> str:
    address = str(entry.pattern)
    for name, converter in entry.pattern.converters.items():
        address = re.sub(rf"<(?:\w+:)?{name}>", _example(name, converter), address)
    return address


def _example(name: str, converter: Any) -> str:
    if isinstance(converter, IntConverter):
        return "2147483"
    if isinstance(converter, SlugConverter | StringConverter):
        return MISSING.get(name, "zzzzzzzzzzzzzzzz")
    return converter.regex.split("|")[0]


def undeclared(found: list[Route]) -> list[str]:
    """Routes whose view does not say who may open it."""
    return [f"{route.written}: {route.name} declares no page" for route in found if route.page is None]
