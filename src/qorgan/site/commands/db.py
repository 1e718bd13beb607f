"""The embedded database, for developers and for scripts: start it in the background, stop it, open psql, print its
URL."""

import argparse
import os
import subprocess
from pathlib import Path

from qorgan.site import database, env
from qorgan.site.launcher import LauncherProblem, Server, running
from qorgan.site.launcher.background import keep, stop_kept

ROLES = (*database.ROLE_NAMES, "superuser")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="start|stop|psql|url")
    verbs.add_parser("start", help="start it in the background until `qorgan db stop`")
    verbs.add_parser("stop", help="stop the one that was started in the background")
    for name, text in (("psql", "open PostgreSQL's terminal"), ("url", "print a connection URL; it holds a password")):
        verb = verbs.add_parser(name, help=text)
        verb.add_argument("--role", choices=ROLES, default="owner", help="sign in as this role (owner)")
        verb.add_argument("--database", default=database.database_name(), help="name of the database (%(default)s)")
        if name == "psql":
            verb.add_argument("arguments", nargs="*", help="passed on to psql; put -- before its options")


def run(args: argparse.Namespace) -> int:
    """Gives 0, or psql's own status."""
    if database.own_server() is not None:
        raise LauncherProblem("DATABASE_URL is set, so the embedded database is not used; unset it first")
    home = env.home()
    if args.verb == "start":
        keep(home)
        print(f"The database runs: {Server(home).layout.socket}")
        return 0
    if args.verb == "stop":
        was_running = stop_kept(home)
        print("The database has stopped." if was_running else "No database was started in the background.")
        return 0
    if args.verb == "url":
        print(Server(home).url(args.role, args.database))
        return 0
    return _psql(home, args)


def _psql(home: Path, args: argparse.Namespace) -> int:
    with running(home) as server:
        given = server.arguments(args.role, args.database)
        variables = {"PGHOST": given["host"], "PGPORT": given["port"], "PGUSER": given["user"]}
        variables |= {"PGPASSWORD": given["password"], "PGDATABASE": given["dbname"]}
        psql = server.layout.programs / "bin" / "psql"
        return subprocess.run([psql, *args.arguments], env={**os.environ, **variables}, check=False).returncode
