"""Amounts of money: whole units as Decimal, printed as readers of each language expect.

Kazakh and Russian: `69 330 ₸`, with no-break spaces; English: `KZT 69,330`. Source: CLDR number formats of kk, ru and
en. Amounts are whole tenge; what the state pays is rounded up (`round_up`), which reproduces every published amount
of 2023 to 2026. The currency of the installation is `settings.CURRENCY` (ISO 4217), set from the country pack.
"""

import re
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Final

from django.conf import settings
from django.utils.translation import get_language

NO_BREAK_SPACE: Final = "\u00a0"
# Signs of ISO 4217 currencies, from CLDR. A currency that is not here is printed with its code.
SIGNS: Final = {"KZT": "₸", "RUB": "₽", "USD": "$", "EUR": "€", "GBP": "£", "TRY": "₺", "UAH": "₴"}
_MINUS: Final = "\u2212"
_AMOUNT: Final = re.compile(r"[-\u2212]?\d+(?:[.,]\d{1,2})?")
_SPACES: Final = re.compile(r"[\s\u00a0\u2009\u202f_'’]+")
# Commas that part thousands, as English writes them: 69,330 and 1,234,567.
_ENGLISH_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")


class UnclearAmount(ValueError):
    """The text is no amount of money."""

    def __init__(self) -> None:
        super().__init__("not an amount of money")


def currency_of_installation() -> str:
    """Return the ISO 4217 code of the currency in which amounts without one are meant."""
    return str(getattr(settings, "CURRENCY", "KZT"))


def round_up(amount: Decimal) -> Decimal:
    """Round to the next whole unit upward, the rule of state benefits: 16.03 × 4,325 gives 69,330."""
    return amount.to_integral_value(rounding=ROUND_CEILING)


def money(amount: Decimal | int, *, language: str | None = None, currency: str | None = None) -> str:
    """Print an amount in a language (the current one by default): `69 330 ₸` or `KZT 69,330`.

    Cents are printed only where there are any. Raises TypeError for float: money is never a float.
    """
    if isinstance(amount, float):
        raise TypeError("money is Decimal or int, never float")
    code = currency or currency_of_installation()
    english = (language or get_language() or settings.LANGUAGE_CODE).startswith("en")
    value = Decimal(amount)
    digits = f"{abs(value):,.0f}" if value == value.to_integral_value() else f"{abs(value):,.2f}"
    sign = _MINUS if value < 0 else ""
    if english:
        return f"{code}{NO_BREAK_SPACE}{sign}{digits}"
    grouped = digits.replace(",", NO_BREAK_SPACE).replace(".", ",")
    return f"{sign}{grouped}{NO_BREAK_SPACE}{SIGNS.get(code, code)}"


def parse_money(text: str) -> Decimal:
    """Read an amount as a person wrote it: `69 330 ₸`, `KZT 69,330`, `69330,50`, `69 330 тг`.

    A comma before exactly three digits parts thousands, any other comma or point parts cents. The currency is not
    read. Raises UnclearAmount where no single number is found.
    """
    joined = _SPACES.sub("", text)
    if re.search(r",\d{3}(?!\d)", joined):
        joined = _ENGLISH_THOUSANDS.sub("", joined)
    found = _AMOUNT.findall(joined)
    if len(found) != 1 or re.search(r"\d[.,]\d{3,}", joined):
        raise UnclearAmount
    try:
        return Decimal(found[0].replace(_MINUS, "-").replace(",", "."))
    except InvalidOperation as error:
        raise UnclearAmount from error
