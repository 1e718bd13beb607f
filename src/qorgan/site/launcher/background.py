"""Keeping the embedded server running in the background for a developer: ``qorgan db start`` and ``stop``."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from qorgan.site.launcher.problems import LauncherProblem
from qorgan.site.launcher.server import AlreadyRunning, Server, lock_now

LONGEST_STOP = 60.0  # seconds


def keep(home: Path) -> None:
    """Start a process that holds the server until :func:`stop_kept`; returns when the server answers."""
    server = Server(home)
    if server.running_elsewhere():
        raise AlreadyRunning(f"the database of {server.home} runs already")
    log = server.home / "log" / "keeper.log"
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
        keeper = subprocess.Popen(
            [sys.executable, "-m", __spec__.name, str(server.home)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    while not server.running_elsewhere():
        if keeper.poll() is not None:
            raise LauncherProblem(log.read_text(encoding="utf-8", errors="replace").strip() or "the database did not start")
        time.sleep(0.05)
    server.attach()


def stop_kept(home: Path) -> bool:
    """Stop it and wait; False when none was started in the background.

    The number in the file counts only while its keeper holds the file's lock, so no other process is ever hit.
    """
    try:
        descriptor = os.open(_number_file(home), os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        if lock_now(descriptor):
            return False
        number = int(os.read(descriptor, 32))
        os.kill(number, signal.SIGTERM)
        deadline = time.monotonic() + LONGEST_STOP
        while not lock_now(descriptor):
            if time.monotonic() > deadline:
                raise LauncherProblem(f"the database (process {number}) does not stop")
            time.sleep(0.05)
        return True
    finally:
        os.close(descriptor)


def main(arguments: list[str]) -> int:
    """The keeper itself: hold the server until a signal."""
    home = Path(arguments[0])
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    descriptor = os.open(_number_file(home), os.O_RDWR | os.O_CREAT, 0o600)
    if not lock_now(descriptor):
        print(f"the database of {home} runs already")
        return 1
    os.ftruncate(descriptor, 0)
    os.write(descriptor, str(os.getpid()).encode())
    try:
        with Server(home):
            signal.sigwait({signal.SIGTERM, signal.SIGINT})
    except LauncherProblem as problem:
        print(problem)
        return 1
    return 0


def _number_file(home: Path) -> Path:
    return home / "keeper.pid"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
