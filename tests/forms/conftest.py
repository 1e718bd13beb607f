"""What the tests of forms share: the keeper of forms, requests as somebody, pages parsed and sent again as a browser
without script would send them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import RequestFactory
from django.utils import translation
from lxml import html

from qorgan.access.principal import Principal
from qorgan.forms.access import FORM_MANAGE, FORM_READ
from qorgan.forms.actions import import_form, publish_form
from qorgan.forms.models import FormVersion
from qorgan.ui.slots import slots
from tests.forms.sheets import toy_xlsx


@pytest.fixture
def keeper(cast) -> Principal:
    """Keeps the forms."""
    return cast.person(FORM_READ, FORM_MANAGE)


@pytest.fixture
def reader(cast) -> Principal:
    """May look at forms and try them."""
    return cast.person(FORM_READ)


@pytest.fixture
def published(keeper) -> FormVersion:
    """The toy form, published."""
    return publish_form(by=keeper, version=import_form(by=keeper, source=toy_xlsx()))


@pytest.fixture
def ask() -> Iterator[Callable[..., HttpRequest]]:
    """Makes a request: `ask(by, "/x?y=1")`, `ask(by, post=[("a.age", "3")])`, `ask(by, post=…, htmx="fill")`."""

    made: list[HttpRequest] = []

    def make(
        by: Principal,
        path: str = "/",
        *,
        post: list[tuple[str, Any]] | None = None,
        files: dict[str, Any] | None = None,
        htmx: str = "",
    ) -> HttpRequest:
        headers = {"HX-Request": "true", "HX-Target": htmx} if htmx else {}
        factory = RequestFactory(headers=headers)
        if post is None and files is None:
            request = factory.get(path)
        else:
            fields: dict[str, Any] = {}
            for name, value in post or []:
                fields.setdefault(name, []).append(value)
            request = factory.post(path, {**fields, **(files or {})})
        request.by = by
        made.append(request)
        return request

    yield make
    for request in made:
        request.close()


@pytest.fixture
def plain_shell(monkeypatch):
    """The shell without what rooms above hang into it: who is signed in, their places, marks and commands."""
    for slot in slots().values():
        monkeypatch.setattr(slot, "_fillers", [])


@pytest.fixture
def english():
    """The tests read English."""
    with translation.override("en"):
        yield


class Sheet:
    """A page without script: its fields as a browser would send them, and what it shows."""

    def __init__(self, response: HttpResponse | str) -> None:
        text = response if isinstance(response, str) else response.content.decode()
        self.tree = html.fromstring(text)

    def fields(self) -> list[tuple[str, str]]:
        """Successful controls (HTML, "form submission"), without buttons."""
        found: list[tuple[str, str]] = []
        for control in self.tree.xpath("//input[@name] | //select[@name] | //textarea[@name]"):
            kind = control.get("type", "")
            if control.tag == "select":
                options = control.xpath("./option[@selected]") or control.xpath("./option[1]")
                found += [(control.get("name"), option.get("value") or "") for option in options]
            elif control.tag == "textarea":
                found.append((control.get("name"), (control.text or "").removeprefix("\n")))
            elif kind not in ("radio", "checkbox") or control.get("checked") is not None:
                found.append((control.get("name"), control.get("value") or ""))
        return found

    def sent(self, button: str, **changed: Any) -> list[tuple[str, str]]:
        """The fields after a person changed some (`age="5"`, `members__0__age="4"`, a list for ticks) and pressed."""
        changes = {"a." + name.replace("__", "."): value for name, value in changed.items()}
        shown = {control.get("name") for control in self.tree.xpath("//*[@name]")}
        assert changes.keys() <= shown, f"not on the page: {changes.keys() - shown}"
        kept = [(name, value) for name, value in self.fields() if name not in changes or value == ""]
        for name, value in changes.items():
            kept = [pair for pair in kept if pair[0] != name or name in self.companions()]
            kept += [(name, one) for one in (value if isinstance(value, list) else [value])]
        return [*kept, ("_do", button)]

    def companions(self) -> set[str]:
        """Names of groups of controls, whose empty hidden companion is always sent."""
        return {control.get("name") for control in self.tree.xpath("//input[@type='radio' or @type='checkbox']")}

    def names(self) -> set[str]:
        """Names of our questions that are asked on the page, without hidden ones."""
        controls = self.tree.xpath("//*[@name and not(@type='hidden')]")
        return {control.get("name").removeprefix("a.") for control in controls if control.get("name").startswith("a.")}

    def text(self) -> str:
        return " ".join(" ".join(self.tree.itertext()).split())

    def errors(self) -> dict[str, str]:
        """id → text of the links of the error summary."""
        return {link.get("href").removeprefix("#"): link.text_content() for link in self.tree.xpath("//*[@data-errors]//a")}


@pytest.fixture
def sheet() -> type[Sheet]:
    return Sheet


def query(fields: list[tuple[str, str]]) -> QueryDict:
    """Fields as Django's QueryDict."""
    made = QueryDict(mutable=True)
    for name, value in fields:
        made.appendlist(name, value)
    return made
