"""Runs one program and never lets it outlive us.

Started as ``python -I -S warden.py PARENT UID GID STOP FORCE GRACE PROGRAM ARGUMENT…`` with a pipe as standard input.
The program is stopped when the pipe closes or the parent is gone, even by SIGKILL, and when the warden is asked to
stop: first the signal STOP, after GRACE seconds FORCE, at last SIGKILL to its whole process group. Where Linux allows
it, the program also gets STOP when the warden itself is killed. UID and GID are -1 where the user stays the same. The
warden ends with the program's status, or 128 plus the signal that ended it.

It uses the standard library only and imports little: one warden stands beside every process of an installation.
"""

import contextlib
import ctypes
import os
import select
import signal
import sys
from typing import NamedTuple

PR_SET_PDEATHSIG = 1
FORCE_SECONDS = 5


class Order(NamedTuple):
    """What the warden was told on its command line."""

    parent: int
    uid: int
    gid: int
    stop: int
    force: int
    grace: float
    command: list[str]


def main(arguments: list[str]) -> int:
    """Run the program to its end; see the module's text for the arguments."""
    parent, uid, gid = (int(argument) for argument in arguments[:3])
    stop, force = signal.Signals[arguments[3]], signal.Signals[arguments[4]]
    order = Order(parent, uid, gid, stop, force, float(arguments[5]), arguments[6:])
    signal.pthread_sigmask(signal.SIG_SETMASK, [])  # whoever started us may have blocked some
    wake = _wake_on_signals()
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    ourselves = os.getpid()
    program = os.fork()
    if program == 0:
        _become(order, ourselves, libc)
    status = _wait(program, order, wake)
    _sweep(program)
    return os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)


def _wake_on_signals() -> int:
    """Signals become bytes in a pipe, so that one ``select`` waits for everything; gives the pipe's reading end."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, lambda *_: None)
    return reading


def _become(order: Order, warden: int, libc: ctypes.CDLL | None) -> None:
    """In the child: another group, another user, then the program itself. Never returns."""
    try:
        os.setpgid(0, 0)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        if order.gid >= 0:
            os.setgroups([])
            os.setgid(order.gid)
        if order.uid >= 0:
            os.setuid(order.uid)
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, int(order.stop), 0, 0, 0)  # after setuid, which would clear it
            if os.getppid() != warden:
                os._exit(0)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.closerange(3, 4096)  # what the warden keeps open, such as a lock, is not the program's
        os.execv(order.command[0], order.command)
    except OSError as error:
        os.write(2, f"{order.command[0]}: {error.strerror}\n".encode())
    os._exit(127)


def _wait(program: int, order: Order, wake: int) -> int:
    """Wait for the program; once somebody wants it stopped, climb from STOP to FORCE to SIGKILL."""
    watched = [0, wake, *_parent_descriptor(order.parent)]
    steps = [(order.stop, order.grace), (order.force, FORCE_SECONDS), (signal.SIGKILL, FORCE_SECONDS)]
    seconds: float | None = None
    stopping = False
    while True:
        ready, _, _ = select.select(watched, [], [], seconds)
        signals = _drain(wake) if wake in ready else b""
        done, status = os.waitpid(program, os.WNOHANG)
        if done:
            return status
        gone = [one for one in ready if one != wake]
        wanted = bool(gone) or any(number != signal.SIGCHLD for number in signals)
        watched = [one for one in watched if one not in gone]
        if (wanted and not stopping) or (stopping and not ready):
            stopping = True
            number, seconds = steps.pop(0) if steps else (signal.SIGKILL, FORCE_SECONDS)
            os.kill(program, number)


def _parent_descriptor(parent: int) -> list[int]:
    """A descriptor that becomes readable when the parent ends, where the system has such a thing (Linux 5.3)."""
    try:
        return [os.pidfd_open(parent)]
    except (AttributeError, OSError):
        return []


def _drain(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except BlockingIOError:
        return b""


def _sweep(program: int) -> None:
    """End what the program left behind in its process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(program, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
