"""Find what is missing or wrong in translations. Each finding is one line that names the text, the language and the
reason.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from qorgan.texts.alphabet import KAZAKH_LETTERS, KAZAKH_ONLY, RUSSIAN_LETTERS
from qorgan.texts.catalogue.collecting import Collection, Message
from qorgan.texts.catalogue.translations import FORMS, Translation, Translations

_PLACEHOLDER: Final = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|%[a-zA-Z]|\{\w*(?:![rsa])?(?::[^{}]*)?\}")
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
# Placeholders that stand for the tags around a link's text: «%(link)sкіріңіз%(end_link)s».
_TAG_PLACEHOLDER: Final = re.compile(r"%\(\w*link\)s")
_ENTITY: Final = re.compile(r"&#?\w+;")
_WORD: Final = re.compile(r"[^\W\d_]+")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_LATIN: Final = re.compile("[A-Za-z]")
# A suffix glued to a variable: «%(name)sда», «{count}-ге». Vowel harmony cannot be known before the value is.
_GLUED: Final = re.compile("\x00-?[\u0400-\u04ff]")
_GLUED_LETTER: Final = re.compile("\x00[\u0400-\u04ff]")
_PLURAL_AFTER_NUMBER: Final = re.compile("\x00[ \u00a0][\u0400-\u04ff]+(?:лар|лер|дар|дер|тар|тер)(?![\u0400-\u04ff])")
_FAMILIAR: Final = re.compile(r"\b(?:сен|сенің|сені|саған|сенде|сенен|сенімен)\b", re.IGNORECASE)
_NUMBER_NAMES: Final = re.compile(r"%\((?:n|num|number|count|total|\w+_count)\)|\{(?:n|num|number|count|total|\w+_count)\}")
# Common Russian words whose ё is often left out; none of these spellings is another word.
_WITHOUT_YO: Final = re.compile(
    r"\b(?:еще|ее|нее|ребен\w+|расчет\w*|учет\w*|отчет\w*|прием(?!лем)\w*|подтвержден|идет|придет|найдет|дает|начнет|живет|"
    r"пошел|пришел|нашел|ушел|причем|вдвоем|твое|свое|мое)\b",
    re.IGNORECASE,
)
_LAST_SIGNS: Final = (".", "?", ":", "…")


def _bare(text: str) -> str:
    """The words of a text: placeholders, tags and entities become the character U+0000."""
    return _ENTITY.sub(" ", _TAG.sub(" ", _PLACEHOLDER.sub("\x00", _TAG_PLACEHOLDER.sub("", text))))


def _wrong_letters(word: str, language: str) -> str | None:
    """Say what is wrong with the letters of one word that has Cyrillic letters; None where nothing is."""
    if _LATIN.search(word):
        return f"«{word}» mixes Latin and Cyrillic letters"
    foreign = set(word.lower()) - set(KAZAKH_LETTERS)
    if foreign:
        return f"«{word}» has a letter that Kazakh and Russian do not have: {' '.join(sorted(foreign))}"
    if language == "ru" and not word[0].isupper() and set(word) - set(RUSSIAN_LETTERS) and set(word.lower()) & KAZAKH_ONLY:
        return f"«{word}» has a Kazakh letter"
    return None


def _letters(source: str, text: str, language: str) -> Iterator[str]:
    for word in _WORD.findall(_bare(text)):
        if _CYRILLIC.search(word) and word not in source and (wrong := _wrong_letters(word, language)):
            yield wrong


def _placeholders(source: str, text: str, language: str) -> Iterator[str]:
    expected, found = sorted(_PLACEHOLDER.findall(source)), sorted(_PLACEHOLDER.findall(text))
    if expected != found:
        yield f"placeholders {found or 'none'} instead of {expected or 'none'}"
    if sorted(_TAG.findall(source)) != sorted(_TAG.findall(text)):
        yield "the HTML tags differ from the English ones"


def _punctuation(source: str, text: str, language: str) -> Iterator[str]:
    if "!" in text:
        yield "exclamation mark"
    if (source[:1].isspace(), source[-1:].isspace()) != (text[:1].isspace(), text[-1:].isspace()):
        yield "white space at an end differs from the English text"
    for sign in _LAST_SIGNS:
        if source.rstrip().endswith(sign) != text.rstrip().endswith(sign):
            yield f"the last sign differs from the English text: “{sign}”"
            return


def _kazakh(source: str, text: str, language: str) -> Iterator[str]:
    if language != "kk":
        return
    bare = _bare(text)
    if _GLUED.search(bare):
        yield "a suffix is glued to a variable"
    if _NUMBER_NAMES.search(text) and _PLURAL_AFTER_NUMBER.search(bare):
        yield "the noun after a number stays singular"
    if _FAMILIAR.search(bare):
        yield "«сен» is not used"


def _russian(source: str, text: str, language: str) -> Iterator[str]:
    if language != "ru":
        return
    if _GLUED_LETTER.search(_bare(text)):
        yield "an ending is glued to a variable"
    for word in _WITHOUT_YO.findall(text):
        yield f"«{word}» is written with ё"


_RULES: Final[tuple[Callable[[str, str, str], Iterator[str]], ...]] = (
    _placeholders, _punctuation, _letters, _kazakh, _russian,
)  # fmt: skip


def check_text(source: str, text: str, language: str) -> list[str]:
    """Return what is wrong with one translated text. `source` is the English text it stands for."""
    return [finding for rule in _RULES for finding in rule(source, text, language)]


def check_entry(message: Message, entry: Translation) -> list[str]:
    """Return what is wrong with the translations of one message, in every language."""
    found = []
    if message.plural != entry.plural:
        found.append(f"plural is “{entry.plural}”, in the source it is “{message.plural}”")
    if entry.is_unsure:
        found.append("is marked unsure")
    for language, count in FORMS.items():
        forms = entry.forms.get(language, ())
        expected = count if message.plural else 1
        if not forms or not all(forms):
            found.append(f"{language}: is not translated")
        elif len(forms) != expected:
            found.append(f"{language}: {len(forms)} forms instead of {expected}")
        else:
            for text in dict.fromkeys(forms):
                found += [f"{language}: {finding}" for finding in _check_form(message, text, language)]
    return found


def _check_form(message: Message, text: str, language: str) -> list[str]:
    """Check one form; in a message with a plural it may follow the English singular (which may spell “one”) or
    plural.
    """
    sources = [message.plural, message.key.text] if message.plural else [message.key.text]
    return min((check_text(source, text, language) for source in sources), key=len)


def check(collection: Collection, translations: Translations) -> list[str]:
    """Compare the texts of the source with their translations; return every finding, sorted."""
    found = [*collection.problems, *translations.problems]
    for key, message in collection.messages.items():
        place = min(message.places)
        if "!" in key.text or "!" in message.plural:
            found.append(f"{place}: “{key.text}”: exclamation mark")
        entry = translations.entries.get(key)
        if entry is None:
            found.append(f"{place}: “{key.text}”{' (' + key.context + ')' if key.context else ''} is in no words.toml")
        else:
            found += [f"{entry.place}: “{key.text}”: {finding}" for finding in check_entry(message, entry)]
    for key, entry in translations.entries.items():
        if key not in collection.messages:
            found.append(f"{entry.place}: “{key.text}” is used nowhere")
    return sorted(found)
