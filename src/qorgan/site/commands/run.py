"""Run everything in this terminal: the database, pages, live updates and jobs. Ctrl-C stops it all."""

import argparse
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

import psycopg

from qorgan.site import database, env, preparation, supervisor
from qorgan.site.launcher import LauncherProblem, Server, child, credentials, roles

PATIENCE = 15.0  # seconds the database of a killed predecessor may take to stop


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--training", action="store_true", help="use the separate training database, with its banner")


def run(args: argparse.Namespace) -> int:
    """Everything from a cold disk to the line `Qorgan is ready`; gives 0 after a wanted stop."""
    signal.signal(signal.SIGTERM, _interrupt)
    os.environ["QORGAN_TRAINING"] = "1" if args.training else os.environ.get("QORGAN_TRAINING", "0")
    home, host, port = env.home(), env.text("QORGAN_HOST", "127.0.0.1"), env.port()
    with supervisor.only_one(home):
        refuse_taken_port(host, port)
        with _database(home) as server:
            _prepare(home)
            accounts = _sign_ins()
            pack = env.folder("QORGAN_PACK", env.CHECKOUT / "packs" / "kz")
            whole = supervisor.Supervisor(home, host=host, port=port, pack=pack, server=server, say=say)
            say("Starting pages, live updates and jobs")
            return whole.run(lambda: _ready(host, port, accounts))


def say(line: str) -> None:
    """One line for the person at the terminal."""
    print(line, flush=True)


def refuse_taken_port(host: str, port: int) -> None:
    """Look before the long way: a taken port is told within a second, not after a minute of preparation."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise LauncherProblem(supervisor.port_problem(host, port, error)) from None


@contextlib.contextmanager
def _database(home: Path) -> Iterator[Server | None]:
    """The embedded server, ours until the end, or None with your own server."""
    url = database.own_server()
    if url is not None:
        roles.prepare_own_server(url, credentials.complete(home).roles, [database.database_name()])
        yield None
        return
    server = Server(home, databases=tuple(dict.fromkeys((database.DATABASE, database.database_name()))))
    say("Starting the database" if server.layout.exists else "Making the database")
    begun = time.monotonic()
    server.start(patience=PATIENCE)
    say(f"The database answers ({time.monotonic() - begun:.1f} s)")
    try:
        yield server
    finally:
        server.stop()


def _prepare(home: Path) -> None:
    """Migrate unless this very release has done so; a database seen for the first time gets the demo data.

    The file ``demo.wanted`` stands until the demo data is whole, so that a start broken off is taken up again.
    """
    wanted = home / f"{database.database_name()}.demo.wanted"
    is_current, is_new = _state()
    if is_new and find_spec("qorgan.site.commands.demo") is not None:
        wanted.touch(mode=0o600)
    if not is_current:
        _command("migrate")
    if wanted.exists():
        say("Writing the demo data; everybody in it is invented")
        _command("demo")
        wanted.unlink()


def _state() -> tuple[bool, bool]:
    """Whether the database is up to date, and whether it was never migrated."""
    given = database.connection_settings("owner")
    arguments = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}
    with psycopg.connect(**arguments, dbname=given["NAME"], connect_timeout=10) as connection:
        row = connection.execute("SELECT to_regclass('public.django_migrations') IS NULL").fetchone()
        is_new = bool(row and row[0])
        return preparation.kept_fingerprint(connection) == preparation.fingerprint(), is_new


def _command(*words: str) -> None:
    """One of our own commands, under a warden so that it ends with us; a failure ends the start."""
    process = child.start([sys.executable, "-m", "qorgan.site.cli", *words])
    try:
        status = process.warden.wait()
    finally:
        process.stop()  # when we are interrupted it ends before the database does
    if status:
        raise LauncherProblem(f"qorgan {words[0]} did not finish (status {status}); the lines above say why")


def _sign_ins() -> child.Child | None:
    """Ask for the demo sign-ins while the servers start; None where there is no demo data to sign in to."""
    if find_spec("qorgan.site.commands.demo") is None:
        return None
    command = [sys.executable, "-m", "qorgan.site.cli", "demo", "--accounts"]
    return child.start(command, output=subprocess.PIPE, errors=subprocess.DEVNULL)


def _ready(host: str, port: int, accounts: child.Child | None) -> None:
    shown = f"[{host}]" if ":" in host else host
    say(f"Qorgan is ready: http://{shown}:{port}")
    if accounts is None or accounts.warden.stdout is None:
        return
    output = accounts.warden.stdout.read()
    accounts.warden.wait()
    with contextlib.suppress(json.JSONDecodeError, KeyError, TypeError, UnicodeDecodeError):
        rows = [(one["role"], one["username"], one["password"]) for one in json.loads(output)]
        widths = [max(len(row[column]) for row in rows) for column in range(2)] if rows else []
        say("Demo sign-ins (role, name, password):")
        for role, name, password in rows:
            say(f"  {role:<{widths[0]}}  {name:<{widths[1]}}  {password}")


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
