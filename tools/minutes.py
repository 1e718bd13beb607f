"""A pytest plugin: how long each room's tests took, so that a slow room is seen before it hurts."""

from collections import defaultdict

import pytest


class Minutes:
    """Adds up what every phase of every test took, by the folder below ``tests/``."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = defaultdict(float)
        self._tests: dict[str, int] = defaultdict(int)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called for each phase, on the controlling process also with several workers."""
        parts = report.nodeid.split("::", 1)[0].split("/")
        room = parts[1] if len(parts) > 2 else "(house)"
        self._seconds[room] += report.duration
        self._tests[room] += report.when == "call"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table, slowest first."""
        terminalreporter.section("minutes per room")
        for room, seconds in sorted(self._seconds.items(), key=lambda item: -item[1]):
            terminalreporter.line(f"{seconds / 60:6.2f} min  {self._tests[room]:5d} tests  {room}")


def pytest_configure(config: pytest.Config) -> None:
    """Register on the controlling process only; a worker's reports arrive there."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Minutes(), "minutes-per-room")
