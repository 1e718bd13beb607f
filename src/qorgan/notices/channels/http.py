"""One HTTP request to a machine that somebody else named: pinned to the address that was checked, never redirected.

The name is resolved once, every address found must be a public one, and the connection goes to that very address with the
name kept for TLS: between the check and the connection the name cannot come to mean something else. Networks without the
internet allow private addresses by `QORGAN_PRIVATE_RECEIVERS`.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import urllib3
from django.conf import settings
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ReadTimeoutError, SSLError

from qorgan.notices.channels import Outcome, of_status
from qorgan.notices.choices import Failure

TIMEOUT = urllib3.Timeout(connect=5, read=15)
LONGEST_ANSWER = 64 * 1024  # bytes of an answer that are looked at
LONGEST_WAIT = timedelta(hours=6)


class NotAllowed(ValueError):
    """An address that is not called. The message says why, without the address."""


def check_url(url: str) -> None:
    """Raises NotAllowed for what is no plain https address (http only where private receivers are allowed)."""
    parts = urlsplit(url)
    schemes = {"https", "http"} if settings.PRIVATE_RECEIVERS else {"https"}
    if parts.scheme not in schemes or not parts.hostname or parts.username or parts.password or parts.fragment:
        raise NotAllowed("not a plain https address")


def resolved(host: str, port: int) -> str:
    """One public address of a host. Raises NotAllowed where any of its addresses is not public, OSError where it has none."""
    found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not settings.PRIVATE_RECEIVERS:
        for text in found:
            address = ipaddress.ip_address(str(text).split("%", 1)[0])
            mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
            if not address.is_global or address.is_multicast or (mapped and not mapped.is_global):
                raise NotAllowed("an address of an inner network")
    return min(str(text) for text in found)


def request(method: str, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[Outcome, bytes]:
    """Sends once; the outcome, and the beginning of the answer."""
    try:
        check_url(url)
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = resolved(parts.hostname or "", port)
    except NotAllowed:
        return Outcome(Failure.REFUSED_ADDRESS), b""
    except (OSError, UnicodeError):
        return Outcome(Failure.UNREACHABLE), b""
    named = {"User-Agent": "Qorgan", **headers, "Host": parts.netloc}
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _sent(parts.scheme, str(parts.hostname), address, port, (method, path, body, named))


def _sent(scheme: str, host: str, address: str, port: int, what: tuple[str, str, bytes, Mapping[str, str]]) -> tuple[Outcome, bytes]:
    method, path, body, headers = what
    pool: urllib3.HTTPConnectionPool
    if scheme == "https":
        pool = urllib3.HTTPSConnectionPool(address, port, server_hostname=host, assert_hostname=host, maxsize=1)
    else:
        pool = urllib3.HTTPConnectionPool(address, port, maxsize=1)
    with pool:
        try:
            answer = pool.request(
                method,
                path,
                body=body,
                headers=dict(headers),
                timeout=TIMEOUT,
                retries=False,
                redirect=False,
                preload_content=False,
                assert_same_host=False,
            )
            said = answer.read(LONGEST_ANSWER, decode_content=False)
            status, wait = answer.status, _wait(answer.headers.get("Retry-After", ""))
            answer.close()
        except SSLError:
            return Outcome(Failure.TLS), b""
        except (ConnectTimeoutError, ReadTimeoutError):
            return Outcome(Failure.TIMEOUT), b""
        except (NewConnectionError, HTTPError, OSError):
            return Outcome(Failure.UNREACHABLE), b""
    return of_status(status, wait), said


def _wait(text: str) -> timedelta | None:
    """What a receiver asks for in `Retry-After`: seconds or a date, at most six hours."""
    if text.isdecimal() and len(text) < 8:
        return min(timedelta(seconds=int(text)), LONGEST_WAIT)
    with suppress(ValueError):
        return min(max(parsedate_to_datetime(text) - datetime.now(UTC), timedelta()), LONGEST_WAIT)
    return None
