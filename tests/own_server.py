"""A PostgreSQL that is installed on this machine, on throw-away data: the part of "your own server" in the tests."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from qorgan.site.launcher import account
from qorgan.site.launcher.child import Child, start
from qorgan.site.launcher.roles import OLDEST_VERSION

INSTALLED = Path("/usr/lib/postgresql")  # where Debian and Ubuntu put every major version
PATIENCE = 30.0  # seconds until it answers


def programs() -> Path | None:
    """The `bin` folder of the oldest installed version that Qorgan serves: the one furthest from the embedded one."""
    found = sorted(
        (int(folder.name), folder / "bin")
        for folder in INSTALLED.glob("[0-9]*")
        if folder.name.isdigit() and (folder / "bin" / "postgres").exists()
    )
    return next((path for version, path in found if version >= OLDEST_VERSION), None)


@contextlib.contextmanager
def own_server(path: Path) -> Iterator[str]:
    """A server of these programs, gone with its data at the end (and with us, if we are killed); gives its URL.

    The URL names the database `rights` and a superuser who needs no password; the server listens on a socket only.
    """
    folder = Path(tempfile.mkdtemp(prefix="qo-", dir="/tmp"))
    server: Child | None = None
    try:
        server = _start(path, folder)
        url = f"postgresql://dba@/rights?host={folder}"
        _wait(url.replace("/rights", "/postgres"))
        yield url
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _start(path: Path, folder: Path) -> Child:
    somebody = account.for_server()
    shutil.chown(folder, somebody.uid, somebody.gid)
    data = folder / "data"
    words = ["--pgdata", data, "--auth", "trust", "--username", "dba", "--encoding", "UTF8", "--locale", "C", "--no-sync"]
    made = subprocess.run([path / "initdb", *words], cwd="/", check=False, capture_output=True, text=True, **somebody.popen_arguments())
    if made.returncode:
        raise RuntimeError(made.stderr)
    settings = {"listen_addresses": "", "unix_socket_directories": folder, "full_page_writes": "off", "log_min_messages": "log"}
    command = [path / "postgres", "-D", data, "-F"]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    return start(command, account=somebody, folder=Path("/"), output=subprocess.DEVNULL, errors=subprocess.DEVNULL, stop="SIGINT")


def _wait(url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("CREATE DATABASE rights")
                return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


if __name__ == "__main__":
    print(programs() or "")
