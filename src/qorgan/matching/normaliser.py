"""One reduced spelling for every way in which a name is written.

Three forms of a name, each less exact than the one before:

- `fold`: its sound in the letters a b v g d e z i k l m n o p r s t u f h j c x, the same for Kazakh and Russian Cyrillic,
  for the Latin alphabet of 2021 and for passports. Built on `qorgan.texts.folding`, and coarser: ы й і и are `i`, ж is `j`,
  ч is `c`, ш and щ are `x`, ң and нг are `n`, and a `j` between a vowel and a consonant is й.
- `stem`: the fold of a surname or patronymic without -ов, -ева, -ұлы, -қызы, -ович and so on: Ғалымқызы and Галымовна agree.
- `skeleton`: its consonants, `*` for a vowel at the head. Қанмұхамедов and QANMUKHAMYEDOV are both `knmhmd`.

Registration, batch linkage and the encoder of a grantee must share these bit for bit: `VERSION` stands beside every key that
was made with it, and `VECTORS` are checked by each of them. Known losses: a sloppy `g` for ж, Latin `c` for ц.
Source of the rules: measurements on a million synthetic children, docs/decisions/0060-matching-and-children.md.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from qorgan.texts.folding import letters, words_of

VERSION: Final = 1

# texts.folding leaves these letters and no others; digits in a name are slips and are dropped.
_REDUCED: Final = str.maketrans(
    dict(zip("абвгдежзиклмнопрстуфхчшы", ("a", "b", "v", "g", "d", "e", "j", "z", "i", "k", "l", "m", "n", "o", "p", "r", "s",
                                          "t", "u", "f", "h", "c", "x", "i"), strict=True))
)  # fmt: skip
_VOWELS: Final = "aeiou"
_SOFT_J: Final = re.compile("(?:dj|j)+")
_DOUBLED: Final = re.compile(r"(.)\1+")
_J_AS_SHORT_I: Final = re.compile(f"(?<=[{_VOWELS}])j(?=[^{_VOWELS}])")
_NOT_A_LETTER: Final = re.compile("[^a-z]+")
_HYPHENS: Final = dict.fromkeys(map(ord, "-‐‑‒–—"))  # people do type these

# The endings of surnames and patronymics in their folded form, the longest first.
# Russian and Kazakh-Russian; Kazakh ұлы, қызы, тегі; Azerbaijani oğlu, qızı; Slavic -ский, -ская; -ин is left, because
# it ends many stems.
_ENDINGS: Final = tuple(
    sorted(
        [
            "ov",
            "ova",
            "ev",
            "eva",
            "iov",
            "iova",
            "ovic",
            "ovna",
            "evic",
            "evna",
            "icna",
            "inicna",
            "uli",
            "kizi",
            "gizi",
            "tegi",
            "ogli",
            "oglu",
            "ski",
            "skaia",
            "skii",
            "skoi",
        ],
        key=len,
        reverse=True,
    )
)
SHORTEST_STEM: Final = 2

VECTORS: Final = {
    "Қанмұхамедов": "knmhmd", "КАНМУХАМЕДОВ": "knmhmd", "QANMUKHAMYEDOV": "knmhmd", "Жанна": "jn", "Zhanna": "jn",
    "Janna": "jn", "Әйгерім": "*grm", "Айгерим": "*grm", "Aygerim": "*grm", "Ajgerim": "*grm", "Ғалымқызы": "glm",
    "Галымовна": "glm", "Galymkyzy": "glm", "Щербаков": "xrbk", "Shcherbakov": "xrbk", "Sherbakov": "xrbk",
    "Шыңғыс": "xns", "Shyngys": "xns", "Чингис": "cns",
}  # fmt: skip
"""Names and the skeletons of their stems: what every encoder must give. Source: the reference measurements."""


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The reduced spelling of a name; several words stand together: `fold("Нұр-Сұлтан") == fold("Нурсултан")`.

    Empty for what has no letter of either script. The result is a code, not a spelling: it is not folded again.
    """
    return "".join(_merged(_reduced(word)) for word in words_of(name.translate(_HYPHENS)))


@lru_cache(maxsize=65536)
def stem(name: str) -> str:
    """The fold of a surname or patronymic without its ending; a й at the end of a stem is dropped (Нұрбай, Нурбаев)."""
    whole = _merged(_without_ending("".join(_reduced(word) for word in words_of(name.translate(_HYPHENS)))))
    return whole[:-1] if len(whole) > SHORTEST_STEM + 1 and whole[-1] == "i" and whole[-2] in _VOWELS else whole


def _reduced(word: str) -> str:
    """The letters of a word, doubled ones still doubled: Серікқызы has two к, and only one belongs to the ending."""
    return _NOT_A_LETTER.sub("", letters(word).translate(_REDUCED))


def _without_ending(reduced: str) -> str:
    for ending in _ENDINGS:
        if reduced.endswith(ending) and len(reduced) - len(ending) >= SHORTEST_STEM:
            return reduced[: -len(ending)]
    return reduced


def _merged(reduced: str) -> str:
    single = _DOUBLED.sub(r"\1", _SOFT_J.sub("j", _DOUBLED.sub(r"\1", reduced)))
    return _DOUBLED.sub(r"\1", _J_AS_SHORT_I.sub("i", single.replace("ng", "n")))


def skeleton(folded: str) -> str:
    """The consonants of a fold or stem in their order, with `*` for a vowel at the head; empty for an empty one."""
    if not folded:
        return ""
    consonants = "".join(c for c in folded[1:] if c not in _VOWELS)
    return ("*" if folded[0] in _VOWELS else folded[0]) + consonants


def deletions(of: str) -> frozenset[str]:
    """A skeleton with one letter left out, for each of its letters; none where fewer than two would be left to tell by."""
    if len(of) < 3:
        return frozenset()
    return frozenset(of[:at] + of[at + 1 :] for at in range(len(of)))
