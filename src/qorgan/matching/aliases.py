"""Names that stand for others: Саша for Александр, Чингис for Шыңғыс. Data of the country pack, read once per process.

`packs/<country>/names/aliases.toml` holds groups of names; whoever bears one name of a group may be written with any
other of it. A short name may belong to several groups (Саша is Александр and Александра).
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

from django.conf import settings

from qorgan.matching.normaliser import fold

PATH = Path("names") / "aliases.toml"


def canonical(folded: str) -> frozenset[str]:
    """The first names of the groups that a folded name belongs to, themselves folded; empty for a name of no group."""
    return _groups(settings.PACK).get(folded, frozenset())


@cache
def _groups(pack: Path) -> dict[str, frozenset[str]]:
    path = pack / PATH
    if not path.exists():  # a country without such a list is compared without it
        return {}
    with path.open("rb") as file:
        rows = tomllib.load(file)["group"]
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        first = fold(row["names"][0])
        for name in row["names"]:
            found[fold(name)].add(first)
    return {name: frozenset(firsts) for name, firsts in found.items()}
