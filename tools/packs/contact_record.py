"""What the contact record asks that no other form does: ages, regions, reasons with the main one before them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tools.packs.tables import LANGUAGES, Choice, Row, table, toml, words

FORM: Final = "contact_record"
CHILDREN: Final = range(18)


class Pack:
    """The tables of a pack that the record asks with."""

    def __init__(self, folder: Path) -> None:
        self.form = toml(folder / "forms" / f"{FORM}.toml")
        self.lists = toml(folder / "helpline" / "choices.toml")
        self.call_types = toml(folder / "helpline" / "call_types.toml")["call_type"]
        self.categories = [row for row in table(folder / "helpline" / "categories.csv") if not row["valid_until"]]
        self.places = table(folder / "places.csv")
        self.districts = table(folder / "districts.csv")

    def reasons(self, *, counselling: bool) -> list[Row]:
        """Reasons of the second level, which are the ones that are chosen."""
        wanted = "yes" if counselling else "no"
        return [row for row in self.categories if row["level"] == "2" and row["is_counselling"] == wanted]

    def shorthands(self) -> dict[str, str]:
        """Shorthand → expression in the language of XLSForm."""
        found = {}
        for name, rule in self.form["shorthand"].items():
            codes = [*self._codes(rule), *rule.get("codes", ())]
            found[name] = "(" + " or ".join(f"selected(${{{rule['question']}}}, '{code}')" for code in codes) + ")"
        return found

    def _codes(self, rule: Mapping[str, Any]) -> Iterator[str]:
        if rule.get("is_data"):
            yield from (kind["key"] for kind in self.call_types if kind["is_data"])
        yield from (row["code"] for row in self.reasons(counselling=True) if row["parent"] in rule.get("parents", ()))


def choices(pack: Pack) -> Iterator[Choice]:
    """(list, name, label, other columns) of every choice of the form, in the order in which it is offered."""
    unknown = next(choice for choice in pack.lists["yes_no_unknown"] if choice["key"] == "unknown")
    for kind in sorted(pack.call_types, key=lambda kind: not kind["is_data"]):
        yield "call_types", kind["key"], kind["names"], {}
    yield from _ages(pack)
    for place in pack.places:
        yield "regions", place["kato"], words(place), {}
    yield "regions", "unknown", unknown, {}
    for district in pack.districts:
        yield "districts", district["key"], words(district), {"region": district["region_kato"]}
    yield from _reasons(pack)
    asked = {row["type"].split()[1] for row in pack.form["row"] if row["type"].startswith("select")}
    for name in sorted(asked & set(pack.lists)):
        for choice in pack.lists[name]:
            yield name, choice["key"], choice, {}


def _ages(pack: Pack) -> Iterator[Choice]:
    special = {choice["key"]: choice for choice in pack.lists["ages_special"]}
    yield "ages", "unborn", special.pop("unborn"), {}
    for age in CHILDREN:
        yield "ages", str(age), {"kk": f"{age} жас", "ru": f"{age} {years_in_russian(age)}", "en": str(age)}, {}
    for key, choice in special.items():
        yield "ages", key, choice, {}


def years_in_russian(age: int) -> str:
    """1 год, 2 года, 5 лет, 11 лет."""
    if age % 10 == 1 and age != 11:
        return "год"
    return "года" if age % 10 in (2, 3, 4) and age not in (12, 13, 14) else "лет"


def _reasons(pack: Pack) -> Iterator[Choice]:
    """Reasons with their main reason before them: «Unspecified» alone says nothing, and a search finds both."""
    main = {row["code"]: words(row) for row in pack.categories if row["level"] == "1"}
    for row in pack.reasons(counselling=True):
        own, above = words(row), main[row["parent"]]
        label = {language: f"{above[language]}: {own[language]}" for language in LANGUAGES}
        yield "categories", row["code"], label, {"parent": row["parent"]}
    for row in pack.reasons(counselling=False):
        yield "question_topics", row["code"], words(row), {}
