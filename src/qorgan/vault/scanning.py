"""Asks clamd, where one runs beside the product, whether a document carries something harmful."""

from __future__ import annotations

import socket
import struct
from typing import Final

from django.conf import settings

from qorgan.vault.choices import Scan

SECONDS: Final = 20
CHUNK: Final = 64 * 1024


def scan(content: bytes) -> Scan:
    """What clamd says of the content; `NOT_SCANNED` where none is set up or it does not answer: said on the page, never hidden.

    `settings.CLAMD_SOCKET` is the path of its UNIX socket. Protocol: the command `zINSTREAM`, then chunks with their
    length as four bytes, an empty one at the end (clamd(8)).
    """
    path = getattr(settings, "CLAMD_SOCKET", "")
    if not path:
        return Scan.NOT_SCANNED
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(SECONDS)
            line.connect(path)
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                part = content[start : start + CHUNK]
                line.sendall(struct.pack("!L", len(part)) + part)
            line.sendall(struct.pack("!L", 0))
            said = line.recv(4096)
    except OSError:
        return Scan.NOT_SCANNED
    if said.rstrip(b"\0\n").endswith(b" OK"):
        return Scan.CLEAN
    return Scan.FOUND if b" FOUND" in said else Scan.NOT_SCANNED
