"""Screens of the register of children."""

from qorgan.access.guarded import uuid7
from qorgan.children import access
from qorgan.children.identity import ChildFacts, written
from qorgan.children.models import Child, Registration
from qorgan.matching.choices import Grade
from qorgan.matching.models import Pair
from qorgan.places.models import Place
from qorgan.texts.words import Words
from qorgan.vault.keys import new_key
from tests.house.rows import Stage, screen


def _child(stage: Stage, number: int) -> Child:
    place = Place.objects.create(code=f"c{number}-{uuid7().hex[-6:]}", path=f"c{uuid7().hex}", names=Words(en=f"Town {number}"))
    child = written(Child(), ChildFacts(given=f"Айару{number}", surname="Серікова", sex="female", place=place))
    child.survivor_id = child.id
    new_key(subject=child.id, scope="children.child")
    child.save(force_insert=True)
    Registration.objects.create(
        child=child, survivor=child, organisation_id=next(iter(stage.by.organisations)), account_id=stage.by.account_id
    )
    return child


@screen("children.list", "/children", needs=(access.CHILD_READ,))
def child(stage: Stage, number: int) -> None:
    """Each with a key and a place of its own."""
    _child(stage, number)


@screen("children.pairs", "/registry/pairs", needs=(access.CHILD_READ, access.REGISTRY_KEEP, "matching.pair.decide"))
def pair(stage: Stage, number: int) -> None:
    """Two records that wait."""
    first, second = sorted((_child(stage, number).id, _child(stage, number).id))
    Pair.objects.create(first=first, second=second, grade=Grade.PROBABLE)
