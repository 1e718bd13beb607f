"""The register of what can be followed."""

from __future__ import annotations

import pytest

from qorgan.live import sources
from qorgan.live.sources import Source, find, register


@pytest.fixture(autouse=True)
def own_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_sources", {})


def source(name: str) -> Source:
    return Source(name, may=lambda by, key: True, last=lambda by, key: 0)


def test_a_registered_source_is_found_by_its_name() -> None:
    registered = register(source("helpline.thread"))
    assert find("helpline.thread") is registered
    assert find("helpline.queue") is None


def test_a_source_is_registered_once() -> None:
    register(source("helpline.thread"))
    with pytest.raises(ValueError, match="twice"):
        register(source("helpline.thread"))


@pytest.mark.parametrize("name", ["thread", "revoked", "Helpline.thread", "helpline.06f4c9ee-aea7-4d91-9784-1d1908936bb2", ""])
def test_a_source_is_named_room_and_noun(name: str) -> None:
    with pytest.raises(ValueError, match=r"room\.noun"):
        register(source(name))
