"""Who is asking to follow: functions that know a visitor by the cookies, registered by upper rooms from `apps.py`.

`live` knows no sessions and no return codes. `staff` registers a gate that reads the staff session, `helpline` one that
reads the child's chat cookie. A gate is asked again at every re-check, so what it answers must come from the database
and not from a cache that outlives a revocation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from qorgan.access.principal import Principal


@dataclass(frozen=True, slots=True)
class Visitor:
    """What a request brought. `headers` have lower-case names and no cookie; nothing of it is ever printed."""

    cookies: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


Gate = Callable[[Visitor], Principal | None]
_gates: dict[str, Gate] = {}


def register(name: str, gate: Gate) -> None:
    """Adds a gate: `gate(visitor)` gives the Principal, or None for a visitor it does not know.

    Called in a thread, outside any transaction. Raises ValueError for a name registered twice.
    """
    if name in _gates:
        raise ValueError(f"gate {name} is registered twice")
    _gates[name] = gate


def principals(visitor: Visitor) -> Iterator[Principal]:
    """Everybody the visitor is, in the order of registration.

    A browser may hold a staff session and a child's code at once; each is tried, so neither hides the other.
    """
    for gate in tuple(_gates.values()):
        by = gate(visitor)
        if by is not None:
            yield by
