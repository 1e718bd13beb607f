"""An installation as `qorgan migrate` makes it, with one shift leader who is signed in."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(tempfile.mkdtemp(prefix="qorgan-bench-"))
for name in ("DATABASE_URL", "QORGAN_TRAINING", "QORGAN_PACK", "QORGAN_KEY_COMMAND", "QORGAN_TLS"):
    os.environ.pop(name, None)
os.environ |= {
    "QORGAN_HOME": str(HOME),
    "QORGAN_ROLE": "owner",
    "QORGAN_POOL": "0",
    "QORGAN_DURABLE": "1",
    "DJANGO_SETTINGS_MODULE": "benchmarks.stage.settings",
}

import django  # noqa: E402

from qorgan.site.launcher import Server  # noqa: E402
from qorgan.site.launcher.layout import prepare  # noqa: E402

PATIENCE = 60.0  # seconds until a server must answer


@contextlib.contextmanager
def installation() -> Iterator[Server]:
    """A running database with schema and pack; Django is set up in this process as the owner of the tables."""
    prepare(HOME)
    try:
        with Server(HOME) as server:
            django.setup()
            _fill()
            yield server
    finally:
        shutil.rmtree(HOME, ignore_errors=True)


def _fill() -> None:
    from django.core.management import call_command  # noqa: PLC0415 - Django is set up only now

    from qorgan.site.loading import load_pack  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    load_pack(lambda _name: None)


@contextlib.contextmanager
def served(settings: str, *, workers: int, threads: int = 4) -> Iterator[Path]:
    """Pages of a settings module behind the product's own server; gives its socket once it answers."""
    folder = Path(tempfile.mkdtemp(prefix="qb-", dir="/tmp"))
    socket = folder / "web"
    variables = os.environ | {"DJANGO_SETTINGS_MODULE": settings, "QORGAN_ROLE": "web", "QORGAN_POOL": "1", "MALLOC_ARENA_MAX": "2"}
    words = [sys.executable, "-m", "qorgan.site.web", str(socket), str(workers), str(threads)]
    with subprocess.Popen(words, env=variables, cwd=ROOT) as running:
        try:
            until = time.monotonic() + PATIENCE
            while not socket.exists():
                if running.poll() is not None or time.monotonic() > until:
                    raise SystemExit(f"the server of {settings} did not start")
                time.sleep(0.05)
            yield socket
        finally:
            running.terminate()
            running.wait(20)
            shutil.rmtree(folder, ignore_errors=True)
