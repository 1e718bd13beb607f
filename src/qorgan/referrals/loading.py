"""Loads the lists of referrals from the country pack; may run again and again."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings

from qorgan.access.acting import reading
from qorgan.referrals.access import PACK
from qorgan.referrals.actions import load_referral_terms
from qorgan.referrals.choices import TermList
from qorgan.referrals.models import Limit, Term
from qorgan.texts.words import Words

FILE = "referrals.toml"


def load_referrals(pack: Path | None = None) -> int:
    """Brings urgency, reasons, grounds, kinds of records, outcomes and limits to what the pack says; gives how many differed."""
    raw = tomllib.loads(((pack or settings.PACK) / FILE).read_text(encoding="utf-8"))
    with reading(PACK):
        there = {(one.list, one.code): one for one in Term.objects.all()}
        known = {(one.key, one.valid_from): one for one in Limit.objects.all()}
    wanted = [_term(listed, place, row) for listed in TermList.values for place, row in enumerate(raw.get(listed, []), 1)]
    terms = [row for row in wanted if _differs(there.get((row["list"], row["code"])), row)]
    limits = [row for row in raw.get("limit", []) if _differs(known.get((row["key"], row["valid_from"])), row)]
    return load_referral_terms(by=PACK, terms=terms, limits=limits) if terms or limits else 0


def _term(listed: str, place: int, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "list": listed, "code": row["code"], "names": Words(row["names"]), "policy": row.get("policy", ""),
        "needs_note": row.get("needs_note", False), "place_in_list": place, "valid_from": row.get("valid_from"),
        "valid_until": row.get("valid_until"), "source": row.get("source", ""), "basis": row.get("basis", ""),
    }  # fmt: skip


def _differs(there: Term | Limit | None, row: dict[str, Any]) -> bool:
    return there is None or any(getattr(there, name) != value for name, value in row.items())
