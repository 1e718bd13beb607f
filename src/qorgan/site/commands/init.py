"""Make an empty real database and its first administrator, who then opens the accounts of everybody else.

The password is asked for, or is the first line of standard input with --password-stdin; it is never an argument,
because arguments are seen by everybody on the machine.
"""

import argparse
import getpass
import sys

from django.conf import settings
from django.db import transaction
from django.utils import translation

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.helpline.lines import the_line
from qorgan.site.commands import migrate
from qorgan.staff import installation
from qorgan.staff.actions import create_first_administrator, mark_installation
from qorgan.staff.choices import InstallationKind

NEXT = """The database is ready and empty; {username} is its first administrator.

Next:
  1. qorgan run                  starts everything
  2. sign in and make the second factor that the role of an administrator needs
  3. open accounts for the others, each with the role and the organisation they work in
  4. qorgan keys shares          parts the recovery key among people: without keys a backup cannot be read
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options; what is not given is asked for."""
    parser.add_argument("--username", default="", help="the name to sign in with: small Latin letters, figures")
    parser.add_argument("--name", default="", help="the administrator's own name; it is sealed")
    parser.add_argument("--language", default=settings.LANGUAGE_CODE, choices=[code for code, _ in settings.LANGUAGES])
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def run(args: argparse.Namespace) -> int:
    """Migrate, say that the database is real, open the first account; 1 with one line where that cannot be."""
    if migrate.run(argparse.Namespace(quiet=False, check=False)):
        return 1
    with translation.override("en"):
        kind = installation.kind()
        if kind not in ("", InstallationKind.REAL):
            return _refused(f"this database holds invented data ({kind}); choose another QORGAN_HOME or DATABASE_URL")
        username = args.username or input("Name to sign in with: ").strip()
        password = _password(from_stdin=args.password_stdin)
        if password is None:
            return _refused("the two passwords differ; nothing was made")
        try:
            _make(username, password, args, is_marked=bool(kind))
        except RuleBroken as broken:
            return _refused(str(broken.message))
    print(NEXT.format(username=username))
    return 0


def _make(username: str, password: str, args: argparse.Namespace, *, is_marked: bool) -> None:
    """Both or neither: a database that is marked real and has nobody in it could be opened by nobody."""
    by = Principal.system("staff.bootstrap")
    with transaction.atomic():
        if not is_marked:
            mark_installation(by=by, kind=InstallationKind.REAL)
        create_first_administrator(
            by=by,
            username=username,
            password=password,
            name=args.name,
            language=args.language,
            organisation=the_line().organisation,
        )


def _password(*, from_stdin: bool) -> str | None:
    """The password, or None where it was typed in two ways."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password (15 characters or more): ")
    return first if first == getpass.getpass("The same again: ") else None


def _refused(why: str) -> int:
    print(f"qorgan: {why}", file=sys.stderr)
    return 1
