"""Starting a program under its warden, from Python."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from qorgan.site.launcher.account import Account

WARDEN = Path(__file__).with_name("warden.py")


@dataclass
class Child:
    """A program and the warden that ends it with us; the program gets no input."""

    warden: subprocess.Popen[bytes]
    grace: float

    @property
    def status(self) -> int | None:
        """None while it lives, then its exit status."""
        return self.warden.poll()

    def ask_to_stop(self) -> None:
        """Ask once and return; :meth:`stop` waits."""
        if self.warden.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.warden.stdin.close()

    def stop(self) -> int:
        """Stop the program and wait until it is gone; gives its exit status."""
        self.ask_to_stop()
        try:
            return self.warden.wait(self.grace + 15)
        except subprocess.TimeoutExpired:
            self.warden.kill()
            return self.warden.wait()


def start(
    command: Sequence[str | Path],
    *,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    output: IO[bytes] | int | None = None,
    errors: IO[bytes] | int | None = None,
    keep_open: Sequence[int] = (),
    stop: str = "SIGTERM",
    force: str = "SIGKILL",
    grace: float = 10,
) -> Child:
    """Start ``command`` (absolute program first) under a warden; ``keep_open`` descriptors live as long as the
    warden.

    ``stop`` and ``force`` name the signals tried in turn, ``grace`` is in seconds between them. Both output streams
    of the program go to ``output``, or where ours go.
    """
    other = account is not None and not account.is_ourselves
    uid, gid = (account.uid, account.gid) if account is not None and other else (-1, -1)
    numbers = [str(os.getpid()), str(uid), str(gid), signal.Signals[stop].name, signal.Signals[force].name, str(grace)]
    warden = subprocess.Popen(
        [sys.executable, "-I", "-S", str(WARDEN), *numbers, *(os.fspath(part) for part in command)],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=errors,
        env=None if environment is None else dict(environment),
        cwd=folder,
        pass_fds=keep_open,
        start_new_session=True,  # Ctrl-C in the terminal reaches the supervisor only, which then stops us in order
    )
    return Child(warden, grace)
