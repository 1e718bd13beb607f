"""A whole house as an operator starts it: `qorgan run` in a home of its own, and two real browsers."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.site.homes import with_demo
from tests.site.machine import open_folder

READY_WITHIN = 300
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = next(
    (path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome") if Path(path).exists()), ""
)
SHOTS = Path("var/shots")
SOURCE = str(Path("src").resolve())
"""This checkout's own code, also for the servers, which work in another folder."""


def _surroundings() -> dict[str, str]:
    """The environment without what belongs to the database of the tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("QORGAN", "DJANGO", "DATABASE_URL"))}


@dataclass(frozen=True)
class House:
    """A running installation: its address, its home, the demo sign-ins by role."""

    address: str
    home: Path
    accounts: dict[str, tuple[str, str]]

    def run(self, *arguments: str) -> str:
        """Runs Python in this house, as its owner: for what no page makes. Gives what it printed."""
        settings = {"QORGAN_HOME": str(self.home), "QORGAN_ROLE": "owner", "DJANGO_SETTINGS_MODULE": "qorgan.site.settings"}
        command = [sys.executable, *arguments]
        environment = {**_surroundings(), **settings, "PYTHONPATH": SOURCE}
        return subprocess.run(command, env=environment, capture_output=True, check=True, text=True).stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _accounts(environment: dict[str, str], *options: str) -> dict[str, tuple[str, str]]:
    """The first demo sign-in of each role."""
    command = [sys.executable, "-m", "qorgan.site.cli", "demo", "--accounts", "--json", *options]
    listed = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    accounts: dict[str, tuple[str, str]] = {}
    for row in json.loads(listed.stdout):
        accounts.setdefault(row["role"], (row["username"], row["password"]))
    return accounts


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """Started once for all journeys; stopped by SIGTERM, and nothing of it stays.

    With QORGAN_JOURNEY_AT (`http://localhost:8000`) and QORGAN_JOURNEY_HOME the journeys go through a house that is
    running already: the quick way while one works on a screen.
    """
    kept = _surroundings()
    if address := os.environ.get("QORGAN_JOURNEY_AT"):
        running_home = os.environ["QORGAN_JOURNEY_HOME"]
        yield House(address, Path(running_home), _accounts({**kept, "QORGAN_HOME": running_home, "PYTHONPATH": SOURCE}))
        return
    with open_folder() as folder, running_house(with_demo(folder / "home")) as started:
        yield started


@contextmanager
def running_house(home: Path, *options: str, **variables: str) -> Iterator[House]:
    """`qorgan run` with these options in a home, until the end of the block."""
    port = _free_port()
    environment = {**_surroundings(), "QORGAN_HOME": str(home), "PORT": str(port), "PYTHONPATH": SOURCE, **variables}
    log = (home / "run.log").open("w")
    running = subprocess.Popen([sys.executable, "-m", "qorgan.site.cli", "run", *options], env=environment, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + READY_WITHIN
        while "Qorgan is ready" not in (home / "run.log").read_text():
            assert running.poll() is None, (home / "run.log").read_text()
            assert time.monotonic() < deadline, (home / "run.log").read_text()
            time.sleep(0.3)
        yield House(f"http://localhost:{port}", home, _accounts(environment, *options))
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(60)
        log.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium of the machine. It ends with its file: while it is driven an event loop runs in this process, and
    whatever is tested afterwards needs one of its own."""
    if not CHROMIUM:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


def sign_in(page: Page, house: House, role: str) -> None:
    """Signs in at the desk's browser."""
    username, password = house.accounts[role]
    page.goto(f"{house.address}/desk")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", password)
    page.click("form:has(input[name=login]) button[type=submit]")
    page.wait_for_load_state()
    if not page.locator(".q-langs").count():  # who may not open the desk stands before a page without a choice
        page.goto(f"{house.address}/me")
    speak_kazakh(page)


def speak_kazakh(page: Page) -> None:
    """Chooses Kazakh as staff do: the choice stays in the account, and a journey before this one may have left another."""
    choice = page.locator(".q-langs button[value=kk]")
    if page.get_attribute("html", "lang") != "kk" and choice.count():
        choice.first.click()
        page.wait_for_selector("html[lang=kk]", state="attached")


def shot(page: Page, name: str) -> None:
    """Keeps a picture for whoever looks."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")
