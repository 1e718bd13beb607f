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

from qorgan.texts.folding import letters, merged, words_of

VERSION: Final = 1

# texts.folding leaves these letters and no others; digits in a name are slips and are dropped.
_REDUCED: Final = str.maketrans(
    dict(zip("абвгдежзиклмнопрстуфхчшы", ("a", "b", "v", "g", "d", "e", "j", "z", "i", "k", "l", "m", "n", "o", "p", "r", "s",
                                          "t", "u", "f", "h", "c", "x", "i"), strict=True))
)  # fmt: skip
_VOWELS: Final = "aeiou"
_NG: Final = re.compile("ng")
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
    return "".join(folded for word in words_of(name.translate(_HYPHENS)) if (folded := _fold_word(word)))


def _fold_word(word: str) -> str:
    reduced = _NOT_A_LETTER.sub("", merged(letters(word)).translate(_REDUCED))
    reduced = _J_AS_SHORT_I.sub("i", _NG.sub("n", reduced))
    return _DOUBLED.sub(r"\1", reduced)


@lru_cache(maxsize=65536)
def stem(name: str) -> str:
    """The fold of a surname or patronymic without its ending; a й at the end of a stem is dropped (Нұрбай, Нурбаев)."""
    return _stem_of(fold(name))


def _stem_of(folded: str) -> str:
    for ending in _ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= SHORTEST_STEM:
            folded = folded[: -len(ending)]
            break
    if len(folded) > SHORTEST_STEM + 1 and folded[-1] == "i" and folded[-2] in _VOWELS:
        return folded[:-1]
    return folded


def skeleton(folded: str) -> str:
    """The consonants of a fold or stem in their order, with `*` for a vowel at the head; empty for an empty one."""
    if not folded:
        return ""
    consonants = "".join(c for c in folded[1:] if c not in _VOWELS)
    return ("*" if folded[0] in _VOWELS else folded[0]) + consonants


def deletions(of: str) -> frozenset[str]:
    """A skeleton with one letter left out, for each of its letters; none where fewer than three are left to tell by."""
    if len(of) < 4:
        return frozenset()
    return frozenset(of[:at] + of[at + 1 :] for at in range(len(of)))
