"""Make an empty real database and its first administrator. Nothing invented is written, and it cannot become a demo.

The password is asked for twice, or read from standard input with `--password-stdin`; it is never a word of the command
line, where every user of the machine could read it.
"""

import argparse
import getpass
import json
import sys

from django.db import transaction

from qorgan.access.refusals import RuleBroken
from qorgan.site.commands import migrate
from qorgan.staff.access import BOOTSTRAP
from qorgan.staff.actions.bootstrap import create_first_administrator, mark_installation
from qorgan.staff.choices import InstallationKind


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--username", help="the administrator's name to sign in with (asked for when missing)")
    parser.add_argument("--name", default="", help="the administrator's own name, sealed in the database")
    parser.add_argument(
        "--language", choices=("kk", "ru", "en"), default="kk", help="language of the screens (%(default)s)"
    )
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: argparse.Namespace) -> int:
    """Migrate, say that the database is a real one, open the account; gives 1 when something forbids it."""
    status = migrate.run(argparse.Namespace(quiet=True, check=False))
    if status:
        return status
    kind = InstallationKind.TRAINING if args.training else InstallationKind.REAL
    try:
        username = args.username or input("Name to sign in with: ").strip()
        password = _password(args.password_stdin)
        with transaction.atomic():
            mark_installation(by=BOOTSTRAP, kind=kind.value)
            account = create_first_administrator(
                username=username, password=password, name=args.name, language=args.language
            )
    except RuleBroken as broken:
        print(f"qorgan init: {broken}", file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps({"username": account.username, "kind": kind.value}))
    else:
        print(f"The database is made. Sign in as {account.username}; a second factor is set up at the first sign-in.")
    return 0


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != first:
        raise RuleBroken("The two passwords differ.")
    return first
