"""Walk every chain and seal of the journal; name the first row of each stream that was tampered with."""

from __future__ import annotations

import argparse
import json
import sys

from django.db import DatabaseError

from qorgan.access.principal import Principal
from qorgan.oversight import actions


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """0 where the journal is whole, 1 where it was tampered with or cannot be read."""
    try:
        report = actions.verify(by=Principal.system("oversight.command"))
    except DatabaseError:
        print("qorgan verify: the database is not up to date; run qorgan migrate", file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps(report.as_json()))
        return 0 if report.is_whole else 1
    print(f"Streams: {report.streams}. Entries: {report.entries}. Seals: {report.seals}.")
    for finding in report.findings:
        print(f"! {finding.said()}")
    print("The journal is whole." if report.is_whole else "The journal was tampered with.")
    return 0 if report.is_whole else 1
