"""From nothing to the ready line, from a stop to the ready line, and what the whole set holds in memory when idle.

    .venv/bin/python benchmarks/start.py [--port 8795]

Cold: an empty home, so the database is made, migrated, filled with the country pack and the demo. Warm: the same home again.
Memory: every process of the set twenty seconds after the warm start, shared pages counted once (PSS). No baseline: nothing
bare does the same.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.stage import figures

READY, COLD, WARM, MEMORY = "Qorgan is ready", 60.0, 5.0, 700.0
IDLE = 20.0  # seconds after the ready line


def started(home: Path, port: int) -> tuple[subprocess.Popen, float]:
    """Starts the product; gives it with the seconds to its ready line."""
    variables = {**os.environ, "QORGAN_HOME": str(home), "PORT": str(port)}
    began = time.monotonic()
    running = subprocess.Popen(
        [sys.executable, "-m", "qorgan.site.cli", "run"], env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert running.stdout is not None
    said = []
    for line in running.stdout:
        said.append(line)
        if READY in line:
            return running, time.monotonic() - began
    raise SystemExit("it did not start:\n" + "".join(said[-20:]))


def stop(running: subprocess.Popen) -> None:
    """Ends it as Ctrl-C does."""
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)


def family(number: int) -> list[int]:
    """A process and everything below it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        children.setdefault(parent, []).append(int(folder.name))
    found, left = [], [number]
    while left:
        one = left.pop()
        found.append(one)
        left += children.get(one, [])
    return found


def memory(numbers: list[int]) -> float:
    """Megabytes of all of them, shared pages counted once."""
    total = 0
    for number in numbers:
        try:
            lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += int(next(line for line in lines if line.startswith("Pss:")).split()[1])
    return total / 1024


def main() -> None:
    """Prints seconds and megabytes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8795)
    given = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="qorgan-start-"))
    try:
        running, cold = started(home, given.port)
        stop(running)
        running, warm = started(home, given.port)
        time.sleep(IDLE)
        numbers = family(running.pid)
        held = memory(numbers)
        stop(running)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print(f"  cold start {cold:.1f} s (with demo data), warm start {warm:.1f} s, idle memory of {len(numbers)} processes {held:.0f} MB")
    figures.at_most("cold start, with demo data", cold, COLD, unit="s")
    figures.at_most("warm start", warm, WARM, unit="s")
    figures.at_most("idle memory of the whole set", held, MEMORY, unit="MB")


if __name__ == "__main__":
    main()
