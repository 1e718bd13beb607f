"""The canaries themselves: which word or number was typed into which field, and how a thief would look for it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

MARK = "knryqzvx"  # in no dictionary; its letters are no hexadecimal digits, and folding leaves them as they are
TOKEN = re.compile(MARK.encode() + rb"([0-9]{4})")
DIGITS = "7017319"  # how the telephone number of every canary begins


@dataclass(frozen=True)
class Bird:
    """One canary: its word, the national number for where a telephone is asked for, and the field it was typed into."""

    token: str
    digits: str
    where: str


@dataclass
class Aviary:
    """Hands out canaries, each only once."""

    birds: list[Bird] = field(default_factory=list)

    def new(self, where: str) -> Bird:
        number = len(self.birds)
        bird = Bird(f"{MARK}{number:04d}", f"{DIGITS}{number:03d}", where)
        self.birds.append(bird)
        return bird

    def named(self, tokens: Iterable[str]) -> list[str]:
        """Where these were typed."""
        wanted = set(tokens)
        return sorted(f"{bird.token} typed into {bird.where}" for bird in self.birds if bird.token in wanted)


def found_in(body: bytes, birds: Iterable[Bird]) -> set[str]:
    """Tokens of the canaries in the bytes: plain, as hexadecimal, as base64 at each offset, or by their digits.

    What all canaries share is looked for first, so that large files without any are read quickly.
    """
    birds = list(birds)
    known = {bird.token for bird in birds}
    lowered = body.lower()
    found = {MARK + match.decode() for match in TOKEN.findall(lowered)} & known if MARK.encode() in lowered else set()
    if any(form in body for form in _encoded(MARK)):
        found |= {bird.token for bird in birds if any(form in body for form in _encoded(bird.token))}
    if any(start in body for start in (DIGITS.encode(), _spaced(DIGITS).rstrip())):
        found |= {bird.token for bird in birds if bird.digits.encode() in body or _spaced(bird.digits) in body}
    return found


def _spaced(digits: str) -> bytes:
    """As telephone numbers are printed: 701 731 90 07."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:8]} {digits[8:]}".encode()


def _encoded(text: str) -> set[bytes]:
    """Hexadecimal, and base64 at each of the three offsets: the characters that no neighbour changes. They leave out a few
    bits of the last letter, so that up to sixteen canaries that differ in it alone may be named for one."""
    plain = text.encode()
    shifted = set()
    for offset in range(3):
        first, beyond = -(-8 * offset // 6), 8 * (offset + len(plain)) // 6
        shifted.add(base64.b64encode(bytes(offset) + plain)[first:beyond])
    return {plain.hex().encode(), plain.hex().upper().encode(), *shifted}
