"""The Kazakh Cyrillic alphabet and alphabetical order.

A Kazakh reader expects the order of the 42-letter alphabet. Code points give another one (Ё and І first, ә, ғ, қ
last), so every list that is sorted in memory uses `sort_key`. The same key serves Russian, whose alphabet is a part
of the Kazakh one in the same order, and English, whose letters come after the Cyrillic ones as in the CLDR collation
for `kk`.
"""

import unicodedata
from typing import Final

# Source: CLDR/ICU collation `kk`; a test compares with the order that ICU prints. The embedded PostgreSQL has no
# ICU, so nothing may rely on the collation `kk-x-icu`.
KAZAKH_LETTERS: Final = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"

RUSSIAN_LETTERS: Final = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"

# Letters that Kazakh has and Russian has not.
KAZAKH_ONLY: Final = frozenset(KAZAKH_LETTERS) - frozenset(RUSSIAN_LETTERS)

_SPACE, _MARK, _DIGIT, _CYRILLIC, _OTHER_LETTER = range(5)
_RANK: Final = {letter: rank for rank, letter in enumerate(KAZAKH_LETTERS)}

Place = tuple[int, int, str]
SortKey = tuple[tuple[Place, ...], tuple[bool, ...], str]


def _place(letter: str) -> Place:
    """Where one lower-case character stands: (group, rank in the group, the character without its marks)."""
    if letter in _RANK:
        return (_CYRILLIC, _RANK[letter], "")
    if letter.isspace():
        return (_SPACE, 0, "")
    if letter.isdigit():
        return (_DIGIT, unicodedata.digit(letter, 0), "")
    base = unicodedata.normalize("NFD", letter)[0]
    if letter.isalpha():
        return (_OTHER_LETTER, 0, base)
    return (_MARK, 0, base)


def sort_key(text: str) -> SortKey:
    """Return the key that puts texts in Kazakh alphabetical order: `sorted(names, key=sort_key)`.

    Spaces come before marks, marks before digits, digits before Cyrillic, Cyrillic before other letters. Where the
    letters are the same, small letters come first; then the text itself decides, so two different texts never tie.
    """
    composed = unicodedata.normalize("NFC", text)
    letters = tuple(_place(letter) for letter in composed.lower())
    return (letters, tuple(letter.isupper() for letter in composed), text)
