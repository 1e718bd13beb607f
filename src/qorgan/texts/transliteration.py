"""From Kazakh Cyrillic to Latin letters and back: the alphabet of 2021, and the spellings that passports print.

`to_latin` writes the 2021 version of the Latin alphabet, for readers who chose it. `from_latin` is its inverse as far
as there is one: `from_latin(to_latin(word)) == word` for words of the letters in `REVERSIBLE` without the pairs in
`CLASHES`. й and и are both «i», so after a vowel «i» is read as й, elsewhere as и; ъ and ь have no sign; loan letters
follow their usual groups.

`passport_spellings` lists the ways a name may stand in a passport, for match keys. The folded key of each of them is
the folded key of the name (a test keeps this), so comparing keys finds every spelling without trying them one by one.
"""

import re
from collections.abc import Iterator
from itertools import islice, product
from typing import Final

# The 2021 alphabet. Source: the sample text of the 2021 version published with the alphabet's revision (ä, ö, ü, ū,
# ğ, ñ, ş; dotless ı for І). Conventions for the loan letters ц ч щ ё vary; these are the usual ones.
LATIN_2021: Final = {
    "а": "a", "ә": "ä", "б": "b", "в": "v", "г": "g", "ғ": "ğ", "д": "d", "е": "e", "ё": "io", "ж": "j", "з": "z",
    "и": "i", "й": "i", "к": "k", "қ": "q", "л": "l", "м": "m", "н": "n", "ң": "ñ", "о": "o", "ө": "ö", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "ū", "ү": "ü", "ф": "f", "х": "h", "һ": "h", "ц": "ts", "ч": "ch",
    "ш": "ş", "щ": "şş", "ъ": "", "ы": "y", "і": "ı", "ь": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip

REVERSIBLE: Final = "аәбвгғдежзийкқлмнңоөпрстуұүфхшыі"
# Pairs whose Latin spelling is that of another letter, and places where «i» would be read as the other one of и and й.
CLASHES: Final = re.compile("и[аоу]|й[аоу]|тс|шш|[аәеёиоөуұүыіэюя]и|(?<![аәеёоөуұүыіэюя])й")

_VOWELS: Final = "аәеёиоөуұүыіэюя"
_BACK: Final = {LATIN_2021[letter]: letter for letter in REVERSIBLE if letter != "й"} | {
    "io": "ё", "ts": "ц", "ch": "ч", "şş": "щ", "iu": "ю", "ia": "я",
}  # fmt: skip
_BACK_UNIT: Final = re.compile("|".join(sorted(_BACK, key=len, reverse=True)))

# Passport spellings: the modern one first. Source: spellings seen in machine-readable names, unverified against a
# register.
_PASSPORT: Final = {
    "ә": ("a",), "ғ": ("g", "gh"), "ж": ("zh", "j"), "и": ("i",), "й": ("y", "i"), "қ": ("k", "q"), "ң": ("n",),
    "ө": ("o",), "ұ": ("u",), "ү": ("u",), "х": ("kh", "h"), "һ": ("h", "kh"), "ц": ("ts",), "ч": ("ch",), "ш": ("sh",),
    "щ": ("shch",), "ы": ("y",), "і": ("i",), "э": ("e",), "ю": ("yu", "iu"), "я": ("ya", "ia"), "ё": ("yo", "e"),
}  # fmt: skip


def lower(text: str) -> str:
    """Lower-case Latin text of the 2021 alphabet: İ gives i, I gives ı. Cyrillic is not touched by the rule."""
    return text.replace("İ", "i").replace("I", "ı").lower()


def upper(text: str) -> str:
    """Upper-case Latin text of the 2021 alphabet: i gives İ, ı gives I."""
    return text.replace("i", "İ").replace("ı", "I").upper()


def to_latin(text: str) -> str:
    """Write Kazakh Cyrillic in the Latin alphabet of 2021. What is not a Kazakh letter stays as it is."""
    written = []
    for place, letter in enumerate(text):
        latin = LATIN_2021.get(letter.lower())
        if latin is None:
            written.append(letter)
        elif letter.islower() or not latin:
            written.append(latin)
        elif len(latin) > 1 and not _in_capitals(text, place):
            written.append(upper(latin[0]) + latin[1:])
        else:
            written.append(upper(latin))
    return "".join(written)


def _in_capitals(text: str, place: int) -> bool:
    """Whether the capital at `place` stands in a word written in capitals (ҚИЯ) rather than at its head (Яна)."""
    after, before = text[place + 1 : place + 2], text[max(place - 1, 0) : place]
    return after.isupper() or (not after.isalpha() and before.isupper())


def from_latin(text: str) -> str:
    """Read the Latin alphabet of 2021 back into Kazakh Cyrillic. Capitals stay capitals."""
    read: list[str] = []
    for match in _units(text):
        unit, small = match, lower(match)
        cyrillic = _BACK.get(small)
        if cyrillic is None:
            read.append(unit)
            continue
        if cyrillic == "и" and read and read[-1].lower() in _VOWELS:
            cyrillic = "й"
        read.append(cyrillic.upper() if unit != small else cyrillic)
    return "".join(read)


def _units(text: str) -> Iterator[str]:
    """Cut a text into the groups of Latin letters that stand for one Cyrillic letter; the rest one by one."""
    small, place = lower(text), 0
    while place < len(text):
        found = _BACK_UNIT.match(small, place)
        width = len(found.group()) if found else 1
        yield text[place : place + width]
        place += width


def _choices(word: str) -> Iterator[tuple[str, ...]]:
    """For each letter of a lower-case word, its passport spellings, the usual one first."""
    for place, letter in enumerate(word):
        before, after = word[max(place - 1, 0) : place], word[place + 1 : place + 2]
        if letter == "е" and (not before or before in _VOWELS):
            yield ("ye", "e") if before else ("e", "ye")
        elif letter == "с" and before and before in _VOWELS and after and after in _VOWELS:
            yield ("s", "ss")
        elif letter == "й" and (not before or before not in _VOWELS):
            yield ("i",)
        else:
            yield _PASSPORT.get(letter, (LATIN_2021.get(letter, letter),))


def passport_spellings(name: str, limit: int = 64) -> list[str]:
    """List the Latin spellings of one Cyrillic name as passports print them, in lower case, the usual one first.

    At most `limit` spellings; a name of many ambiguous letters has more, and its folded key covers those too.
    """
    spelled = ("".join(parts) for parts in product(*_choices(name.lower())))
    return list(dict.fromkeys(islice(spelled, limit)))
