"""The register of the tests: who may do what with children, and a way to enter one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import translation

from qorgan.children import access
from qorgan.children.actions import register_child
from qorgan.children.identity import ChildFacts
from qorgan.children.models import Child
from qorgan.matching.attributes import Birth
from qorgan.places.models import Place

WORKER = (access.CHILD_READ, access.CHILD_REGISTER, access.CHILD_CORRECT, access.CHILD_SEARCH)
LEADER = (*WORKER, access.CHILD_OVERSEE, access.CHILD_RESTRICT)
KEEPER = (
    access.CHILD_READ,
    access.CHILD_CORRECT,
    access.CHILD_SEARCH,
    access.CHILD_RESTRICT,
    access.REGISTRY_KEEP,
    "matching.pair.decide",
)


def facts(**given) -> ChildFacts:
    """A child of the tests, with other values where they are given."""
    usual = {
        "given": "Айгерім", "surname": "Серікова", "patronymic": "Нұрланқызы", "sex": "female", "birth": Birth.on(date(2014, 5, 2)),
    }  # fmt: skip
    return ChildFacts(**{**usual, **given})


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The tests read the reasons of rules in the language that the code is written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def places(owner) -> dict[str, Place]:
    """Two regions with a district each."""
    with owner():
        names = {"kk": "а", "ru": "а", "en": "a"}
        made = {
            path: Place.objects.create(code=path, path=path, level=path.count("."), names=names)
            for path in ("toyland", "toyland.north", "toyland.north.lake", "toyland.south", "toyland.south.hill")
        }
    return {path.rpartition(".")[2]: place for path, place in made.items()}


@pytest.fixture
def aigerim(cast):
    """A worker here."""
    return cast.person(*WORKER)


@pytest.fixture
def bolat(cast):
    """Her colleague."""
    return cast.person(*WORKER)


@pytest.fixture
def saule(cast):
    """Who oversees both."""
    return cast.person(*LEADER)


@pytest.fixture
def dana(cast):
    """A worker of another organisation."""
    return cast.person(*WORKER, at=cast.elsewhere)


@pytest.fixture
def ermek(cast):
    """Works here and may do nothing with children."""
    return cast.person("places.place.read")


@pytest.fixture
def keeper(cast):
    """The keeper of the registry."""
    return cast.person(*KEEPER, at=cast.elsewhere)


@pytest.fixture
def enter():
    """Registers a child, looking similar or not."""

    def entered(by, **given) -> Child:
        return register_child(by=by, facts=facts(**given), although_similar=True)

    return entered
