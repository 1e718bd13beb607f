"""Plural categories of the three languages, for texts that are data (a country pack, a form) and not gettext messages.

Kazakh nouns stay singular after a number («5 бала»), so both Kazakh forms are usually the same text. Source: CLDR.
"""

from collections.abc import Callable, Mapping
from typing import Final, Literal

Category = Literal["one", "two", "few", "many", "other"]


def _one_or_other(number: int) -> Category:
    return "one" if number == 1 else "other"


def _russian(number: int) -> Category:
    unit, ten = number % 10, number % 100
    if unit == 1 and ten != 11:
        return "one"
    if 2 <= unit <= 4 and not 12 <= ten <= 14:
        return "few"
    return "many"


_ENGLISH_ORDINALS: Final[dict[int, Category]] = {1: "one", 2: "two", 3: "few"}
_CARDINALS: Final[dict[str, Callable[[int], Category]]] = {"ru": _russian}


def category(number: int, language: str) -> Category:
    """Return the plural category of a whole number in a language (`kk`, `ru`, `en` or any with one and other)."""
    return _CARDINALS.get(language.partition("-")[0], _one_or_other)(abs(number))


def ordinal_category(number: int, language: str) -> Category:
    """Return the category of an ordinal: in Kazakh «many» after 6, 9 and round tens, in English one, two and few for
    1st, 2nd, 3rd.
    """
    unit, ten = abs(number) % 10, abs(number) % 100
    if language.startswith("kk"):
        return "many" if unit in {6, 9} or (unit == 0 and number != 0) else "other"
    if language.startswith("en") and ten not in {11, 12, 13}:
        return _ENGLISH_ORDINALS.get(unit, "other")
    return "other"


def choose(number: int, forms: Mapping[str, str], language: str) -> str:
    """Choose the form of a text for a number: `choose(3, {"one": "дело", "few": "дела", "many": "дел"}, "ru")`.

    A missing category falls back to «other», then to «many», then to the last form. Raises ValueError for no forms.
    """
    if not forms:
        raise ValueError("no forms")
    for name in (category(number, language), "other", "many"):
        if name in forms:
            return forms[name]
    return list(forms.values())[-1]
