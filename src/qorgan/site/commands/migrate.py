"""Bring the database up to date: roles and databases if they are missing, the schema, then the country pack."""

import argparse
import sys

from django.core.management import call_command
from django.db import connection

from qorgan.site import database, env, preparation
from qorgan.site.launcher import credentials, roles
from qorgan.site.loading import load_pack


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--quiet", action="store_true", help="say nothing unless something is wrong")
    parser.add_argument("--check", action="store_true", help="change nothing; status 1 when there is something to do")


def run(args: argparse.Namespace) -> int:
    """Migrate as the owner; gives 1 when ``--check`` finds something to do."""
    url = database.own_server()
    if url is not None and not args.check:
        names = [database.database_name()]
        roles.prepare_own_server(url, credentials.complete(env.home()).roles, names)
    wanted = preparation.fingerprint()
    if args.check:
        is_current = preparation.kept_fingerprint(connection) == wanted
        print("up to date" if is_current else "there is something to do: run qorgan migrate")
        return 0 if is_current else 1
    _say(args, "Schema")
    call_command("migrate", verbosity=0, interactive=False, stdout=sys.stderr)
    load_pack(lambda name: _say(args, f"Country pack: {name}"))
    preparation.keep_fingerprint(connection, wanted)
    _say(args, "The database is up to date.")
    return 0


def _say(args: argparse.Namespace, line: str) -> None:
    if not args.quiet:
        print(line, flush=True)
