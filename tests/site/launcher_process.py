"""A process of its own that starts an embedded server: `python launcher_process.py HOME`, for tests that kill it.

Prints one line of JSON when the server answers, or the problem; ends when its input closes.
"""

import json
import sys
from pathlib import Path

from qorgan.site.launcher import LauncherProblem, Server


def main() -> int:
    """Start, tell, wait."""
    server = Server(Path(sys.argv[1]), durable="--fast" not in sys.argv)
    try:
        server.start(patience=float(sys.argv[2]))
    except LauncherProblem as problem:
        print(json.dumps({"problem": str(problem)}), flush=True)
        return 1
    with server.superuser() as connection:
        postmaster = connection.execute("SELECT pg_backend_pid()").fetchone()
        assert postmaster
    number = int((server.layout.cluster / "postmaster.pid").read_text().split("\n", 1)[0]) if _may_read(server) else 0
    told = {
        "url": server.url("owner"),
        "superuser": server.url("superuser", "postgres"),
        "postmaster": number,
        "warden": server._child.warden.pid if server._child else 0,
        "socket": str(server.layout.socket),
        "cluster": str(server.layout.cluster),
    }
    print(json.dumps(told), flush=True)
    sys.stdin.read()
    server.stop()
    return 0


def _may_read(server: Server) -> bool:
    try:
        (server.layout.cluster / "postmaster.pid").stat()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
