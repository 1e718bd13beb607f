"""Loads what the country pack says of its helpline: the line, its promises, flag words, ready answers, categories.

The row of the pack wins where it is a fact of the country (names, promises, categories). Ready answers and flag words
are kept by the head of the line: the pack adds what is missing, changes no text and wakes no word put to rest.
"""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from psycopg.types.range import Range

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.helpline.models import Category, FlagWord, Helpline, Promise, Reply
from qorgan.organisations.actions import register_organisation
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.texts.words import Words

OPERATOR = "helpline_operator"
READ, ANSWER = "first_read_minutes", "promised_answer_hours"
FLAGGED, SILENCE, ABSENCE = "flagged_read_minutes", "silence_minutes", "absent_minutes"
LIMITS = (READ, ANSWER, FLAGGED, SILENCE, ABSENCE)


class HelplineBroken(ValueError):
    """The pack's helpline cannot be used; the message names the file and what is wrong in it."""


def load() -> None:
    """What `qorgan migrate` calls: the helpline of this installation's pack."""
    load_helpline(settings.PACK)


@transaction.atomic
def load_helpline(pack: Path) -> Helpline:
    """Makes the line as the pack describes it; may run again and again. Needs the owner of the tables.

    `pack` is the folder of the country pack. Raises HelplineBroken for a promise without a figure, a category without
    its parent, a flag group or an answer without its words.
    """
    described = _toml(pack / "pack.toml")["helpline"]
    line = load_line(described)
    _load_promises(line, described["limits"])
    _load_flag_words(_toml(pack / "helpline" / "flags.toml")["group"])
    _load_replies(_toml(pack / "helpline" / "replies.toml")["reply"])
    _load_categories(pack / "helpline" / "categories.csv")
    return line


def load_line(described: dict[str, Any]) -> Helpline:
    """The line under its number. Its operator is the first organisation of that kind, made from the line's names if
    there is none.
    """
    operator = Organisation.objects.filter(kind_id=OPERATOR).order_by("pk").first()
    if operator is None:
        place = Place.objects.get(code=described["operator_place"])
        operator = register_organisation(
            by=Principal.system("organisations.pack"),
            kind=OrganisationKind.objects.get(key=OPERATOR),
            place=place,
            names=Words(described["names"]),
            source="country pack",
        )
    line, _made = Helpline.objects.update_or_create(
        key=described["number"],
        defaults={"names": described["names"]},
        create_defaults={
            "names": described["names"],
            "organisation": operator,
        },
    )
    return line


def _load_promises(line: Helpline, limits: list[dict[str, Any]]) -> None:
    """One row for each day on which a figure changes. The oldest also holds before its day: a line always promises."""
    days = sorted({row["valid_from"] for row in limits if row["key"] in LIMITS})
    if not days:
        raise HelplineBroken(f"pack.toml: helpline.limits names neither {READ} nor {ANSWER}")
    begins: list[date | None] = [None, *days[1:]]
    ends: list[date | None] = [*days[1:], None]
    periods = [Range(*pair) for pair in zip(begins, ends, strict=True)]
    Promise.objects.filter(line=line).exclude(valid__in=periods).delete()
    for day, period in zip(days, periods, strict=True):
        read, answer = _limit(limits, READ, day), _limit(limits, ANSWER, day)
        flagged = _minutes(limits, FLAGGED, day)
        Promise.objects.update_or_create(
            line=line,
            valid=period,
            defaults={
                "read_within_seconds": read["value"] * 60,
                "flagged_read_within_seconds": None if flagged is None else flagged * 60,
                "answer_within_minutes": answer["value"] * 60,
                "silence_minutes": _minutes(limits, SILENCE, day),
                "absent_minutes": _minutes(limits, ABSENCE, day),
                "source": "; ".join(dict.fromkeys((read["source"], answer["source"])))[:300],
                "is_confirmed": read["basis"] == answer["basis"] == "sourced",
            },
        )


def _limit(limits: list[dict[str, Any]], key: str, day: date) -> dict[str, Any]:
    """The row of a limit that holds on a day; the oldest one before its time."""
    rows = sorted((row for row in limits if row["key"] == key), key=lambda row: row["valid_from"])
    if not rows:
        raise HelplineBroken(f"pack.toml: helpline.limits has no {key}")
    return next((row for row in reversed(rows) if row["valid_from"] <= day), rows[0])


def _minutes(limits: list[dict[str, Any]], key: str, day: date) -> int | None:
    """The figure of a limit that a pack may leave out."""
    return int(_limit(limits, key, day)["value"]) if any(row["key"] == key for row in limits) else None


def _load_flag_words(groups: list[dict[str, Any]]) -> None:
    """Entries that are not there yet, in the order of the file: it is the order in which reasons are shown."""
    known = {(word.language, word.reason, tuple(word.words)): word for word in FlagWord.objects.all()}
    made: dict[tuple[str, str, tuple[str, ...]], FlagWord] = {}
    first = uuid7().int
    for group in groups:
        for language, _name in settings.LANGUAGES:
            for entry in group.get(language, ()):
                key = (language, group["key"], tuple(entry.split()))
                if key not in known:
                    made.setdefault(
                        key,
                        FlagWord(
                            id=UUID(int=first + len(made)),
                            reason=key[1],
                            language=language,
                            words=list(key[2]),
                            reason_names=_words(group["label"], "flags.toml"),
                        ),
                    )
    FlagWord.objects.bulk_create(made.values())
    for group in groups:
        FlagWord.objects.filter(reason=group["key"]).exclude(reason_names=group["label"]).update(
            reason_names=_words(group["label"], "flags.toml")
        )


def _load_replies(rows: list[dict[str, Any]]) -> None:
    known = set(Reply.objects.values_list("key", flat=True))
    Reply.objects.bulk_create(
        Reply(key=row["key"], group=row["group"], texts=_words(row, "replies.toml")) for row in rows if row["key"] not in known
    )


def _load_categories(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    codes = {row["code"] for row in rows}
    for place, row in enumerate(sorted(rows, key=lambda row: int(row["level"]))):
        if row["parent"] and row["parent"] not in codes:
            raise HelplineBroken(f"categories.csv: {row['code']} stands under {row['parent']}, which is not there")
        Category.objects.update_or_create(
            code=row["code"],
            defaults={
                "parent_id": row["parent"] or None,
                "framework_code": row["chi_code"],
                "names": {code: row[f"name_{code}"] for code, _name in settings.LANGUAGES},
                "is_counselling": row["is_counselling"] == "yes",
                "order": place,
                "valid": Range(_day(row["valid_from"]), _day(row["valid_until"])),
            },
        )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _words(row: dict[str, Any], name: str) -> dict[str, str]:
    """The words of a row in every language of the installation."""
    try:
        return {code: row[code] for code, _name in settings.LANGUAGES}
    except KeyError as missing:
        raise HelplineBroken(f"{name}: {row.get('key', 'a label')} has no words in {missing}") from None


def _toml(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)
