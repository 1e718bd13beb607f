"""Import a list into a register: places (the official list), organisations or services, from CSV or XLSX.

Columns are found by their heads; --column says which is which where that is not enough. Rows with a problem are left
out and told. Nothing is created that looks like an entry already there, unless --although names its row.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.utils import translation

from qorgan.access.acting import acting
from qorgan.directory import importing as services
from qorgan.directory.access import COMMAND as SERVICES_COMMAND
from qorgan.directory.actions import take_in_services
from qorgan.organisations import importing as organisations
from qorgan.organisations.access import COMMAND as ORGANISATIONS_COMMAND
from qorgan.organisations.actions import take_in_organisations
from qorgan.places import importing as places
from qorgan.places.access import COMMAND as PLACES_COMMAND
from qorgan.places.actions import take_in_places
from qorgan.places.sheets import Field, Sheet, SheetRefused, Tally, guessed, read_sheet

SHOWN = 100
"""Problems printed; all of them with --json."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("register", choices=sorted(READERS), help="which register")
    parser.add_argument("file", type=Path, help="the list, CSV or XLSX")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
    parser.add_argument("--column", action="append", default=[], metavar="FIELD=HEAD", help="which column is which; may be repeated")
    parser.add_argument(
        "--although", type=int, action="append", default=[], metavar="ROW",
        help="this row is really another organisation, although it looks like one that is there",
    )  # fmt: skip
    parser.add_argument("--language", choices=("kk", "ru", "en"), default="en", help="language of the messages")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def run(args: argparse.Namespace) -> int:
    """Give 0 when every row was taken in (or would be), 1 when some were left out or the file cannot be read."""
    with translation.override(args.language):
        try:
            content = args.file.read_bytes()
            sheet = read_sheet(content)
            tally, similar = READERS[args.register](sheet, content, args)
        except OSError as fault:
            print(f"qorgan: {args.file}: {fault.strerror}", file=sys.stderr)
            return 1
        except (SheetRefused, UnknownColumn) as refused:
            print(f"qorgan: {refused}", file=sys.stderr)
            return 1
        _tell(args, tally, similar)
    return 1 if tally.left_out or similar else 0


class UnknownColumn(ValueError):
    """--column names a field or a head that there is not."""


def _mapping(sheet: Sheet, fields: Sequence[Field], given: Sequence[str]) -> dict[str, int]:
    mapping = guessed(sheet, fields)
    known = {one.name for one in fields}
    for pair in given:
        name, _equals, head = pair.partition("=")
        if name not in known:
            raise UnknownColumn(f"--column {pair}: fields are {', '.join(sorted(known))}")
        if head not in sheet.heads:
            raise UnknownColumn(f"--column {pair}: columns are {', '.join(sheet.heads)}")
        mapping[name] = list(sheet.heads).index(head)
    return mapping


def _places(sheet: Sheet, content: bytes, args: argparse.Namespace) -> tuple[Tally, list[Any]]:
    shape = places.list_shape()
    mapping = _mapping(sheet, shape.fields(), args.column)
    with acting(PLACES_COMMAND):
        plan = places.plan_list(sheet, mapping, shape)
        if not args.dry_run and not plan.is_empty:
            take_in_places(by=PLACES_COMMAND, plan=plan, content=content)
    return plan.tally, []


def _organisations(sheet: Sheet, content: bytes, args: argparse.Namespace) -> tuple[Tally, list[Any]]:
    mapping = _mapping(sheet, organisations.fields(), args.column)
    with acting(ORGANISATIONS_COMMAND):
        plan = organisations.plan_organisations(sheet, mapping, args.although)
        if not args.dry_run and (plan.added or plan.changed):
            take_in_organisations(by=ORGANISATIONS_COMMAND, plan=plan, content=content)
    return plan.tally, plan.similar


def _services(sheet: Sheet, content: bytes, args: argparse.Namespace) -> tuple[Tally, list[Any]]:
    mapping = _mapping(sheet, services.fields(), args.column)
    with acting(SERVICES_COMMAND):
        plan = services.plan_services(sheet, mapping)
        if not args.dry_run and (plan.added or plan.changed):
            take_in_services(by=SERVICES_COMMAND, plan=plan, content=content)
    return plan.tally, []


def _tell(args: argparse.Namespace, tally: Tally, similar: list[Any]) -> None:
    lines = [(one.row, one.column, str(one.message)) for one in tally.problems]
    lines += [(one.row, "", f"{one.name}: {one.reason} ({one.other})") for one in similar]
    counts = {**tally.counts(), "similar": len(similar), "dry_run": args.dry_run}
    if args.json:
        rows = [{"row": row, "column": column, "message": message} for row, column, message in sorted(lines)]
        print(json.dumps({**counts, "rows": rows}, ensure_ascii=False))
        return
    for row, column, message in sorted(lines)[:SHOWN]:
        print(f"{args.file.name}:{row}: {f'{column}: ' if column else ''}{message}", file=sys.stderr)
    if len(lines) > SHOWN:
        print(f"… and {len(lines) - SHOWN} more; --json prints all", file=sys.stderr)
    would = "would be " if args.dry_run else ""
    print(f"{tally.added} {would}added, {tally.changed} {would}changed, {tally.unchanged} unchanged, "
          f"{tally.left_out} left out, {len(similar)} similar to what is there")  # fmt: skip


READERS: dict[str, Callable[[Sheet, bytes, argparse.Namespace], tuple[Tally, list[Any]]]] = {
    "places": _places, "organisations": _organisations, "services": _services,
}  # fmt: skip
