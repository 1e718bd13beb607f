"""Phone numbers: stored as E.164 (`+77012345678`), printed as people of the country read them (`+7 701 234 56 78`).

Numbers without a country code belong to the region of the installation (`settings.PHONE_REGION`, an ISO 3166 code;
its value comes from the country pack). Source of the numbering plans: the library `phonenumbers`.
"""

from typing import Final

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NO_BREAK_SPACE: Final = "\u00a0"

# How national digits are grouped where the habit differs from the library: country code 7 (Kazakhstan, Russia).
_GROUPS: Final = {7: (3, 3, 2, 2)}


class UnclearPhone(ValueError):
    """The text is no phone number of any country. The message never holds the text."""

    def __init__(self) -> None:
        super().__init__("not a phone number")


def region_of_installation() -> str:
    """Return the ISO 3166 code of the country whose numbers need no country code."""
    return str(getattr(settings, "PHONE_REGION", "KZ"))


def _parsed(text: str, region: str | None) -> phonenumbers.PhoneNumber:
    region = region or region_of_installation()
    written = text.strip()
    attempts = [written] if written.startswith("+") else [written, f"+{written}"]
    for attempt in attempts:
        try:
            number = phonenumbers.parse(attempt, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return number
    raise UnclearPhone


def e164(text: str, *, region: str | None = None) -> str:
    """Read a number as a person wrote it (`8 701 234-56-78`, `7 701…`, `+7 (701)…`) and return it as E.164.

    Raises UnclearPhone where the text is no valid number. Short numbers such as 111 or 112 are none.
    """
    return phonenumbers.format_number(_parsed(text, region), phonenumbers.PhoneNumberFormat.E164)


def printed(number: str) -> str:
    """Print a stored number with no-break spaces: `+7 701 234 56 78`. A text that is no number is returned as it is."""
    try:
        parsed = _parsed(number, None)
    except UnclearPhone:
        return number
    groups = _GROUPS.get(parsed.country_code or 0)
    national = phonenumbers.national_significant_number(parsed)
    if groups is None or sum(groups) != len(national):
        text = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        return text.replace(" ", NO_BREAK_SPACE)
    parts, place = [f"+{parsed.country_code}"], 0
    for width in groups:
        parts.append(national[place : place + width])
        place += width
    return NO_BREAK_SPACE.join(parts)


def is_mobile(number: str) -> bool:
    """Whether a number can receive a text message, as far as its digits say. False where the text is no number."""
    try:
        kind = phonenumbers.number_type(_parsed(number, None))
    except UnclearPhone:
        return False
    return kind in {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}


def validate_phone(text: str) -> None:
    """Django validator: ValidationError where the text is no phone number."""
    try:
        e164(text)
    except UnclearPhone as error:
        raise ValidationError(_("This is not a phone number. Example: +7 701 234 56 78."), code="phone") from error
