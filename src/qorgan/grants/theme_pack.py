"""What the country says of themes: which bodies approve, from which day on, and the articles of the Convention.

`grants/themes.toml` and `grants/crc_articles.toml` of the pack, read once per process and refused whole where they are wrong.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from qorgan.organisations.models import OrganisationKind
from qorgan.texts import languages
from qorgan.texts.words import Words

FOLDER, BODIES, ARTICLES = "grants", "themes.toml", "crc_articles.toml"
BASES = frozenset({"sourced", "setting", "background"})
_CODE = re.compile(r"^[A-Z]{2,6}-\d{1,3}$")


class ThemesBroken(ValueError):
    """The pack's bodies or articles cannot be used; the message names the file, the row and what is wrong in it."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body that approves themes: the kinds of organisation that are it, and how long its link holds, in days."""

    key: str
    names: Words
    kinds: tuple[str, ...]
    link_days: int
    valid_from: date
    valid_until: date | None
    source: str

    def is_needed(self, on: date) -> bool:
        """Whether a theme of this day needs it."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the Convention, with the cluster that reports group it in."""

    code: str
    names: Words
    cluster: Words


@dataclass(frozen=True, slots=True)
class ThemePack:
    """All of it, in the order of the files."""

    bodies: tuple[Body, ...]
    articles: Mapping[str, Article]

    def needed(self, on: date) -> tuple[Body, ...]:
        """The bodies whose approval a theme of this day needs."""
        return tuple(body for body in self.bodies if body.is_needed(on))

    def body(self, key: str) -> Body | None:
        """The newest row of that key, or None."""
        return next((body for body in reversed(self.bodies) if body.key == key), None)

    def article(self, code: str) -> Article | None:
        """The article of that code, or None for one that the pack does not have."""
        return self.articles.get(code)


def themes() -> ThemePack:
    """The pack of this installation. A country may leave the folder out; then no theme can be submitted."""
    return read_themes(settings.PACK / FOLDER)


@cache
def read_themes(folder: Path) -> ThemePack:
    """Reads a folder. Raises ThemesBroken; what refers to other files of the pack is checked by `load`."""
    if not (folder / BODIES).exists():
        return ThemePack((), {})
    bodies = tuple(_body(row) for row in _rows(folder / BODIES, "body"))
    raw = _rows(folder / ARTICLES, "article")
    clusters = {row["key"]: _words(row, ARTICLES) for row in _rows(folder / ARTICLES, "cluster")}
    articles = {row["code"]: _article(row, clusters) for row in raw}
    if len(articles) != len(raw):
        raise ThemesBroken(f"{ARTICLES}: an article stands twice")
    _must_follow(bodies)
    return ThemePack(bodies, articles)


def load() -> None:
    """What `qorgan migrate` calls: reads the files and checks the kinds of organisation that they name. Raises ThemesBroken."""
    kinds = set(OrganisationKind.objects.values_list("key", flat=True))
    unknown = sorted({kind for body in themes().bodies for kind in body.kinds} - kinds)
    if unknown:
        raise ThemesBroken(f"{BODIES}: no such kind of organisation: {', '.join(unknown)}")


def _rows(path: Path, name: str) -> list[dict[str, Any]]:
    with path.open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file).get(name, [])
    if not found:
        raise ThemesBroken(f"{path.name}: no {name}")
    return found


def _words(row: Mapping[str, Any], file: str) -> Words:
    words = Words(row.get("names", {}))
    if missing := [code for code in languages.codes() if code not in words]:
        raise ThemesBroken(f"{file}: {row.get('key', row.get('code', '?'))} has no names in {', '.join(missing)}")
    return words


def _body(row: Mapping[str, Any]) -> Body:
    lacking = [name for name in ("key", "kinds", "link_days", "valid_from", "basis", "source") if not row.get(name)]
    if lacking or row["basis"] not in BASES:
        raise ThemesBroken(f"{BODIES}: body {row.get('key', '?')} lacks {', '.join(lacking) or 'a known basis'}")
    return Body(
        row["key"], _words(row, BODIES), tuple(row["kinds"]), int(row["link_days"]), row["valid_from"], row.get("valid_until"),
        row["source"],
    )  # fmt: skip


def _article(row: Mapping[str, Any], clusters: Mapping[str, Words]) -> Article:
    if not _CODE.match(row.get("code", "")) or row.get("cluster") not in clusters:
        raise ThemesBroken(f"{ARTICLES}: article {row.get('code', '?')} has no usable code or no cluster")
    return Article(row["code"], _words(row, ARTICLES), clusters[row["cluster"]])


def _must_follow(bodies: Sequence[Body]) -> None:
    """Two rows of one key follow each other in time."""
    for one, other in ((one, other) for at, one in enumerate(bodies) for other in bodies[at + 1 :] if one.key == other.key):
        if one.valid_until is None or one.valid_until >= other.valid_from:
            raise ThemesBroken(f"{BODIES}: two rows of {one.key} are valid on one day")
