"""`make test`: the whole suite with a headless browser, on two cores; `--long` runs the full matrices instead.

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


def main(arguments: list[str]) -> int:
    """Gives pytest's status; 1 when there is no browser and it may not be installed."""
    if not ensure_browser():
        sys.stderr.write("The tests need Chromium; install it first: sudo apt-get install chromium\n")
        return 1
    given = [word for word in arguments if word != "--long"]
    marker = ["-m", "long"] if "--long" in arguments else []
    command = [sys.executable, "-m", "pytest", "-p", "tools.minutes", "-n", "2", "--dist", "loadfile", *marker, *given]
    environment = {key: value for key, value in os.environ.items() if key not in {"QORGAN_HOME", "QORGAN_TRAINING", "PORT"}}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


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
