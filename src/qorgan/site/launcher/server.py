"""The embedded PostgreSQL server: made once, started as our child, gone when we are gone."""

import contextlib
import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import psycopg

from qorgan.site.launcher import binaries, child, credentials, leftovers, roles, tuning
from qorgan.site.launcher.layout import Layout, prepare, refuse_full_disk
from qorgan.site.launcher.problems import LauncherProblem

DATABASES = ("qorgan",)
LONGEST_START = 600.0  # seconds; recovery after a power cut reads up to max_wal_size
LONGEST_LOG = 5 * 1024 * 1024  # bytes kept of the log, once more as log.1
ONE_AT_A_TIME = 7_120_111  # key of the advisory lock under which roles and databases are made
POLL = 0.03  # seconds between two questions whether the server is ready


class AlreadyRunning(LauncherProblem):
    """Another process holds this home's server."""


class Server:
    """One embedded server per ``home``; a context manager.

    ``durable=False`` (tests only) trades safety after a power cut for speed, and what such a server keeps outside its
    home is removed when it stops. ``databases`` are made if absent.
    """

    def __init__(self, home: Path, *, durable: bool = True, databases: tuple[str, ...] = DATABASES) -> None:
        self.home = Path(home).absolute()
        self.durable = durable
        self.databases = databases
        self._layout: Layout | None = None
        self._child: child.Child | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    @property
    def layout(self) -> Layout:
        """The folders of this server, found and made when first asked for."""
        if self._layout is None:
            self._layout = prepare(self.home)
        return self._layout

    @property
    def status(self) -> int | None:
        """None while the server of this object lives; its exit status after it ended; 0 when never started."""
        return 0 if self._child is None else self._child.status

    def start(self, *, patience: float = 0) -> None:
        """Make the cluster if there is none, start the server, wait until it answers, make roles and databases.

        ``patience`` is in seconds: how long another process may take to let go of this home, as after a SIGKILL, when
        the warden is still stopping the server.
        """
        layout = self.layout
        refuse_full_disk(layout.cluster.parent)
        with _locked(layout, patience) as lock:
            if layout.exists:
                _refuse_other_version(layout)
            else:
                _make_cluster(layout, durable=self.durable)
            leftovers.clear(layout)
            if self._is_thrown_away():
                leftovers.mark_throw_away(layout.cluster.parent, layout.home)
            with _open_log(layout) as log:
                self._child = child.start(
                    tuning.arguments(layout, durable=self.durable),
                    account=layout.account,
                    environment=binaries.ENVIRONMENT,
                    folder=Path("/"),
                    output=log.fileno(),
                    errors=log.fileno(),
                    keep_open=(lock,),
                    stop="SIGINT",  # fast shutdown: roll back, checkpoint, end
                    force="SIGQUIT",  # immediate shutdown: recovery at the next start
                    grace=30,
                )
        try:
            self._wait_until_ready()
            self.make_databases()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server of this object and take the socket's temporary folder away; harmless when not started."""
        if self._child is None:
            return
        self._child.stop()
        self._child = None
        if self.layout.socket.parent != self.layout.cluster.parent:
            with contextlib.suppress(OSError):
                self.layout.socket.rmdir()
        if self._is_thrown_away():
            leftovers.remove(self.layout.cluster.parent)

    def _is_thrown_away(self) -> bool:
        """Whether this server keeps something outside its home that has no worth without it."""
        return not self.durable and not self.layout.cluster.is_relative_to(self.layout.home)

    def running_elsewhere(self) -> bool:
        """Whether another process holds this home's server now."""
        try:
            with _locked(self.layout):
                return False
        except AlreadyRunning:
            return True

    def attach(self) -> None:
        """Wait until the server that another process starts or holds answers; it stays that process's server."""
        self._wait_until_ready()
        self.make_databases()

    def make_databases(self) -> None:
        """Make the roles and the databases of this object that are missing, closed to all but those roles."""
        with self.superuser() as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])  # two commands may begin at once
            roles.make_embedded(connection, credentials.load(self.home).roles, self.databases)
            for name in self.databases:
                with self.superuser(name) as inside:
                    roles.close_to_public(inside)

    def url(self, role: str = "owner", database: str = "qorgan") -> str:
        """A connection URL for owner, web, worker, journal or superuser. It holds the password: print it to nobody's
        log."""
        arguments = self.arguments(role, database)
        user, password = quote(arguments["user"], safe=""), quote(arguments["password"], safe="")
        host = quote(arguments["host"], safe="")
        return f"postgresql://{user}:{password}@/{quote(database, safe='')}?host={host}&port={arguments['port']}"

    def arguments(self, role: str = "owner", database: str = "qorgan") -> dict[str, str]:
        """The same as keyword arguments of ``psycopg.connect``."""
        kept = credentials.load(self.home)
        name = credentials.SUPERUSER if role == "superuser" else f"qorgan_{role}"
        password = kept.superuser if role == "superuser" else kept.roles[name]
        return {"host": str(self.layout.socket), "port": "5432", "user": name, "password": password, "dbname": database}

    def superuser(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """A connection of the bootstrap superuser, in autocommit; for the launcher and for tests."""
        return psycopg.connect(self.url("superuser", database), autocommit=True, connect_timeout=5)

    def _reason_not_ready(self) -> str:
        """Empty when the server answers."""
        try:
            self.superuser().close()
        except psycopg.OperationalError as error:
            return str(error) or "no answer"
        return ""

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + LONGEST_START
        while True:
            reason = self._reason_not_ready()
            if not reason:
                return
            if "authentication failed" in reason:
                raise LauncherProblem(f"{credentials.path_of(self.home)} does not fit this database; put the right one back")
            if self._child is not None and self._child.status is not None:
                raise LauncherProblem(f"the database did not start: {_last_words(self.layout)}")
            if self._child is None and not self.running_elsewhere():
                raise LauncherProblem("the database is not running; start Qorgan first")
            if time.monotonic() > deadline:
                raise LauncherProblem(f"the database does not answer; its log is {self.layout.log}")
            time.sleep(POLL)


@contextlib.contextmanager
def running(home: Path, *, databases: tuple[str, ...] = DATABASES) -> Iterator[Server]:
    """The server of ``home`` for as long as the block lasts: the one that runs already, or our own."""
    server = Server(home, databases=databases)
    try:
        server.start()
    except AlreadyRunning:
        server.attach()
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def _locked(layout: Layout, patience: float = 0) -> Iterator[int]:
    """Hold the home's lock; a warden that inherits the descriptor holds it until its server is gone."""
    descriptor = os.open(layout.lock, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + patience
    try:
        while not lock_now(descriptor):
            if time.monotonic() >= deadline:
                raise AlreadyRunning(f"the database of {layout.home} is used by another process; stop that one first")
            time.sleep(POLL)
        yield descriptor
    finally:
        os.close(descriptor)


def lock_now(descriptor: int) -> bool:
    """Take the exclusive lock of an open file without waiting; False when another process holds it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _refuse_other_version(layout: Layout) -> None:
    made_by = (layout.cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    brought = binaries.version(layout.programs).split(".")[0]
    if made_by != brought:
        raise LauncherProblem(
            f"the database in {layout.cluster} was made by PostgreSQL {made_by} and this release brings {brought}; "
            f"back it up with the release that made it, then restore that backup here"
        )


def _make_cluster(layout: Layout, *, durable: bool) -> None:
    """``initdb`` into a folder beside, renamed when whole, so that a start broken off leaves nothing half-made."""
    unfinished = layout.cluster.with_name("database.unfinished")
    leftovers.remove(unfinished)
    unfinished.mkdir(mode=0o700)
    os.lchown(unfinished, layout.account.uid, layout.account.gid)
    password = _verifier_file(layout)
    command = [
        *(layout.programs / "bin" / "initdb", "--pgdata", unfinished, "--username", credentials.SUPERUSER),
        *("--pwfile", password, "--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
        *(() if durable else ("--no-sync",)),
    ]
    try:
        made = subprocess.run(
            command,
            env=binaries.ENVIRONMENT,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **layout.account.popen_arguments(),
        )
    finally:
        password.unlink(missing_ok=True)
    if made.returncode:
        leftovers.remove(unfinished)
        raise LauncherProblem(f"the database could not be made: {_reason(made.stderr)}")
    unfinished.rename(layout.cluster)


def _verifier_file(layout: Layout) -> Path:
    """A file for ``initdb`` with a SCRAM verifier, which it stores as it is; the password itself is written nowhere."""
    path = layout.socket / "verifier"
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        os.fchown(file.fileno(), layout.account.uid, layout.account.gid)
        file.write(credentials.scram(credentials.load(layout.home).superuser) + "\n")
    return path


@contextlib.contextmanager
def _open_log(layout: Layout) -> Iterator[Any]:
    if layout.log.exists() and layout.log.stat().st_size > LONGEST_LOG:
        layout.log.replace(layout.log.with_suffix(".log.1"))
    with os.fdopen(os.open(layout.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
        yield file


def _last_words(layout: Layout) -> str:
    with layout.log.open("rb") as file:
        file.seek(max(0, layout.log.stat().st_size - 4000))
        return _reason(file.read().decode("utf-8", "replace"))


def _reason(output: str) -> str:
    """The last line of ``output`` that says why; a full disk in words of its own."""
    if "No space left on device" in output:
        return "the disk is full"
    lines = [line for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error:" in line or "could not" in line]
    return (telling or lines or ["no reason given"])[-1].strip()
