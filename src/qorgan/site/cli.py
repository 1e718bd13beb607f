"""The command line ``qorgan``: a promise to operators and scripts.

Each command is a module ``qorgan.site.commands.<name>`` with ``add_arguments(parser)`` and ``run(args) -> int``. Exit
status: 0 done, 1 not done (one line on standard error says why), 2 wrong usage.
"""

import argparse
import contextlib
import importlib
import keyword
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType

import django

from qorgan.site import database, env
from qorgan.site.launcher import LauncherProblem, running
from qorgan.site.launcher.layout import prepare
from qorgan.site.loading import PackProblem
from qorgan.vault.faults import VaultFault


@dataclass(frozen=True)
class Command:
    """A word of the command line.

    ``role``: the database role of its default connection; a command with a role gets Django set up and a database that
    runs, reused or started for as long as the command lasts. ``summary`` is the line in ``qorgan --help``.
    """

    name: str
    summary: str
    role: str | None = None

    @property
    def module(self) -> str:
        """The module that does it; a word that Python keeps for itself has an underscore there."""
        return f"qorgan.site.commands.{self.name}{'_' if keyword.iskeyword(self.name) else ''}"


COMMANDS = (
    Command("run", "run everything in this terminal: database, pages, live updates, jobs"),
    Command("migrate", "bring database roles, schema and country pack up to date", role="owner"),
    Command("init", "make an empty real database and its first administrator", role="owner"),
    Command("demo", "write invented data into an unused database, or print its sign-ins", role="owner"),
    Command("import", "read a list of places or organisations, CSV or XLSX, with row errors", role="worker"),
    Command("link", "find the rows of a list that are of one child: CSV in, clusters out"),
    Command("keys", "the root keys: rotate, shares, recover, status", role="worker"),
    Command("verify", "walk the journal and name what was tampered with", role="worker"),
    Command("backup", "write and verify a backup", role="owner"),
    Command("restore", "bring a backup back into an empty database", role="owner"),
    Command("manage", "run a command of Django", role="owner"),
    Command("db", "the embedded database, for developers: start, stop, psql, url"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; gives the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = next((one for one in COMMANDS if given and one.name == given[0]), None)
    try:
        if command is None:
            return _overview(given)
        return _run(command, given[1:])
    except (LauncherProblem, PackProblem, env.EnvironmentProblem, VaultFault) as problem:
        print(f"qorgan: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(command: Command, given: list[str]) -> int:
    if command.role is None:
        module = importlib.import_module(command.module)
        return _call(module, command, given, contextlib.nullcontext())
    database.use_role(command.role)
    os.environ.setdefault("QORGAN_POOL", "0")  # a command needs one connection, not a pool
    if "--training" in given:
        os.environ["QORGAN_TRAINING"] = "1"
    if database.own_server() is None:
        prepare(env.home())  # settles where the socket is, which the settings read
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qorgan.site.settings")
    django.setup()
    module = importlib.import_module(command.module)
    return _call(module, command, given, database_for_command())


def _call(module: ModuleType, command: Command, given: list[str], around: contextlib.AbstractContextManager[object]) -> int:
    parser = argparse.ArgumentParser(prog=f"qorgan {command.name}", description=module.__doc__)
    if command.role is not None:
        parser.add_argument("--training", action="store_true", help="work on the training database")
    module.add_arguments(parser)
    try:
        args = parser.parse_args(given)
    except SystemExit as end:  # argparse has printed its help (0) or the usage (2)
        return int(end.code or 0)
    with around:
        return int(module.run(args))


@contextlib.contextmanager
def database_for_command() -> Iterator[None]:
    """A database for as long as the block lasts: your own server, the one that runs, or one started for the block."""
    if database.own_server() is not None:
        yield
        return
    with running(env.home(), databases=tuple(dict.fromkeys((database.DATABASE, database.database_name())))):
        yield


def _overview(given: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="qorgan",
        description="Qorgan: the software on which a country runs the protection of its children's rights.",
        epilog="\n".join(f"  {command.name:<10} {command.summary}" for command in COMMANDS),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=[command.name for command in COMMANDS], metavar="COMMAND", help="see below")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="qorgan COMMAND --help tells more")
    try:
        if not given:
            parser.print_help()
            return 2
        parser.parse_args(given)
    except SystemExit as end:
        return int(end.code or 0)
    return 2


if __name__ == "__main__":
    sys.exit(main())
