"""Loads the lists of the directory from the country pack; may run again and again."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings

from qorgan.access.acting import reading
from qorgan.directory.access import PACK
from qorgan.directory.actions.loading import load_terms
from qorgan.directory.choices import TaxonomyKey
from qorgan.directory.models import Limit, TaxonomyTerm
from qorgan.texts.words import Words

FILE = "service_directory.toml"
COMPARED = ("names", "description", "place_in_list", "valid_from", "valid_until", "source", "basis")


def load_directory(pack: Path | None = None) -> int:
    """Brings kinds of service, needs, accessibility, units and limits to what the pack says; gives how many differed.

    Raises ValueError for a term whose parent stands nowhere above it.
    """
    raw = tomllib.loads(((pack or settings.PACK) / FILE).read_text(encoding="utf-8"))
    with reading(PACK):
        there = {(one.taxonomy, one.code): one for one in TaxonomyTerm.objects.select_related("parent")}
        known = {(one.key, one.valid_from): one for one in Limit.objects.all()}
    wanted = [row for taxonomy in TaxonomyKey.values for row in _terms(taxonomy, raw.get(taxonomy, []))]
    terms = [row for row in wanted if _differs(there.get((row["taxonomy"], row["code"])), row)]
    limits = [row for row in raw.get("limit", []) if _limit_differs(known.get((row["key"], row["valid_from"])), row)]
    return load_terms(by=PACK, terms=terms, limits=limits) if terms or limits else 0


def _terms(taxonomy: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for place, row in enumerate(rows, 1):
        if row.get("parent") and row["parent"] not in found:
            raise ValueError(f"{FILE}: {row['code']} names a parent {row['parent']} that stands nowhere above it")
        found[row["code"]] = {
            "taxonomy": taxonomy, "code": row["code"], "parent": row.get("parent", ""), "names": Words(row["names"]),
            "description": Words(row.get("description", {})), "place_in_list": place,
            "valid_from": row.get("valid_from"), "valid_until": row.get("valid_until"),
            "source": row.get("source", ""), "basis": row.get("basis", ""),
        }  # fmt: skip
    return list(found.values())


def _differs(there: TaxonomyTerm | None, row: dict[str, Any]) -> bool:
    if there is None:
        return True
    above = there.parent.code if there.parent else ""
    return above != row["parent"] or any(getattr(there, name) != row[name] for name in COMPARED)


def _limit_differs(there: Limit | None, row: dict[str, Any]) -> bool:
    return there is None or any(getattr(there, name) != row[name] for name in ("days", "source", "basis"))
