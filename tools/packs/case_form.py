"""What the forms of a case ask with: the lists of casework, the kinds of service, and the lists of the line that they share."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.packs.tables import LANGUAGES, Choice, toml


class Pack:
    """The tables of a pack that one form of a case asks with."""

    def __init__(self, folder: Path, name: str) -> None:
        self.form = toml(folder / "forms" / f"{name}.toml")
        self.shared = toml(folder / "helpline" / "choices.toml")
        self.own = toml(folder / "casework" / "choices.toml")
        self.codes = toml(folder / "casework" / "codes.toml")
        self.services = toml(folder / "service_directory.toml")["service_kind"]

    def shorthands(self) -> dict[str, str]:
        """Shorthand → expression in the language of XLSForm: true when the question holds one of the codes."""
        return {
            name: "(" + " or ".join(f"selected(${{{rule['question']}}}, '{code}')" for code in rule["codes"]) + ")"
            for name, rule in self.form.get("shorthand", {}).items()
        }

    def rows_of(self, name: str) -> list[dict[str, Any]]:
        """A list by its name; a list of casework goes before one of the line with the same name. KeyError for none."""
        if name == "service_kinds":
            return [{"key": row["code"], **row["names"]} for row in self.services if not row.get("valid_until")]
        if name in self.codes:
            return [{"key": row["key"], **row["names"]} for row in self.codes[name] if not row.get("is_retired")]
        return self.own[name] if name in self.own else self.shared[name]


def choices(pack: Pack) -> Iterator[Choice]:
    """Every choice of the form, lists by name, each in the order in which it is offered."""
    for name in sorted({row["type"].split()[1] for row in pack.form["row"] if row["type"].startswith("select")}):
        for row in pack.rows_of(name):
            yield name, row["key"], {language: row[language] for language in LANGUAGES}, {}
