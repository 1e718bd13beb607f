"""When a role that sees children may do without a second factor: on a demo of invented data, on one's own machine."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from qorgan.staff.choices import InstallationKind

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
HOSTS = frozenset({"127.0.0.1", "localhost"})
FORWARDING = frozenset({"forwarded", "via", "x-real-ip"})


def is_exempt(*, kind: str, host: str, headers: Iterable[str]) -> bool:
    """Whether all of it holds: a database marked demo, a server bound to the loopback, a request to this machine's own
    name, and no sign of a proxy that would bring somebody else's request. `headers` are names in lower case.
    """
    return (
        kind == InstallationKind.DEMO
        and settings.BIND_HOST in LOOPBACK
        and _name(host) in HOSTS
        and not any(name in FORWARDING or name.startswith("x-forwarded-") for name in headers)
    )


def _name(host: str) -> str:
    """The host without its port."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() else host).lower()
