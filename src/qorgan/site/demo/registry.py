"""The invented organisations and schools of the pack, each marked as invented; schools with a QR code."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.utils import timezone

from qorgan.access.guarded import REF_ALPHABET
from qorgan.helpline.actions.door import Origin
from qorgan.helpline.models import Helpline
from qorgan.organisations.choices import ContactKind
from qorgan.organisations.models import Contact, FactSource, Organisation, SchoolCode
from qorgan.places.models import Place
from qorgan.site.demo.talks import SEED
from qorgan.texts.folding import fold

OPERATOR = "helpline_operator"
CODE_LENGTH = 8
SOURCE = "demo data of the country pack; invented"


class RegistryBroken(ValueError):
    """The pack's demo organisations cannot be used; the message names the row."""


def write_organisations(pack: Path) -> int:
    """Writes the organisations; gives how many there are. The operator of the line is the one that answers already."""
    places, rows = _places(), _rows(pack / "demo" / "organisations.csv")
    made = []
    for row in rows:
        if row["kind"] == OPERATOR and Helpline.objects.filter(organisation__kind=OPERATOR).exists():
            Organisation.objects.filter(kind=OPERATOR).update(key=row["key"], is_invented=True)
            continue
        made.append(_organisation(row, places))
    Organisation.objects.bulk_create(made)
    _tell_sources(made)
    by_key = {organisation.key: organisation for organisation in made}
    Contact.objects.bulk_create(
        Contact(organisation=by_key[row["key"]], kind=kind, value=row[kind.value])
        for row in rows if row["key"] in by_key
        for kind in (ContactKind.PHONE, ContactKind.EMAIL) if row.get(kind.value)
    )
    return len(rows)


def write_schools(pack: Path) -> list[Origin]:
    """Writes the schools with a QR code each; gives them as what a conversation remembers of where it came from."""
    places, random = _places(), Random(SEED)  # noqa: S311 - a code on an invented wall
    made = [_organisation(row, places) for row in _rows(pack / "demo" / "schools.csv")]
    Organisation.objects.bulk_create(made)
    _tell_sources(made)
    SchoolCode.objects.bulk_create(
        SchoolCode(organisation=school, code="".join(random.choices(REF_ALPHABET, k=CODE_LENGTH))) for school in made
    )
    return [Origin(school_id=school.pk, place_id=school.place_id) for school in made]


def _organisation(row: dict[str, str], places: dict[str, Place]) -> Organisation:
    place = places.get(row["district"]) or places.get(row["region_kato"])
    if place is None:
        raise RegistryBroken(f"{row['key']} of the demo stands in {row['district']}, which is no place of the pack")
    names: dict[str, Any] = {code: row[f"name_{code}"] for code, _name in settings.LANGUAGES}
    return Organisation(
        key=row["key"], kind_id=row["kind"], names=names, place=place, bin=row.get("bin", ""), is_invented=True,
        folded=" ".join(fold(name) for name in names.values()),
    )


def _tell_sources(made: list[Organisation]) -> None:
    FactSource.objects.bulk_create(FactSource(organisation=one, text=SOURCE, on=timezone.localdate()) for one in made)


def _places() -> dict[str, Place]:
    """Every place by its key and by its code."""
    found = Place.objects.all()
    return {name: place for place in found for name in (place.key, place.code) if name}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))
