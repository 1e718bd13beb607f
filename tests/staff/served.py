"""The test's own database behind a real port: a browser sees what the test arranged, and one rollback forgets both.

The server thread uses the test's connection, one request at a time, so no second database is needed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from wsgiref.simple_server import ServerHandler, WSGIRequestHandler, WSGIServer, make_server

from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connections


class _Quiet(WSGIRequestHandler):
    """Closes after each answer, so that one thread can serve a browser's several connections in turn."""

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if self.raw_requestline and self.parse_request():
            handler = ServerHandler(self.rfile, self.wfile, self.get_stderr(), self.get_environ(), multithread=False)
            handler.request_handler = self  # type: ignore[attr-defined]
            handler.run(self.server.get_app())  # type: ignore[attr-defined]
        self.close_connection = True


@contextmanager
def served() -> Iterator[str]:
    """The address `http://localhost:<port>` for as long as the block lasts."""
    held = {alias: connections[alias] for alias in ("default", "journal")}
    server: WSGIServer = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)
    for connection in held.values():
        connection.inc_thread_sharing()
    for signal in (request_started, request_finished):  # they would close a connection that is within a transaction
        signal.disconnect(close_old_connections)

    def serve() -> None:
        for alias, connection in held.items():
            connections[alias] = connection
        server.serve_forever(poll_interval=0.02)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        for connection in held.values():
            connection.dec_thread_sharing()
