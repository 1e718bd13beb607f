"""Search tokens for Kazakh texts: a word and its stem.

Kazakh joins plural, possessive, case and personal endings to the word: «мектептерімізден» is «from our schools». No
stemmer of the package registries knows Kazakh, so this one takes the longest ending off, again and again, until none
fits. It works on folded letters (see `folding`), because people type without Kazakh letters. Two rules of the
language keep it from cutting too much: the sound before an ending decides its first letter («-тар» only after a
voiceless consonant), and vowels agree as far as folding keeps it (after ы no ending with е or и, after е none with а
or ы).

A stem adds a token to a word, it never replaces the word. Russian words pass through it too: what it makes of them
only adds to what is found.
"""

import re
from typing import Final

from qorgan.texts.folding import letters, merged, tokens, words_of

SHORTEST_STEM: Final = 3

_VOWELS: Final = "аеиоуы"
# и and у also stand for й and the consonant у.
_CONSONANTS: Final = "бвгджзклмнпрстфхчшиу"
# б, в, г, д end loan words, where they sound voiceless: «клубта».
_VOICELESS: Final = "кпстфхчшбвгд"
_VOICED: Final = "аеиоуылмнржз"

# What may stand before an ending (a pattern over the letters before it) and the endings it goes with.
_RULES: Final = (
    (f"[{_VOWELS}р]", "лар лер"),  # many
    ("[лмнжз]", "дар дер"),
    (f"[{_VOICELESS}]", "тар тер"),
    (f"[{_VOWELS}]", "м ныз низ мыз миз сы си"),  # my, your, our, his or her
    (f"[{_CONSONANTS}]", "ым им ын ин ыныз иниз ымыз имиз ы и"),
    ("[аеиуымн]", "нын нин"),  # of; few Kazakh words end in о, many loan words in -он
    (f"[{_VOICED}]", "дын дин"),
    (f"[{_VOICELESS}]", "тын тин"),
    (f"[{_VOICED}]", "га ге"),  # to
    (f"[{_VOICELESS}]", "ка ке"),
    ("[ыи]", "на не"),
    (f"[{_VOWELS}][мн]", "а е"),
    ("[аеиуы]", "ны ни"),  # the object
    (f"[{_VOICED}]", "ды ди"),
    (f"[{_VOICELESS}]", "ты ти"),
    ("[ыи]", "н"),
    (f"[{_VOICED}]", "да де дагы деги"),  # in, which is in
    (f"[{_VOICELESS}]", "та те тагы теги"),
    ("[ыи]", "нда нде ндагы ндеги"),
    (f"[{_VOICED}]", "дан ден"),  # from
    (f"[{_VOICELESS}]", "тан тен"),
    ("[ыимн]", "нан нен"),
    (f"[{_VOWELS}лмнр]", "мен"),  # with
    ("[жз]", "бен"),
    (f"[{_VOICELESS}]", "пен"),
    (f"[{_VOICED}]", "даи деи"),  # like
    (f"[{_VOICELESS}]", "таи теи"),
    (f"[{_VOWELS}лнр]", "мын мин мыз миз"),  # I am, we are
    ("[жзмн]", "бын бин быз биз"),
    (f"[{_VOICELESS}]", "пын пин пыз пиз"),
    (f"[{_VOWELS}{_CONSONANTS}]", "сын син сыз сиз"),  # thou art, you are
    (f"[{_VOICED}]", "дым дим дыныз диниз дык дик ган ген"),  # the past
    (f"[{_VOICELESS}]", "тым тим тыныз тиниз тык тик кан кен"),
)

# «With» is the one ending whose vowel never changes.
_UNCHANGING: Final = frozenset({"мен", "бен", "пен"})

_BACK: Final = re.compile("[аы]")
_FRONT: Final = re.compile("[еи]")
_LAST_VOWEL: Final = re.compile(f"[{_VOWELS}](?=[^{_VOWELS}]*$)")
# A consonant that is voiced only before a vowel: «китаб-ы» is of «китап», «журег-и» of «журек».
_DEVOICED: Final = {"б": "п", "г": "к"}


def _endings() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    """All endings by their last letter, the longest first, each with what may stand before it."""
    before: dict[str, list[str]] = {}
    for pattern, joined in _RULES:
        for ending in joined.split():
            before.setdefault(ending, []).append(pattern)
    by_last: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for ending in sorted(before, key=lambda ending: (-len(ending), ending)):
        fitting = re.compile(f"(?:{'|'.join(before[ending])})$")
        by_last.setdefault(ending[-1], []).append((ending, fitting))
    return {letter: tuple(endings) for letter, endings in by_last.items()}


_ENDINGS: Final = _endings()


def _agrees(rest: str, ending: str) -> bool:
    """Vowel harmony, as far as folded letters show it: а, о, у and и may be back or front; ы is back, е is front."""
    vowel = _LAST_VOWEL.search(rest)
    if vowel is None:
        return False
    if ending in _UNCHANGING:
        return True
    if vowel.group() == "ы":
        return not _FRONT.search(ending)
    return vowel.group() != "е" or not _BACK.search(ending)


def _shorter(word: str) -> str:
    """Take the longest fitting ending off a word of folded letters; the word itself when none fits."""
    for ending, before in _ENDINGS.get(word[-1:], ()):
        if not word.endswith(ending):
            continue
        rest = word[: -len(ending)]
        floor = SHORTEST_STEM + (ending in {"а", "е"})  # «дома» is no form of «дом» that Kazakh would make
        if len(rest) >= floor and before.search(rest) and _agrees(rest, ending):
            return rest
    return word


def stem(word: str) -> str:
    """Return the folded stem of one word of `words_of`: `stem("мектептерімізден")` is `"мектеп"`. Never under three
    letters, unless the word itself is shorter.
    """
    rest = letters(word)
    while (shorter := _shorter(rest)) != rest:
        rest = shorter
    rest = merged(rest)
    return rest[:-1] + _DEVOICED.get(rest[-1], rest[-1]) if rest else rest


def search_tokens(text: str) -> frozenset[str]:
    """Return what a text is found by: each folded word and its stem."""
    stems = {stem(word) for word in words_of(text) if not word.isdigit()}
    return frozenset(tokens(text)) | stems - {""}
