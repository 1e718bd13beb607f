"""When is it allowed: pure questions about organisations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from qorgan.organisations.models import OrganisationKind
from qorgan.texts.folding import fold
from qorgan.texts.identifiers import Doubt, digits_of, read_bin

WHOLE_BIN = 12


def bin_doubts(number: str, *, today: date) -> tuple[Doubt, ...]:
    """What looks wrong about a BIN; nothing for none. A doubt warns and never refuses."""
    return read_bin(number, today=today).doubts if number else ()


def may_be_bin(number: str) -> bool:
    """Whether a number can be kept as a BIN at all: none, or twelve digits."""
    return number == "" or (len(number) == WHOLE_BIN and digits_of(number) == number)


def has_pupils(kind: OrganisationKind) -> bool:
    """Whether this kind may have a code on its walls."""
    return kind.has_pupils


def may_have_clear_address(kind: OrganisationKind) -> bool:
    """Whether the address of this kind may be public."""
    return not kind.confidential_site


@lru_cache(maxsize=4_096)
def folded(name: str) -> str:
    """A name folded; an import asks for the same name several times within one row."""
    return fold(name)


def name_key(name: str) -> str:
    """What a name is compared by: folded, without spaces, so that `№1` and `№ 1` agree."""
    return folded(name).replace(" ", "")


def names_key(names: Iterable[str], place_id: object) -> frozenset[tuple[str, object]]:
    """What two entries of the same organisation share: a folded name at a place."""
    return frozenset((key, place_id) for name in names if (key := name_key(name)))
