"""A browser in front of our pages without a server between: each request is answered from here, with the real headers.

The pages come from the views themselves; static files from the finders; whatever else the page asks for is refused and
remembered in `strange`, so that a request to a third party or to a missing file fails the test.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from qorgan.access.principal import Kind, Principal
from qorgan.ui.headers import headers
from qorgan.ui.models import Preference
from qorgan.ui.navigation import Command, Item

ORIGIN = "https://qorgan.test"
AXE = (Path(__file__).parents[1] / "vendor/axe.min.js").read_text()
Answer = Callable[[Any], HttpResponse | dict[str, Any]]


class Stage:
    """Pages by path. `play(path, answer)` puts one on; `answer` takes Playwright's request."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.answers: dict[str, Answer] = {}
        self.strange: list[str] = []
        self.asked: list[Any] = []
        self.complaints: list[str] = []
        context.route("**/*", self._serve)

    def play(self, path: str, answer: Answer | HttpResponse) -> None:
        """Puts a page on."""
        self.answers[path] = answer if callable(answer) else (lambda _request, made=answer: made)

    def open(self, path: str) -> Any:
        """A new tab on the page; complaints of its console are kept."""
        tab = self.context.new_page()
        tab.on("console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None)
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        tab.goto(ORIGIN + path)
        return tab

    def _serve(self, route: Any) -> None:
        request = route.request
        address = urlsplit(request.url)
        self.asked.append(request)
        common = headers(is_secure=True)
        if f"{address.scheme}://{address.netloc}" != ORIGIN:
            self.strange.append(request.url)
            route.abort()
        elif address.path in self.answers:
            made = self.answers[address.path](request)
            if made is None:
                route.abort()
            elif isinstance(made, dict):
                route.fulfill(**{**made, "headers": {**common, **made.get("headers", {})}})
            else:
                route.fulfill(status=made.status_code, body=made.content, headers={**common, **dict(made.headers)})
        elif address.path.startswith("/static/") and (found := finders.find(address.path.removeprefix("/static/"))):
            kind = mimetypes.guess_type(found)[0] or "text/plain"
            route.fulfill(body=Path(found).read_bytes(), headers={**common, "Content-Type": kind})
        else:
            self.strange.append(request.url)
            route.fulfill(status=404, body="", headers=common)


def violations(tab: Any) -> list[str]:
    """What axe finds, WCAG 2.2 AA and best practice: rule, element, and why."""
    tab.context.new_cdp_session(tab).send("Runtime.evaluate", {"expression": AXE})  # the policy binds pages, not the debugger
    found = tab.evaluate("() => axe.run(document, {resultTypes: ['violations']}).then((all) => all.violations)")
    return [f"{one['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})" for one in found for node in one["nodes"]]


def page(body: str, *, person: bool = True, preference: Preference | None = None, language: str = "en") -> HttpResponse:
    """A page in the shell around a body, without a database."""
    request = RequestFactory().get("/page")
    by = Principal(kind=Kind.PERSON) if person else Principal.nobody()
    context = {
        "by": by,
        "language": language,
        "preference": preference or Preference(),
        "request": request,
        "csrf_token": "token",
        "places_to_go": [
            Item("Desk", "/desk", "headset", key="D", waiting=3, is_hot=True),
            Item("Өтініштер", "/contacts", "folder", key="C"),
        ],
        "commands": [
            Command("Desk", "/desk", "headset", "G D"),
            Command("Өтініштер", "/contacts", "folder", "G C"),
            Command("Refer", "/refer", "send"),
        ],
        "marks": ["Invented data"],
        "banners": [],
        "me": None,
    }
    text = "{% extends 'ui/shell.html' %}{% block title %}t{% endblock %}{% block main %}<h1>t</h1>" + body + "{% endblock %}"
    with translation.override(language):
        return HttpResponse(engines["django"].from_string(text).render(context))


def posts(scene: Stage, path: str) -> list[Any]:
    """What the page has posted to an address."""
    return [request for request in scene.asked if request.method == "POST" and request.url.endswith(path)]


def events(*numbers: int) -> dict:
    """A stream that tells these and ends."""
    body = "retry: 100\n\n" + "".join(f"id: {n}\nevent: toy.thread\ndata: {json.dumps({'seq': n})}\n\n" for n in numbers)
    return {"status": 200, "headers": {"Content-Type": "text/event-stream"}, "body": body}
