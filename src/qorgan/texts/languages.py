"""The languages of the installation, in its order (`settings.LANGUAGES`)."""

from django.conf import settings
from django.utils.translation import get_language, gettext, override


def codes() -> tuple[str, ...]:
    """Return the codes of all languages of the installation, for example `("kk", "ru", "en")`."""
    return tuple(code for code, _name in settings.LANGUAGES)


def current() -> str:
    """Return the code of the reader's language, without a country: `en` for `en-gb`. Never a language that is not
    offered.
    """
    active = get_language() or settings.LANGUAGE_CODE
    for candidate in (active, active.split("-")[0]):
        if candidate in codes():
            return candidate
    return codes()[0]


def own_name(code: str) -> str:
    """Return a language's name in that language, as a language switch shows it: «Қазақша», «Русский», «English».

    Raises KeyError for a language that is not offered.
    """
    name = dict(settings.LANGUAGES)[code]
    with override(code):
        return str(gettext(str(name)) if isinstance(name, str) else name)
