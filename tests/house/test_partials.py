"""What htmx gets when it aims at a part of a page is what stands there after a reload."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import resolve
from lxml import html

from tests.house.rows import Screen, Stage, screens

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).resolve().parents[2] / "src" / "qorgan"
SCREENS = screens()
# Random by intention: the token of the form, the token that lets a form be carried out once, the key of a message.
RANDOM = re.compile(r"^(csrfmiddlewaretoken|once|key|_once|ticket)$")
BY_POST = {
    "qorgan.helpline.pages.contacts.contact": "the form of answers is re-drawn when it was sent; nothing aims at it by GET",
    "qorgan.conferences.pages.door.arrive": "a badge is sent by POST; looking checks nobody in and aims at nothing",
    "qorgan.conferences.pages.door.door": "a badge is sent by POST; looking checks nobody in and aims at nothing",
}
ADD_ONE = "{page} lets htmx aim at a part and no screen of tests/house/rows/ opens it; add one with @screen(…) (see its docstring)"


# Which pages let htmx aim at a part -----------------------------------------------------------------------------------


def pages_with_parts(tree: ast.Module) -> Iterator[str]:
    """Functions of a module that are pages and, themselves or through another function of it, render with `partials`."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    calls = {name: {_called(call) for call in ast.walk(node) if isinstance(call, ast.Call)} for name, node in functions.items()}
    reaching = {name for name, node in functions.items() if any(_has_parts(call) for call in ast.walk(node))}
    while more := {name for name, called in calls.items() if called & reaching} - reaching:
        reaching |= more
    for name in sorted(reaching):
        if any(_is_page_with_get(decorator) for decorator in functions[name].decorator_list):
            yield name


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _has_parts(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _called(node) == "render" and any(word.arg == "partials" for word in node.keywords)


def _is_page_with_get(decorator: ast.expr) -> bool:
    if not isinstance(decorator, ast.Call) or _called(decorator) != "page":
        return False
    methods = next((word.value for word in decorator.keywords if word.arg == "methods"), None)
    return not (isinstance(methods, ast.Tuple) and "GET" not in [getattr(one, "value", "") for one in methods.elts])


def every_page_with_parts() -> set[str]:
    found = set()
    for path in sorted(SOURCE.glob("*/pages/*.py")):
        module = ".".join(("qorgan", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")
        found |= {f"{module}.{name}" for name in pages_with_parts(ast.parse(path.read_text(encoding="utf-8")))}
    return found


# What they give -------------------------------------------------------------------------------------------------------


def compare(client: Client, address: str) -> tuple[set[str], list[str]]:
    """The parts that stood on the page and were compared, and those that differ."""
    with time_machine.travel("2026-11-24T09:00:00+05:00", tick=False):
        whole = client.get(address)
        tree = html.document_fromstring(whole.content.decode())
        compared, wrong = set(), []
        for part in sorted(whole.partials):
            standing = tree.xpath("//*[@id=$part]", part=part)
            if not standing:
                continue
            answer = client.get(address, headers={"HX-Request": "true", "HX-Target": part})
            compared.add(part)
            wrong += differing(f"{address}: {part}", plain(standing[0]), plain(_fragment(answer.content.decode(), part)))
    return compared, wrong


def differing(what: str, whole: str, part: str) -> list[str]:
    """Nothing, or one line with the place where the two begin to differ."""
    if whole == part:
        return []
    at = next((n for n, (one, other) in enumerate(zip(whole, part, strict=False)) if one != other), min(len(whole), len(part)))
    return [f"{what} is not what a reload shows: …{whole[max(at - 60, 0) : at + 60]}… is …{part[max(at - 60, 0) : at + 60]}…"]


def _fragment(text: str, part: str) -> Any:
    """The element that the answer brings; what it brings for elsewhere (out of band) is not compared."""
    brought = [one for one in html.fragments_fromstring(text) if not isinstance(one, str) and "hx-swap-oob" not in one.attrib]
    assert [one.get("id") for one in brought] == [part], f"htmx aims at {part} and gets {[one.get('id') for one in brought]}"
    return brought[0]


def plain(element: Any) -> str:
    """The element as text, without what is random and without blanks between lines."""
    for one in element.xpath(".//input[@name]"):
        if RANDOM.match(one.get("name")):
            one.set("value", "")
    for one in element.xpath("descendant-or-self::*[@hx-headers]"):
        one.set("hx-headers", "")
    element.tail = None
    return re.sub(r"\s+", " ", html.tostring(element, encoding="unicode")).strip()


def opened(found: Screen, stage: Stage) -> str:
    """The address of the screen with two rows."""
    found.add(stage, 0, 1)
    return found.where(stage)


def name_of(address: str) -> str:
    view = resolve(address.partition("?")[0]).func
    return f"{view.__module__}.{view.__name__}"


@pytest.mark.parametrize("name", SCREENS)
def test_a_part_is_what_a_reload_shows(name: str, stage, sit) -> None:
    set_up = stage(SCREENS[name].needs)
    client = sit(set_up.by)
    address = opened(SCREENS[name], set_up)
    compared, wrong = compare(client, address)
    assert wrong == []
    assert compared or name_of(address) not in every_page_with_parts(), f"{name}: none of its parts stands on the page"


def test_every_page_with_parts_is_opened(stage, sit) -> None:
    """Only the addresses are asked for here; what they show is compared above."""
    opened_pages = set()
    for found in SCREENS.values():
        if isinstance(found.address, str):
            opened_pages.add(name_of(found.address))
        else:
            set_up = stage(found.needs)
            opened_pages.add(name_of(opened(found, set_up)))
    expected = every_page_with_parts()
    assert len(expected) >= 12
    assert [ADD_ONE.format(page=page) for page in sorted(expected - opened_pages - BY_POST.keys())] == []
    assert BY_POST.keys() <= expected, "an exception that nothing needs any more"


def test_a_page_that_no_screen_opens_is_found() -> None:
    """The planted fault: a page that reaches `render(…, partials=…)` through a second function."""
    planted = """
@page(needs=SIGNED_IN)
def planted(request):
    return _drawn(request)

@page(needs=SIGNED_IN, methods=("POST",))
def sent(request):
    return _drawn(request)

def _drawn(request):
    return render(request, "x.html", partials=("x",))
"""
    assert list(pages_with_parts(ast.parse(planted))) == ["planted"]


def test_a_part_that_shows_something_else_makes_the_guard_red(stage, sit, monkeypatch) -> None:
    """The planted fault: what a page shows depends on who asks for it, the browser or htmx."""
    table = importlib.import_module("qorgan.organisations.tables").Organisations
    count_text = table.count_text.fget
    monkeypatch.setattr(table, "count_text", property(lambda self: "?" if self.request.headers.get("HX-Request") else count_text(self)))
    set_up = stage(SCREENS["organisations.list"].needs)
    client = sit(set_up.by)
    _, wrong = compare(client, opened(SCREENS["organisations.list"], set_up))
    assert [line.partition(" is ")[0] for line in wrong] == ["/organisations: organisations-list"]
