"""`make test`: the whole suite with a headless browser, on two cores; `--long` runs the full matrices instead.

Afterwards the core of the suite runs once more against the PostgreSQL that this machine has of its own, as it would through
`DATABASE_URL`; where there is none, a line says so. With `--long` that is everything but the tests of processes, which
bring their servers along.

Further words go to pytest: `python tools/bootstrap.py --dev tools/suite.py tests/live -k ordering`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
INSTALL = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
# What must hold on every server: who may know what, what is remembered, what is sealed, what happens at the helpline.
CORE = ("access", "journal", "vault", "helpline/test_access.py", "helpline/test_actions.py", "house/test_models.py")
OWN_PROCESSES = ("site", "journeys", "live/test_processes.py")


def main(arguments: list[str]) -> int:
    """Gives pytest's status; 1 when there is no browser and it may not be installed."""
    if not ensure_browser():
        sys.stderr.write("The tests need Chromium; install it first: sudo apt-get install chromium\n")
        return 1
    is_long = "--long" in arguments
    given = [word for word in arguments if word != "--long"]
    status = run_pytest([*(["-m", "long"] if is_long else []), *given])
    return status if given else max(status, on_own_server(is_long=is_long))


def run_pytest(words: list[str], **variables: str) -> int:
    """One run on two cores, with the minutes of each room; gives pytest's status."""
    command = [sys.executable, "-m", "pytest", "-p", "tools.minutes", "-n", "2", "--dist", "loadfile", *words]
    kept = {key: value for key, value in os.environ.items() if key not in {"QORGAN_HOME", "QORGAN_TRAINING", "PORT"}}
    return subprocess.run(command, cwd=ROOT, env=kept | variables, check=False).returncode


def on_own_server(*, is_long: bool) -> int:
    """The core once more, or with `is_long` everything, on the machine's own PostgreSQL; 0 where there is none."""
    if os.environ.get("DATABASE_URL"):
        return 0  # the whole run was on your own server
    source = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    asked = subprocess.run(
        [sys.executable, "-m", "tests.own_server"], cwd=ROOT, env=source, check=False, stdout=subprocess.PIPE, text=True
    )
    path = asked.stdout.strip()
    if asked.returncode or not path:
        print("Not run on your own PostgreSQL: none of version 15 or newer in /usr/lib/postgresql", flush=True)
        return asked.returncode
    print(f"Once more on your own PostgreSQL: {path}", flush=True)
    left_out = [f"--ignore=tests/{name}" for name in OWN_PROCESSES]
    words = ["tests", *left_out] if is_long else [f"tests/{name}" for name in CORE]
    return run_pytest(words, QORGAN_TEST_POSTGRES=path)


def ensure_browser() -> bool:
    """Whether there is a Chromium, installing Debian's where that is possible and allowed."""
    if any(shutil.which(name) for name in BROWSERS):
        return True
    if os.geteuid() or not shutil.which("apt-get"):
        return False
    print("Installing Chromium for the tests in a browser", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (INSTALL, ["apt-get", "update"], INSTALL):
        done = subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if command is INSTALL and not done.returncode:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
