"""What an import of a register costs: 13,000 rows of organisations, beside a bare COPY of the same rows.

    .venv/bin/python benchmarks/registry.py [--rows 13000]

The import reads the CSV, finds kind and place of every row, checks BINs, looks for duplicates, and writes organisations,
contacts, sources and the event in one transaction. Baselines of the same run: PostgreSQL's COPY of the finished rows into
a plain table (no check at all), and the same list again, which changes nothing. Database and program share the cores.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402
from benchmarks.stage import figures  # noqa: E402

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from qorgan.access.acting import acting  # noqa: E402
from qorgan.organisations.access import COMMAND  # noqa: E402
from qorgan.organisations.actions import take_in_organisations  # noqa: E402
from qorgan.organisations.importing import fields, plan_organisations  # noqa: E402
from qorgan.organisations.loading import load_organisation_kinds  # noqa: E402
from qorgan.places.loading import load_places, pack_rows  # noqa: E402
from qorgan.places.sheets import guessed, read_sheet  # noqa: E402

PLAIN = "CREATE TEMPORARY TABLE plain (name_ru text, kind text, place text, bin text, phone text)"


def listed(rows: int) -> list[tuple[str, str, str, str, str]]:
    """Invented rows, spread over the districts of the pack."""
    districts = [row["key"] for row in pack_rows(ROOT / "packs" / "kz" / "districts.csv")]
    return [(f"Организация {number}", "ngo", districts[number % len(districts)], "", f"+7700{number:07d}") for number in range(rows)]


def imported(content: bytes) -> float:
    """Seconds of one import, from the bytes of the file to the end of the transaction."""
    began = perf_counter()
    sheet = read_sheet(content)
    with acting(COMMAND):
        plan = plan_organisations(sheet, guessed(sheet, fields()))
        if plan.tally.left_out or plan.similar:
            raise SystemExit(f"{plan.tally.left_out} rows left out: {plan.tally.problems[:3]}")
        if plan.added or plan.changed:
            take_in_organisations(by=COMMAND, plan=plan, content=content)
    return perf_counter() - began


def copied(rows: list[tuple[str, str, str, str, str]]) -> float:
    """Seconds of a bare COPY of the same rows."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLAIN)
        began = perf_counter()
        with cursor.copy("COPY plain FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return perf_counter() - began


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=13_000)
    rows = listed(parser.parse_args().rows)
    content = "\n".join(["name_ru,kind,place,bin,phone", *(",".join(row) for row in rows)]).encode()
    made = setup_databases(verbosity=0, interactive=False, aliases=["default", "journal"], serialized_aliases=set())
    try:
        load_places()
        load_organisation_kinds()
        bare, first, again = copied(rows), imported(content), imported(content)
    finally:
        teardown_databases(made, verbosity=0)
    print(f"{len(rows):,} organisations: import {first:.2f} s ({len(rows) / first:,.0f} rows/s), again (no change) "
          f"{again:.2f} s, bare COPY {bare:.3f} s; import / COPY {first / bare:,.0f}")  # fmt: skip
    figures.known("register of organisations imported", len(rows) / first, unit="rows/s", bare=len(rows) / bare)


if __name__ == "__main__":
    main()
