"""What a person sees while the servers behind the front are down: whom to call, in every language of the country.

Made from the country pack without Django and without a database, because both may be what is missing.
"""

import tomllib
from html import escape
from pathlib import Path
from typing import Any

# The front cannot use the catalogues: gettext belongs to the servers that are down.
SORRY = {
    "kk": "Сайт қазір ашылмай тұр. Бір минуттан кейін қайта ашып көріңіз. Көмек керек болса, қоңырау шалыңыз:",
    "ru": "Сайт сейчас не открывается. Попробуйте ещё раз через минуту. Если нужна помощь, позвоните:",
    "en": "The site does not open at the moment. Try again in a minute. If you need help, call:",
}


def unavailable(pack: Path) -> bytes:
    """The page as UTF-8 HTML, with the helpline's number first; without a readable pack it has no numbers."""
    try:
        content = tomllib.loads((pack / "pack.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        content = {}
    languages = [one for one in content.get("country", {}).get("languages", SORRY) if one in SORRY]
    sections = "".join(_section(language, content) for language in languages)
    first = languages[0] if languages else "en"
    return (
        f'<!doctype html><html lang="{first}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<title>503</title></head><body>{sections}</body></html>"
    ).encode()


def _section(language: str, content: dict[str, Any]) -> str:
    helpline = content.get("helpline", {})
    numbers = [(helpline.get("number"), helpline.get("names", {}).get(language))]
    numbers += [(one.get("number"), one.get(language)) for one in content.get("emergency", [])]
    items = "".join(_item(escape(str(number)), escape(str(name or ""))) for number, name in numbers if number)
    return f'<section lang="{language}"><p>{escape(SORRY[language])}</p><ul>{items}</ul></section>'


def _item(number: str, name: str) -> str:
    return f'<li><a href="tel:{number}"><strong>{number}</strong></a> {name}</li>'
