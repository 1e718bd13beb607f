"""One supervisor for everything an installation runs: database, pages, live updates, jobs and the front.

Each process runs under a warden, so none outlives the supervisor, even after SIGKILL. A process that ends is started
again, at first at once, then with growing pauses; one that keeps ending ends the supervisor with status 1, so that
whoever watches it (systemd, a container runtime, a person) learns of it. The database is the exception: while it is
away nothing gives up, because the front must go on showing whom to call.
"""

import asyncio
import contextlib
import fcntl
import math
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from qorgan.site import database, env, front_page
from qorgan.site.front import Front
from qorgan.site.launcher import LauncherProblem, Server
from qorgan.site.launcher.account import ourselves
from qorgan.site.launcher.child import Child, start
from qorgan.site.launcher.layout import private_folder

POLL = 0.1  # seconds between two looks at the processes
QUICK = 60.0  # seconds; a process that ends sooner has failed quickly
MOST_QUICK_FAILURES = 5
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0  # seconds before a process is started again
LONGEST_START = 120.0  # seconds until every part must answer
OPEN_FILES = 65536  # 1,000 open streams take two descriptors each in the front

Say = Callable[[str], None]


class GivenUp(Exception):
    """A part ended for good; the text is one line."""


@dataclass
class Part:
    """One process of the set: how it is started, and how often it failed."""

    name: str
    command: list[str]
    environment: dict[str, str]
    socket: Path | None = None
    grace: float = 15
    is_last: bool = False  # started when the others answer: nobody waits for it, and loading it would slow them down
    child: Child | None = None
    failures: int = 0
    started: float = 0.0
    next_start: float = field(default=0.0)

    def start(self, folder: Path) -> None:
        """Start it; a socket left over from a killed predecessor is removed first."""
        if self.socket is not None:
            self.socket.unlink(missing_ok=True)
        self.started = time.monotonic()
        self.child = start(self.command, environment=self.environment, folder=folder, grace=self.grace)

    def note_end(self, *, is_excused: bool = False) -> None:
        """Count a quick failure and set the pause before the next start; what is excused never ends the whole."""
        status = self.child.status if self.child is not None else None
        self.child = None
        now = time.monotonic()
        self.failures = self.failures + 1 if now - self.started < QUICK else 1
        if is_excused:
            self.failures = min(self.failures, MOST_QUICK_FAILURES)
        if self.failures > MOST_QUICK_FAILURES:
            raise GivenUp(f"{self.name} ended {self.failures} times in a row (status {status}); see the lines above")
        self.next_start = now + min(FIRST_PAUSE * 2 ** (self.failures - 1), LONGEST_PAUSE)


def parts(home: Path, sockets: Path, environ: dict[str, str]) -> list[Part]:
    """The processes behind the front. ``environ`` is what each inherits, with its own database role added."""
    base = {**environ, "QORGAN_HOME": str(home), "MALLOC_ARENA_MAX": "2", "PYTHONUNBUFFERED": "1"}
    base["DJANGO_SETTINGS_MODULE"] = "qorgan.site.settings"
    web, live = sockets / "web", sockets / "live"
    workers = env.whole("QORGAN_WEB_WORKERS", 2, lowest=1, highest=64, environ=environ)
    threads = env.whole("QORGAN_WEB_THREADS", 4, lowest=1, highest=64, environ=environ)
    pages = [sys.executable, "-m", "qorgan.site.web", str(web), str(workers), str(threads)]
    return [
        Part("web", pages, base | {"QORGAN_ROLE": "web"}, web),
        Part("live", stream_server(live), base | {"QORGAN_ROLE": "web"}, live),
        Part("worker", job_runner(), base | {"QORGAN_ROLE": "worker", "QORGAN_POOL": "0"}, grace=30, is_last=True),
    ]


def stream_server(socket: Path) -> list[str]:
    """The command line of the ASGI server: HTTP/1.1 on a Unix socket that only we may use, no access log."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--uds", str(socket), "--uds-permissions", "600"),
        *("--http", "1", "--no-ws", "--no-access-log", "--log-level", "warning", "--workers-kill-timeout", "10"),
        "qorgan.site.asgi:application",
    ]


def job_runner() -> list[str]:
    """The command line of the worker: procrastinate, which brings its own pool of connections."""
    return [sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "2"]


class Supervisor:
    """Runs the set in the foreground until it is told to stop.

    ``server`` is the embedded database that belongs to this supervisor, already started, or None for your own server or
    one that another process holds.
    """

    def __init__(self, home: Path, *, host: str, port: int, pack: Path, server: Server | None, say: Say) -> None:
        self.home, self.host, self.port, self.pack = home, host, port, pack
        self.server = server
        self.say = say
        self.sockets = socket_folder(home)
        self.parts = parts(home, self.sockets, dict(os.environ))
        self.front = Front(
            {part.name: part.socket for part in self.parts if part.socket is not None},
            unavailable=lambda: front_page.unavailable(self.pack),
        )
        self._database = Part("database", [], {})
        self._restarting: asyncio.Task[None] | None = None
        self._stop = asyncio.Event()

    def run(self, on_ready: Callable[[], None]) -> int:
        """Start everything, call ``on_ready`` once it answers, and stay until a signal; gives the exit status."""
        raise_open_files()
        return asyncio.run(self._run(on_ready))

    async def _run(self, on_ready: Callable[[], None]) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._stop.set)
        try:
            await self._listen()
            for part in self.parts:
                if part.is_last:
                    part.next_start = math.inf
                else:
                    part.start(self.home)
            watch = asyncio.create_task(self._watch())
            ready = asyncio.create_task(self._ready(on_ready))
            stop = asyncio.create_task(self._stop.wait())
            waiting = {watch, ready, stop}
            while not stop.done():
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
            for task in waiting:
                task.cancel()
            return 0
        except (GivenUp, LauncherProblem) as problem:
            self.say(f"Qorgan stops: {problem}")
            return 1
        finally:
            await self._stop_all()

    async def _listen(self) -> None:
        try:
            await self.front.listen(self.host, self.port)
        except OSError as error:
            raise LauncherProblem(port_problem(self.host, self.port, error)) from None

    async def _watch(self) -> None:
        """Look after the parts for ever; ends by raising only."""
        while True:
            await asyncio.sleep(POLL)
            self._look_after_database()
            for part in self.parts:
                if part.child is not None and part.child.status is not None:
                    self.say(f"{part.name} ended with status {part.child.status}; it is started again")
                    part.note_end(is_excused=not await asyncio.to_thread(database_answers, self.home))
                elif part.child is None and time.monotonic() >= part.next_start:
                    part.start(self.home)

    def _look_after_database(self) -> None:
        if self._restarting is not None:
            if self._restarting.done():
                task, self._restarting = self._restarting, None
                task.result()
        elif self.server is not None and self.server.status is not None:
            self.say("the database ended; it is started again")
            self._database.note_end(is_excused=True)
            self._restarting = asyncio.create_task(self._restart_database(self.server))

    async def _restart_database(self, server: Server) -> None:
        """Start it again until it lives, with growing pauses and for ever: a full disk is cleared, a power supply mended, and
        until then the front shows every child whom to call."""
        while not self._stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), max(0.0, self._database.next_start - time.monotonic()))
                return
            self._database.started = time.monotonic()
            try:
                await asyncio.to_thread(server.start)
                return
            except LauncherProblem as problem:
                self.say(f"the database did not start again: {problem}")
                self._database.note_end(is_excused=True)

    async def _ready(self, on_ready: Callable[[], None]) -> None:
        deadline = time.monotonic() + LONGEST_START
        waiting = [part for part in self.parts if part.socket is not None]
        while waiting and time.monotonic() < deadline:
            waiting = [part for part in waiting if not await answers(part.socket)]
            await asyncio.sleep(0.05 if waiting else 0)
        if waiting:
            names = ", ".join(part.name for part in waiting)
            raise GivenUp(f"not answering after {LONGEST_START:.0f} seconds: {names}")
        for part in self.parts:
            part.next_start = 0.0 if part.is_last else part.next_start
        await asyncio.to_thread(on_ready)

    async def _stop_all(self) -> None:
        """Stop listening, then all processes at once, then the database."""
        self._stop.set()
        await self.front.close()
        if self._restarting is not None:
            await asyncio.wait([self._restarting])
        living = [part.child for part in self.parts if part.child is not None]
        for one in living:
            one.ask_to_stop()
        await asyncio.gather(*(asyncio.to_thread(one.stop) for one in living))
        if self.server is not None:
            await asyncio.to_thread(self.server.stop)
        remove_socket_folder(self.home, self.sockets)


def database_answers(home: Path) -> bool:
    """Whether the database, embedded or your own, lets the jobs' role in."""
    given = database.connection_settings("worker", home=home)
    where = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}
    try:
        psycopg.connect(**where, dbname=given["NAME"], connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


async def answers(socket: Path | None) -> bool:
    """Whether a server on ``socket`` answers a request, whatever it answers."""
    try:
        reader, writer = await asyncio.open_unix_connection(str(socket))
    except OSError:
        return False
    try:
        writer.write(b"GET /live/ready/0 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return (await asyncio.wait_for(reader.read(5), 30)).startswith(b"HTTP/")
    except (OSError, TimeoutError):
        return False
    finally:
        writer.close()


def socket_folder(home: Path) -> Path:
    """A private folder for the servers' sockets: ``QORGAN_HOME/run``, or, where that is too deep, a link to one."""
    link = home / "run"
    kept = link.readlink() if link.is_symlink() else None
    folder = private_folder(link, kept, ourselves())
    if folder not in (link, kept):
        link.unlink(missing_ok=True)
        link.symlink_to(folder)
    return folder


def remove_socket_folder(home: Path, folder: Path) -> None:
    """Take the sockets away; the link stays, so that the next start uses the same folder."""
    for name in ("web", "live"):
        (folder / name).unlink(missing_ok=True)
    if folder != home / "run":
        with contextlib.suppress(OSError):
            folder.rmdir()


@contextlib.contextmanager
def only_one(home: Path) -> Iterator[None]:
    """A second supervisor of the same home is refused with a clear line."""
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    descriptor = os.open(home / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LauncherProblem(f"Qorgan is running already with QORGAN_HOME {home}; stop it first") from None
        yield
    finally:
        os.close(descriptor)


def port_problem(host: str, port: int, error: OSError) -> str:
    """Why the port cannot be used, in one line."""
    if isinstance(error, PermissionError):
        return f"port {port} needs more rights than this user has; choose another: PORT=8001"
    return f"port {port} on {host} is taken by another program; choose another: PORT={port + 1 if port < 65535 else 8000}"


def raise_open_files() -> None:
    """Use what the system allows: the usual soft limit of 1,024 open files ends at about 500 streams."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
