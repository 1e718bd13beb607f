"""Write the demo data: an invented country at work, in a database that nobody uses. Refused where anybody real is."""

import argparse
import json
import sys
from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from tqdm import tqdm

from qorgan.access.refusals import RuleBroken
from qorgan.site.demo.people import DemoBroken, sign_ins
from qorgan.site.demo.registry import RegistryBroken
from qorgan.site.demo.services import ServicesBroken
from qorgan.site.demo.talks import Call, Story
from qorgan.site.demo.writing import DemoRefused, write_demo


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--scale", type=_scale, default=1, metavar="N", help="N times 300 contacts and 80 cases (1 to 1000)")
    parser.add_argument("--accounts", action="store_true", help="write nothing; print the sign-ins of the demo")
    parser.add_argument("--json", action="store_true", help="with --accounts: as JSON, also on a terminal")


def run(args: argparse.Namespace) -> int:
    """Write or print; 1 with one line where invented data does not belong."""
    if args.accounts:
        _print_accounts(as_json=args.json or not sys.stdout.isatty())
        return 0
    try:
        with translation.override("en"):
            written = write_demo(scale=args.scale, say=lambda line: print(f"Demo: {line}", flush=True), wrap=_progress)
    except (DemoRefused, DemoBroken, RegistryBroken, ServicesBroken) as problem:
        print(f"qorgan: {problem}", file=sys.stderr)
        return 1
    except RuleBroken as broken:
        print(f"qorgan: {broken.message}", file=sys.stderr)
        return 1
    if not written.accounts:
        print("The demo data is there already.")
        return 0
    print(
        f"Demo: {written.organisations} organisations, {written.services} services, {written.schools} schools, "
        f"{written.accounts} accounts, {written.contacts} contacts, {written.children} children, {written.cases} cases, "
        f"{written.referrals} referrals, {written.dangers} dangers; "
        "everybody in them is invented."
    )
    return 0


def _scale(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError("a whole number from 1 to 1000")
    return number


def _progress(stories: list[Story | Call]) -> Iterable[Story | Call]:
    """A bar on a terminal; nothing in a log."""
    return tqdm(stories, desc="Contacts", unit="", disable=None, leave=False, file=sys.stderr)


def _print_accounts(*, as_json: bool) -> None:
    rows = sign_ins(settings.PACK)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        print(f"{row['role']:<24}{row['username']:<26}{row['password']}")
