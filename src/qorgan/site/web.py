"""The servers of pages and API: the application is loaded once, then granian forks its workers from it.

Loading once halves the time to the first page and lets the workers share the memory of the code. Where Python does not
fork (3.14 and newer) each worker loads the application itself, and only that gain is lost.

``python -m qorgan.site.web SOCKET WORKERS THREADS``
"""

import gc
import sys
from pathlib import Path

from django.db import connections
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from qorgan.site import wsgi

APPLICATION = f"{wsgi.__name__}:application"


def main(arguments: list[str]) -> int:
    """Serve on the Unix socket until told to stop; HTTP/1.1, no access log."""
    socket, workers, threads = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    connections.close_all()  # a connection must never be shared between workers
    gc.collect()
    gc.freeze()  # what is loaded now is never garbage; otherwise the first collection would copy every page of it
    server = Server(
        APPLICATION,
        uds=socket,
        uds_permissions=0o600,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=10,
        respawn_failed_workers=True,  # one that dies takes the others' requests not with it
    )
    server.serve()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
