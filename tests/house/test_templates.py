"""Templates: used, short, compiled, and without anything that the content security policy forbids."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import TemplateSyntaxError, engines

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "qorgan"
LONGEST = 150  # lines; HOUSE.md section 5
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*"))
FILES = [path for path in TEMPLATES if path.is_file()]
PAGES = [path for path in FILES if path.suffix == ".html"]
# What the policy `script-src 'self'; style-src 'self'` makes a browser refuse, or htmx evaluate.
FORBIDDEN = {
    "a script in the page": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.IGNORECASE),
    "a style in the page": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[a-zA-Z][^>]*\sstyle\s*=", re.IGNORECASE),
    "an on… attribute": re.compile(r"<[a-zA-Z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an hx-on attribute": re.compile(r"\shx-on[:\-=]", re.IGNORECASE),
    "an address of scripts": re.compile(r"javascript:", re.IGNORECASE),
    "somebody else's server": re.compile(r"(?:src|action)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE),
}
# Found by a name that is put together at run time.
BY_PATTERN = (r"django/forms/.*", r"(account|mfa|socialaccount|allauth)/.*")

# Made for rooms above, which are still to come; each with the README that offers it.
OFFERED = {"forms/print.html": SOURCE / "forms" / "README.md"}


def name_of(path: Path) -> str:
    return path.as_posix().split("/templates/", 1)[1]


def forbidden(text: str) -> list[str]:
    """What the browser would refuse in this template."""
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]


def test_no_template_holds_what_the_policy_forbids() -> None:
    found = {name_of(path): forbidden(path.read_text(encoding="utf-8")) for path in PAGES}
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        '<p style="color:red">',
        '<body onload="x()">',
        '<a href="javascript:x()">',
        '<img src="https://elsewhere.example/x.png">',
        '<p hx-on:click="x()">',
    ],
)
def test_a_planted_inline_script_or_style_makes_the_guard_red(planted: str) -> None:
    assert forbidden(planted)


def test_every_template_stays_below_its_ceiling() -> None:
    long = {name_of(path): lines for path in FILES if (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST}
    assert long == {}


def test_every_template_compiles() -> None:
    wrong = {}
    for path in PAGES:
        try:
            engines["django"].get_template(name_of(path))
        except TemplateSyntaxError as fault:
            wrong[name_of(path)] = str(fault)
    assert wrong == {}


def unused(names: list[str], texts: str) -> list[str]:
    """Templates that neither code nor another template names."""
    folders = set(re.findall(r"[\"'/]((?:[\w-]+/)+)\{(?!slug:)", texts))  # f"helpline/door/{name}.html", and no route
    return [
        name
        for name in names
        if name not in texts
        and name.rpartition("/")[0] + "/" not in folders
        and not any(re.fullmatch(pattern, name) for pattern in BY_PATTERN)
    ]


def everything_written() -> str:
    parts = [path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]
    return "\n".join(parts + [path.read_text(encoding="utf-8") for path in FILES if path.suffix != ".png"])


def test_every_template_is_used() -> None:
    assert set(unused([name_of(path) for path in FILES], everything_written())) == set(OFFERED)
    for name, readme in OFFERED.items():
        assert name in readme.read_text(encoding="utf-8")


def test_a_template_that_nobody_names_makes_the_guard_red() -> None:
    """The planted fault."""
    assert unused(["helpline/forgotten.html"], everything_written()) == ["helpline/forgotten.html"]


def test_every_room_keeps_its_templates_under_its_own_name() -> None:
    for path in PAGES:
        room, first = path.relative_to(SOURCE).parts[0], name_of(path).split("/")[0]
        assert room in settings.ROOMS
        assert first == room or room in ("ui", "staff"), path
