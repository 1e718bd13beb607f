"""Loads the places of the country pack; may run again and again."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from functools import partial
from pathlib import Path

from django.conf import settings
from psycopg.types.range import Range

from qorgan.access.acting import acting
from qorgan.places.access import PACK
from qorgan.places.actions import take_in_places
from qorgan.places.choices import Basis, PopulationGroup
from qorgan.places.models import Place, PlaceCode, PopulationFigure
from qorgan.places.paths import label
from qorgan.places.plan import Known, PlaceFacts, PlacePlan, plan_alias, plan_place
from qorgan.places.sheets import Tally
from qorgan.texts import languages
from qorgan.texts.words import Words

FILES = ("places.csv", "districts.csv", "place_codes.csv", "place_aliases.csv")
SOURCE = "country pack"


def load_places(pack: Path | None = None) -> Tally:
    """Brings the places to what the pack says, and gives the counts; what the pack does not name stays as it is."""
    folder = pack or settings.PACK
    content = b"".join((folder / name).read_bytes() for name in FILES if (folder / name).exists())
    with acting(PACK):
        plan = plan_pack(folder)
        return plan.tally if plan.is_empty else take_in_places(by=PACK, plan=plan, content=content)


def pack_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV of the pack, without the lines of its head; none where the pack has no such file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def words(row: dict[str, str], column: str) -> Words:
    """The texts of `name_kk`, `name_ru`, …"""
    return Words({code: row.get(f"{column}_{code}") or "" for code in languages.codes()})


def day(text: str | None) -> date | None:
    """A day of the pack, or None for an empty cell."""
    return date.fromisoformat(text) if text else None


def plan_pack(folder: Path) -> PlacePlan:
    """What the pack would change."""
    root = label(tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8"))["country"]["code"])
    plan, known = PlacePlan(), Known()
    for row in pack_rows(folder / "places.csv"):
        _plan_region(plan, known, root, row)
    for row in pack_rows(folder / "districts.csv"):
        _plan_district(plan, known, row)
    for row in pack_rows(folder / "place_aliases.csv"):
        place = known.by_code.get(row["target"]) or known.by_key[row["target"]]
        plan_alias(plan, known, place, language=row["language"], text=row["alias"], kind=row["kind"],
                   valid_until=day(row["valid_until"]))  # fmt: skip
    _plan_codes(plan, known, folder)
    return plan


def _plan_region(plan: PlacePlan, known: Known, root: str, row: dict[str, str]) -> None:
    iso, code = row.get("iso", ""), row.get("kato") or row["code"]
    key = label(iso or code).replace("_", "-")
    facts = PlaceFacts(
        code=code, key=key, iso=iso, kind=row["type"], level=1, path=f"{root}.{label(iso.partition('-')[2] or code)}",
        names=words(row, "name"), short_names=words(row, "short"), abbreviations=words(row, "abbr"),
        centre=words(row, "centre"), tile_row=int(row["tile_row"]) + 1, tile_column=int(row["tile_col"]),
        valid_from=day(row.get("valid_from")), source=SOURCE,
    )  # fmt: skip
    place = plan_place(plan, known, facts, known.by_key.get(key))
    figure = partial(_plan_figure, plan, place)
    figure(PopulationGroup.TOTAL, value=row.get("population"), on=row.get("population_on"), basis="sourced", source=SOURCE)
    figure(PopulationGroup.CHILDREN, value=row.get("children_0_17"), on=row.get("children_on"),
           basis=row.get("children_basis"), source=row.get("children_source"))  # fmt: skip


def _plan_figure(
    plan: PlacePlan, place: Place, group: PopulationGroup, *, value: str | None, on: str | None, basis: str | None, source: str | None
) -> None:
    since = day(on) if on else None
    if not value or since is None:
        return
    wanted = {"value": int(value), "is_estimate": basis != "sourced", "source": source or SOURCE}
    if PopulationFigure.objects.filter(place=place.pk, group=group, on=since, **wanted).exists():
        return
    plan.figures.append(PopulationFigure(place=place, group=group, on=since, **wanted))


def _plan_district(plan: PlacePlan, known: Known, row: dict[str, str]) -> None:
    region, key = known.by_code[row["region_kato"]], row["key"]
    found = known.by_key.get(key)
    code, basis = row.get("kato", ""), Basis.SOURCED.value
    if not code:
        # An official list may have told the code since; the pack, which does not know it, takes nothing away.
        is_told = found is not None and found.code_basis == Basis.SOURCED
        code, basis = (found.code, Basis.SOURCED.value) if is_told and found else (key, Basis.UNVERIFIED.value)
    facts = PlaceFacts(
        code=code, key=key, code_basis=basis, kind=row["type"], level=2,
        path=f"{region.path}.{label(key.removeprefix(f'{region.key}-'))}", names=words(row, "name"),
        valid_from=day(row.get("valid_from")), valid_until=day(row.get("valid_until")), source=SOURCE,
    )  # fmt: skip
    plan_place(plan, known, facts, found)


def _plan_codes(plan: PlacePlan, known: Known, folder: Path) -> None:
    there = set(PlaceCode.objects.values_list("scheme", "code", "place_id"))
    for row in pack_rows(folder / "place_codes.csv"):
        place = known.by_code[row["place_kato"]]
        if (row["scheme"], row["code"], place.pk) in there:
            continue
        since, until = day(row["valid_from"]), day(row["valid_until"])
        plan.codes.append(
            PlaceCode(place=place, scheme=row["scheme"], code=row["code"], relation=row["relation"],
                      valid=Range(since, until) if since or until else None, source=row["source"])
        )  # fmt: skip
