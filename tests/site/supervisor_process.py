"""A supervisor of small stand-in servers: `python supervisor_process.py HOME PORT [BROKEN]`, for tests that kill
things.

Database, front and supervision are the product's; only the two applications and the worker are stand-ins, so that a
test takes a second. With BROKEN the worker ends at once, every time."""

import os
import sys
from pathlib import Path

from qorgan.site import supervisor
from qorgan.site.launcher import LauncherProblem, Server

WORKER = "import signal; signal.pause()"
BROKEN = "raise SystemExit(3)"


def main() -> int:
    """Run until told to stop."""
    home, port = Path(sys.argv[1]), int(sys.argv[2])
    server = Server(home, durable=False)
    try:
        with supervisor.only_one(home), server:
            whole = supervisor.Supervisor(home, host="127.0.0.1", port=port, pack=Path("/nowhere"), server=server, say=say)
            web, live, worker = whole.parts
            web.command = granian("wsgi", web.socket, "pages")
            live.command = granian("asgi", live.socket, "streams")
            worker.command = [sys.executable, "-c", BROKEN if "BROKEN" in sys.argv else WORKER]
            for part in whole.parts:
                part.environment["PYTHONPATH"] = os.environ["PYTHONPATH"]
            return whole.run(lambda: say(f"ready {server.url('superuser', 'postgres')}"))
    except LauncherProblem as problem:
        say(f"problem: {problem}")
        return 1


def granian(interface: str, socket: Path | None, application: str) -> list[str]:
    """One granian with a stand-in application."""
    words = [sys.executable, "-m", "granian", "--interface", interface, "--uds", str(socket), "--http", "1", "--no-ws"]
    return [*words, "--log-level", "error", f"tests.site.standins:{application}"]


def say(line: str) -> None:
    """One line for the test."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
