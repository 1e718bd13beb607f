"""Loads the kinds of organisation of the country pack; may run again and again."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings

from qorgan.access.acting import reading
from qorgan.organisations.access import PACK
from qorgan.organisations.actions import load_kinds
from qorgan.organisations.models import OrganisationKind
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
