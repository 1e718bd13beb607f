"""Loads the kinds of organisation of the country pack, and the invented organisations of a demo; may run again."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from qorgan.access.acting import acting, reading
from qorgan.organisations.access import PACK
from qorgan.organisations.actions import load_kinds, register_organisation
from qorgan.organisations.choices import ContactKind
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.loading import pack_rows, words
from qorgan.places.models import Place
from qorgan.texts.words import Words

FLAGS = (
    "is_party", "is_state", "may_receive_referral", "may_receive_report", "may_receive_complaint", "takes_placement",
    "by_court_only", "must_pass_on", "confidential_site", "may_fund", "has_pupils",
)  # fmt: skip
PLAIN = ("valid_from", "valid_until", "source", "basis")
HAVE_PUPILS = ("school", "college")


def load_organisation_kinds(pack: Path | None = None) -> int:
    """Brings the kinds to what the pack says; gives how many were new or differed."""
    raw = tomllib.loads(((pack or settings.PACK) / "organisation_kinds.toml").read_text(encoding="utf-8"))
    with reading(PACK):
        there = {kind.key: kind for kind in OrganisationKind.objects.all()}
    wanted = {row["key"]: _facts(row) for row in raw["kind"]}
    differing = {key: facts for key, facts in wanted.items() if key not in there or _differs(there[key], facts)}
    return load_kinds(by=PACK, kinds=differing) if differing else 0


def _facts(row: dict[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {"names": Words(row["names"])}
    facts |= {flag: bool(row.get(flag, False)) for flag in FLAGS}
    facts["has_pupils"] = row.get("has_pupils", row["key"] in HAVE_PUPILS)
    return facts | {name: row.get(name, None if name.startswith("valid") else "") for name in PLAIN}


def _differs(kind: OrganisationKind, facts: dict[str, Any]) -> bool:
    return any(getattr(kind, name) != value for name, value in facts.items())


@dataclass(frozen=True, slots=True)
class Invented:
    """What a demo got: organisations and schools by the pack's keys."""

    organisations: dict[str, Organisation]
    schools: dict[str, Organisation]


def load_invented(pack: Path | None = None) -> Invented:
    """Registers the pack's invented organisations and schools, each once. Only for a database of invented data."""
    folder = (pack or settings.PACK) / "demo"
    with acting(PACK):
        there = {one.key: one for one in Organisation.objects.exclude(key=None)}
        places = {place.key: place for place in Place.objects.exclude(key=None)}
        kinds = {kind.key: kind for kind in OrganisationKind.objects.all()}
        found: list[dict[str, Organisation]] = []
        for name in ("organisations.csv", "schools.csv"):
            rows = pack_rows(folder / name)
            found.append({row["key"]: there.get(row["key"]) or _register(row, places, kinds) for row in rows})
    return Invented(*found)


def _register(row: dict[str, str], places: dict[str | None, Place], kinds: dict[str, OrganisationKind]) -> Organisation:
    contacts = [(ContactKind.PHONE, row.get("phone") or ""), (ContactKind.EMAIL, row.get("email") or "")]
    return register_organisation(
        by=PACK, kind=kinds[row["kind"]], names=words(row, "name"), place=places[row["district"]],
        bin=row.get("bin") or "", contacts=contacts, source="country pack, invented", although_similar=True,
        key=row["key"], is_invented=True,
    )  # fmt: skip
