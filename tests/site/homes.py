"""A home whose demo is written already: written once in a run by the product itself, and copied for every house that starts.

The first start of a home takes more than a minute of a core (schema, country pack, ninety days told by the real actions), and ten
files of the suite start one. What the first start itself does is shown by `tests/site/test_supervisor.py` from nothing.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from qorgan.site.launcher import credentials
from tests.site.machine import environment
from tests.site.running import FIRST_START, PATIENCE, Running, free_port

FOLDER = "QORGAN_TEST_FIRST_HOME"
"""The folder of the first home of this run, in the environment of every process of the run."""

_made: list[str] = []


def begin_run() -> None:
    """Makes the folder, in the process that begins the run; its helpers, and runs within it, find the name in their environment."""
    if FOLDER not in os.environ:
        _made.append(FOLDER)
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="qt-first-", dir="/tmp")
        Path(os.environ[FOLDER]).chmod(0o711)  # the server's own account passes through


def end_run() -> None:
    """Removes it again, where it was made."""
    if _made:
        shutil.rmtree(os.environ.pop(_made.pop()), ignore_errors=True)


def with_demo(home: Path) -> Path:
    """Makes `home`, which must lie in a folder that every user may pass through, a copy of the first home; gives it back."""
    first = _first()
    subprocess.run(["cp", "--archive", "--reflink=auto", "--no-target-directory", str(first), str(home)], check=True)
    kept = credentials.load(home)
    kept.socket = ""  # the first home's own; two servers would meet there
    credentials.save(home, kept)
    return home


def _first() -> Path:
    """The first home, started and ended in order; whoever comes second waits for it."""
    folder = Path(os.environ[FOLDER])
    home = folder / "home"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "written").exists():
            shutil.rmtree(home, ignore_errors=True)
            port = free_port()
            one = Running([sys.executable, "-m", "qorgan.site.cli", "run"], environment(QORGAN_HOME=str(home), PORT=str(port)), port)
            try:
                one.line_with("Qorgan is ready", FIRST_START)
                one.process.terminate()
                if one.process.wait(PATIENCE):
                    pytest.fail("the first home did not end in order:\n" + "\n".join(one.said()))
            finally:
                one.end()
            (folder / "written").touch()
    return home
