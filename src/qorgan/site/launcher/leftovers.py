"""What a server that was killed leaves behind, and when it is safe to take away.

Called only by the holder of the home's lock, so no server started by this launcher is alive with the same home,
except one whose warden was killed on a system where that does not end the server.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from qorgan.site.launcher.layout import SOCKET_NAME, Layout
from qorgan.site.launcher.problems import LauncherProblem

LONGEST_STOP = 60.0  # seconds
THROW_AWAY = "throw-away"  # in a state folder: the home it served, which a test made
FORGOTTEN = 3600.0  # seconds after its start at which a throw-away server nobody holds was left by a killed test run


def clear(layout: Layout) -> None:
    """End an orphaned server of this cluster and remove a stale ``postmaster.pid`` and socket.

    PostgreSQL removes its own stale file, but refuses to start when the number in it has been given to another living
    process of the same user, as happens after a restart of the machine or of a container.
    """
    file = layout.cluster / "postmaster.pid"
    number = _number_in(file)
    if number is not None and _serves(number, layout.cluster):
        _end(number, layout.cluster)
    file.unlink(missing_ok=True)
    for name in (SOCKET_NAME, SOCKET_NAME + ".lock"):
        (layout.socket / name).unlink(missing_ok=True)


def mark_throw_away(state: Path, home: Path) -> None:
    """Say that this state folder may be removed once nobody uses it, and remove such folders of killed test runs."""
    (state / THROW_AWAY).write_text(str(home), encoding="utf-8")
    for mark in state.parent.glob(f"qorgan-*/{THROW_AWAY}"):
        try:
            is_old = time.time() - mark.stat().st_mtime > FORGOTTEN
            home = Path(mark.read_text(encoding="utf-8"))
        except OSError:
            continue
        if is_old and not _is_held(home / "database.lock"):
            shutil.rmtree(mark.parent, ignore_errors=True)


def _is_held(lock: Path) -> bool:
    """Whether a server holds this lock now."""
    try:
        descriptor = os.open(lock, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def remove(folder: Path) -> None:
    """Remove what a broken-off ``initdb`` left."""
    if folder.exists():
        shutil.rmtree(folder)


def _number_in(file: Path) -> int | None:
    try:
        first = file.read_text(encoding="ascii", errors="replace").split("\n", 1)[0]
        return int(first)
    except (FileNotFoundError, ValueError):
        return None


def _serves(number: int, cluster: Path) -> bool:
    """Whether process ``number`` is a PostgreSQL server that works in ``cluster``."""
    try:
        return Path(f"/proc/{number}/cwd").samefile(cluster)
    except OSError:
        pass
    if Path("/proc/self/cwd").exists():
        return False
    listed = subprocess.run(["/bin/ps", "-o", "command=", "-p", str(number)], capture_output=True, text=True, check=False)
    return "postgres" in listed.stdout and str(cluster) in listed.stdout


def _end(number: int, cluster: Path) -> None:
    deadline = time.monotonic() + LONGEST_STOP
    try:
        os.kill(number, signal.SIGINT)
        while _serves(number, cluster):
            if time.monotonic() > deadline:
                raise LauncherProblem(f"a database server without owner (process {number}) does not end; stop it first")
            time.sleep(0.05)
    except ProcessLookupError:
        return
    except PermissionError:
        raise LauncherProblem(f"a database server of another user (process {number}) uses {cluster}; stop it first") from None
