"""The invented organisations and schools of the pack, each marked as invented; schools with a QR code."""

from __future__ import annotations

import csv
from pathlib import Path

from qorgan.access.principal import Principal
from qorgan.helpline.actions.door import Origin
from qorgan.organisations.actions import issue_school_code, register_organisation
from qorgan.organisations.choices import ContactKind
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.texts import languages
from qorgan.texts.words import Words

OPERATOR = "helpline_operator"
SOURCE = "demo data of the country pack; invented"


class RegistryBroken(ValueError):
    """The pack's demo organisations cannot be used; the message names the row."""


class Registry:
    """Writes the rows of the pack's demo into the register, as the pack's own loader would."""

    def __init__(self, pack: Path) -> None:
        self.folder = pack / "demo"
        self.by = Principal.system("organisations.pack")
        self.kinds = {kind.key: kind for kind in OrganisationKind.objects.all()}
        self.places = {name: place for place in Place.objects.all() for name in (place.key, place.code) if name}

    def write_organisations(self) -> int:
        """Writes the organisations; gives how many the pack names. The operator of the line is there already."""
        rows = self._rows("organisations.csv")
        for row in rows:
            operator = Organisation.objects.filter(kind=OPERATOR).first() if row["kind"] == OPERATOR else None
            if operator is None:
                self._write(row)
            else:
                operator.key, operator.is_invented = row["key"], True
                operator.save(update_fields=["key", "is_invented"])
        return len(rows)

    def write_schools(self) -> list[Origin]:
        """Writes the schools with a QR code each; gives them as what a conversation remembers of where it came from."""
        schools = [self._write(row) for row in self._rows("schools.csv")]
        for school in schools:
            issue_school_code(by=self.by, school=school)
        return [Origin(school_id=school.pk, place_id=school.place_id) for school in schools]

    def _write(self, row: dict[str, str]) -> Organisation:
        place = self.places.get(row["district"]) or self.places.get(row["region_kato"])
        if place is None or row["kind"] not in self.kinds:
            raise RegistryBroken(f"{row['key']} of the demo: no place {row['district']} or no kind {row['kind']}")
        return register_organisation(
            by=self.by,
            kind=self.kinds[row["kind"]],
            place=place,
            bin=row.get("bin", ""),
            source=SOURCE,
            names=Words({code: row[f"name_{code}"] for code in languages.codes()}),
            contacts=[(kind.value, row.get(kind.value, "")) for kind in (ContactKind.PHONE, ContactKind.EMAIL)],
            although_similar=True,
            key=row["key"],
            is_invented=True,
        )

    def _rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(line for line in file if not line.startswith("#")))
