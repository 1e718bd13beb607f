"""Folding: one spelling for every way in which people write the same word.

Kazakh names are typed on Russian keyboards (Айгуль for Айгүл), in the Latin script of 2021 (Aigül), as passports
print them (Aygul) and with a stray Latin letter inside a Cyrillic word. `fold` brings all of them to one key, so that
a search finds them and a return code is accepted. A key is for comparing only; it is never shown and never stored
beside a name in clear.

The key is written with the Russian letters а б в г д е ж з и к л м н о п р с т у ф х ч ш ы and with digits. Sounds
that a Latin spelling cannot keep apart are one letter (й = и = і, э = е, щ = ш, я = иа, ю = иу, ц = тс, дж = ж, no ъ
ь, no doubled letters); ы and и stay apart, because «быть» is not «бить».
"""

import re
import unicodedata
from typing import Final

# Apostrophes stand for ь in Latin spellings and for nothing in Cyrillic ones; they never part a word.
_APOSTROPHES: Final = dict.fromkeys(map(ord, "'’‘ʼʹʻ`´ˈ\u00ad\u200b\u200c\u200d\ufeff"))

# Letters whose mark changes the sound. They are spelled out before the remaining marks are taken off.
_SPELLED_OUT: Final = str.maketrans(
    {
        "ş": "sh",
        "ș": "sh",
        "š": "sh",
        "ç": "ch",
        "č": "ch",
        "ž": "zh",
        "ı": "i",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "æ": "ae",
    }
)

_CYRILLIC: Final = str.maketrans(
    {
        "ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "і": "и", "й": "и", "ё": "е",
        "э": "е", "є": "е", "ґ": "г", "щ": "ш", "ц": "тс", "я": "иа", "ю": "иу", "ъ": "", "ь": "", "ҳ": "х", "ҷ": "ч",
        "ҙ": "з", "ҫ": "с", "җ": "ж", "љ": "л", "њ": "н", "ј": "и", "ѕ": "с", "ӏ": "",
    }
)  # fmt: skip

# A Latin letter inside a Cyrillic word is a slip of the keyboard: it stands for the Cyrillic letter that looks like it.
_LOOK_ALIKES: Final = str.maketrans("abcehikmoptxy", "авсеникмортху")

_LATIN_GROUPS: Final = {
    "shch": "ш", "sch": "ш", "dzh": "ж", "sh": "ш", "ch": "ч", "zh": "ж", "kh": "х", "gh": "г", "dj": "ж", "ck": "к",
    "ph": "ф",
}  # fmt: skip

_LATIN: Final = {
    "a": "а", "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и", "j": "ж", "k": "к",
    "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в",
    "w": "в", "x": "кс", "z": "з",
}  # fmt: skip

# `y` is й beside a vowel (Abay, Suyinbay, Dmitriy, toy) and ы elsewhere (Nazym). After «vowel + u» and before a
# consonant it is ы again, because that u is the consonant у: Bauyrjan, auyl.
_Y_AS_SHORT_I: Final = re.compile(r"(?<=[aeo])y|(?<![aeo]u)(?<=u)y|(?<=[aeo]u)y(?=[aeiou]|$)|y(?=[au])|(?<=i)y$")
_LATIN_UNIT: Final = re.compile("|".join(sorted(_LATIN_GROUPS, key=len, reverse=True)) + "|[a-z]")
_DOUBLED: Final = re.compile(r"(.)\1+")
_SOFT_J: Final = re.compile("(?:дж|ж)+")
_HAS_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_HAS_LATIN: Final = re.compile("[a-z]")


def _without_marks(word: str) -> str:
    """Take accents off: é is e, й is и. Marks outside the block U+0300 to U+036F belong to other scripts and stay."""
    decomposed = unicodedata.normalize("NFKD", word)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f"))


def _latin_unit(match: re.Match[str]) -> str:
    unit = match.group()
    return _LATIN_GROUPS.get(unit) or _LATIN.get(unit, "ы")


def letters(word: str) -> str:
    """Fold the letters of one word of `words_of`, doubled letters still doubled (endings are taken off before they
    merge).
    """
    folded = _without_marks(word.translate(_SPELLED_OUT))
    if _HAS_LATIN.search(folded):
        if _HAS_CYRILLIC.search(folded):
            folded = folded.translate(_LOOK_ALIKES)
        folded = _LATIN_UNIT.sub(_latin_unit, _Y_AS_SHORT_I.sub("i", folded.replace("ye", "e").replace("yo", "e")))
    return folded.translate(_CYRILLIC)


def _single(match: re.Match[str]) -> str:
    """One letter instead of two. Digits are left alone: 11 is not 1."""
    return match.group() if match.group(1).isdigit() else match.group(1)


def merged(folded: str) -> str:
    """Merge the doubled letters of folded letters, and дж with ж."""
    return _DOUBLED.sub(_single, _SOFT_J.sub("ж", _DOUBLED.sub(_single, folded)))


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, unfolded. Hyphens and punctuation part words; apostrophes do not."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = unicodedata.normalize("NFKC", plain).translate(_APOSTROPHES)
    return "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in plain).split()


def tokens(text: str) -> list[str]:
    """Return the folded words of a text in their order: `tokens("Айгүл, Aygul")` is `["аигул", "аигул"]`."""
    return [folded for word in words_of(text) if (folded := merged(letters(word)))]


def fold(text: str) -> str:
    """Return the comparing key of a text: its folded words with one space between them. `fold(fold(x)) == fold(x)`."""
    return " ".join(tokens(text))
