"""What stands on screens: for each list, how one more row of it is arranged.

Two guards walk this: a list costs the same number of queries with 1 and with 30 rows (`test_queries.py`), and what htmx
gets equals the reloaded page (`test_partials.py`). A room adds its screens in a module of its own name beside this file:

    @screen("helpline.replies", "/helpline/replies", needs=(access.REPLY_MANAGE,))
    def reply(stage: Stage, number: int) -> None:
        Reply.objects.create(key=f"r{number}", …)

The name is the `key` of the page's ui Table, or, for a screen without one, `room.screen`. `needs` are the permissions of the
reader, `stage.by`; the function arranges row `number` (0, 1, …) as the owner of the tables, so that the reader sees it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from qorgan.access.principal import Principal

Arrange = Callable[["Stage", int], Any]
ADD_ONE = (
    "tests/house/rows/{room}.py says no row of it; add\n"
    '    @screen("{name}", "/its/address", needs=(access.ITS_PERMISSION,))\n'
    "    def one_row(stage: Stage, number: int) -> None: ...   # makes row `number`, so that stage.by sees it"
)


@dataclass
class Stage:
    """The reader, the people, and any fixture of `tests/house/conftest.py`; `kept` is the arrangement's own memory."""

    by: Principal
    cast: Any
    owner: Callable[[], Any]
    fixture: Callable[[str], Any]
    kept: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Screen:
    """One screen: its name, its address (which may depend on what was arranged), its reader, and a row of its list."""

    name: str
    address: str | Callable[[Stage], str]
    needs: tuple[str, ...]
    arrange: Arrange
    is_list: bool

    def where(self, stage: Stage) -> str:
        return self.address if isinstance(self.address, str) else self.address(stage)

    def add(self, stage: Stage, *numbers: int) -> None:
        """Arranges these rows."""
        with stage.owner():
            for number in numbers:
                self.arrange(stage, number)


_screens: dict[str, Screen] = {}


def screen(
    name: str, address: str | Callable[[Stage], str], *, needs: tuple[str, ...] = (), is_list: bool = True
) -> Callable[[Arrange], Arrange]:
    """Declares a screen. Without `is_list` its rows are not counted: it shows one thing."""

    def declare(arrange: Arrange) -> Arrange:
        if name in _screens:
            raise ValueError(f"two screens are named {name}")
        _screens[name] = Screen(name, address, needs, arrange, is_list)
        return arrange

    return declare


def screens() -> dict[str, Screen]:
    """Every declared screen by its name."""
    for found in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{found.name}")
    return dict(_screens)
