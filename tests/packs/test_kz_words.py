"""Words of return codes: 1,024 a language, never to be mixed up by a child who wrote them on paper."""

import re

import pytest

from qorgan.helpline.flags import find, stems
from qorgan.texts.folding import fold
from tests.packs.reading import LANGUAGES, PACK, toml

ALPHABETS = {
    "kk": "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "en": "abcdefghijklmnopqrstuvwxyz",
}
UNFIT = {
    "kk": "бала қыз ұл әке шеше ана аға әже ата қару пышақ мылтық қан өлім соғыс құдай мешіт дін бас көз қол аяқ бет",
    "ru": "мама папа отец мать брат сестра дядя бабушка нож кровь смерть война бог мечеть церковь партия рука голова",
    "en": "mother father brother sister uncle knife gun blood death war god mosque church party hand head face rope",
}


def word_list(language: str) -> list[str]:
    lines = (PACK / "helpline" / f"words.{language}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def one_letter_away(word: str, alphabet: str) -> set[str]:
    """Every word that one slip makes of this one: a letter left out, put in, or another."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    gone = {head + tail[1:] for head, tail in cuts if tail}
    other = {head + letter + tail[1:] for head, tail in cuts if tail for letter in alphabet}
    more = {head + letter + tail for head, tail in cuts for letter in alphabet}
    return (gone | other | more) - {word}


def mixed_up(words: list[str], alphabet: str) -> set[str]:
    """Words that one slip turns into another word of the list, as written or as folded; and those of the same key."""
    folded = [fold(word) for word in words]
    letters = "".join(sorted(set("".join(folded))))
    as_written, as_folded = set(words), set(folded)
    return (
        {word for word in words if one_letter_away(word, alphabet) & as_written}
        | {word for word, key in zip(words, folded, strict=True) if one_letter_away(key, letters) & as_folded}
        | {word for word, key in zip(words, folded, strict=True) if folded.count(key) > 1}
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_has_1024_words_of_three_to_eight_small_letters_of_its_alphabet(language: str) -> None:
    words = word_list(language)
    assert len(words) == len(set(words)) == 1024
    strange = [word for word in words if not re.fullmatch(f"[{ALPHABETS[language]}]{{3,8}}", word)]
    assert strange == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_slip_of_one_letter_turns_a_word_into_another_not_even_without_kazakh_letters(language: str) -> None:
    assert mixed_up(word_list(language), ALPHABETS[language]) == set()


@pytest.mark.parametrize("pair", [("алма", "арма"), ("тілек", "тилек"), ("ёлка", "елка"), ("кит", "кита"), ("қала", "кала")])
def test_a_pair_that_could_be_mixed_up_is_found(pair: tuple[str, str]) -> None:
    assert mixed_up([*word_list("kk"), *pair], ALPHABETS["kk"]) >= set(pair)


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_words_are_known_by_their_first_four_letters(language: str) -> None:
    beginnings = [word[:4] for word in word_list(language)]
    assert sum(beginnings.count(beginning) == 1 for beginning in beginnings) > 850


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_raises_a_flag_or_names_family_body_faith_or_violence(language: str) -> None:
    groups = toml("helpline/flags.toml")["group"]
    entries = stems((group["key"], entry.split()) for group in groups for code in LANGUAGES for entry in group[code])
    raised = {word: found for word in word_list(language) if (found := find(word, entries))}
    assert raised == {}
    assert set(word_list(language)) & set(UNFIT[language].split()) == set()
    assert find("өлтіремін", entries), "the list of flags that the words are held against is empty"


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_stand_in_the_order_in_which_a_person_would_look_for_them(language: str) -> None:
    words = word_list(language)
    assert words[0][0] in "aаә"
    assert len({word[0] for word in words}) >= 20
