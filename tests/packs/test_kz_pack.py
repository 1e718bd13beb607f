"""The pack as a whole: every file says where it comes from, every text is there in three languages, in good manners."""

import re

import pytest

from tests.packs.reading import LANGUAGES, PACK, files, rows, toml, words_in

SPEAKING = [
    "pack.toml", "organisation_kinds.toml", "roles.toml", "service_directory.toml", "referrals.toml", "forms/contact_record.toml",
    *(f"helpline/{name}.toml" for name in ("call_types", "choices", "door", "flags", "replies")),
]  # fmt: skip
KAZAKH_ONLY = set("әғқңөұүһіӘҒҚҢӨҰҮҺІ")


def said() -> list[tuple[str, str, str]]:
    """(place, language, text) of everything the pack says to a person."""
    found = [
        (f"{name}{where}", language, text)
        for name in SPEAKING
        for where, words in words_in({k: v for k, v in toml(name).items() if k != "exit"})
        for language, text in words.items()
    ]
    for name in (
        "places.csv",
        "districts.csv",
        "helpline/categories.csv",
        "demo/organisations.csv",
        "demo/schools.csv",
    ):
        for number, row in enumerate(rows(name)):
            for where, words in words_in(row, f"{name}[{number}]"):
                found += [(where, language, text) for language, text in words.items()]
    return found


def faults(texts: list[tuple[str, str, str]]) -> list[str]:
    """What is missing, shouted or written with letters of another script."""
    wrong = [f"{where} {language}: missing" for where, language, text in texts if not text.strip()]
    wrong += [f"{where} {language}: exclamation mark" for where, language, text in texts if "!" in text]
    for where, language, text in texts:
        if language != "en":
            mixed = re.findall(r"\b(?=\w*[а-яёәғқңөұүһі])(?=\w*[a-z])\w+\b", text, flags=re.IGNORECASE)
            wrong += [f"{where} {language}: two scripts in {word}" for word in mixed]
        if language == "ru" and KAZAKH_ONLY & set(text) and "name_ru" not in where and not where.endswith("short_"):
            wrong.append(f"{where} ru: Kazakh letters in {text}")
        if language == "en" and re.search(r"[а-яё]", text, flags=re.IGNORECASE):
            wrong.append(f"{where} en: Cyrillic in {text}")
    return wrong


def test_every_text_is_there_in_three_languages_without_shouting_and_in_one_script() -> None:
    texts = [row for row in said() if not row[0].startswith(("places.csv", "districts.csv", "demo/"))]
    assert len(texts) > 1000
    assert faults(texts) == []


def test_every_place_and_invented_body_has_its_names_in_three_languages() -> None:
    assert [row for row in said() if not row[2].strip()] == []


@pytest.mark.parametrize(("language", "text"), [("kk", ""), ("ru", "Позвоните!"), ("kk", "Қaзақ"), ("ru", "Өңір"), ("en", "Область")])
def test_a_missing_shouted_or_foreign_text_is_found(language: str, text: str) -> None:
    assert faults([("planted", language, text)])


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(PACK)))
def test_every_file_begins_with_its_source_its_date_and_its_certainty(path) -> None:
    head = " ".join(line.lstrip("# ") for line in path.read_text(encoding="utf-8").splitlines()[:16] if line.startswith("#"))
    assert re.search(r"20\d\d-\d\d-\d\d", head), "no date"
    assert re.search(r"[Ss]ource", head), "no source"
    assert re.search(r"[Cc]ertain|basis|unverified|estimate|invented", head), "no word on certainty"


def test_no_file_of_the_pack_is_named_after_a_party_or_needs_anything_outside_the_pack() -> None:
    for path in files():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"AMANAT|Nur Otan|Нур Отан|Нұр Отан|Аманат", text), path.name
        assert not re.search(r"(?<![\w:/])/(work|tmp|home|root)/", text), path.name


def test_the_emergency_numbers_stand_first_to_last_as_the_door_shows_them() -> None:
    pack = toml("pack.toml")
    assert [row["number"] for row in pack["emergency"]] == ["112", "102", "103", "101"]
    assert pack["helpline"]["number"] == "111"
    assert pack["country"]["languages"] == list(LANGUAGES)


def test_every_limit_is_dated_says_what_it_rests_on_and_is_a_number() -> None:
    limits = toml("pack.toml")["helpline"]["limits"]
    assert {row["key"] for row in limits} >= {"first_read_minutes", "promised_answer_hours"}
    for row in limits:
        assert row["value"] > 0
        assert row["valid_from"].year >= 2023
        assert row["basis"] in {"sourced", "background", "setting"}
        assert row["source"]
    assert len({(row["key"], row["valid_from"]) for row in limits}) == len(limits)


def test_the_line_is_open_on_every_day_of_the_week() -> None:
    timetable = toml("pack.toml")["helpline"]["hours"]["timetable"]
    assert sorted(row["weekday"] for row in timetable) == [1, 2, 3, 4, 5, 6, 7]
    assert all(row["open"] < row["close"] for row in timetable)


def test_the_exit_leads_to_a_page_that_every_pupil_opens_over_https() -> None:
    for language in LANGUAGES:
        assert toml("pack.toml")["exit"][language].startswith(f"https://{language}.wikipedia.org/wiki/")


def test_every_file_that_the_pack_names_is_there() -> None:
    for name in toml("pack.toml")["files"].values():
        assert (PACK / name).exists(), name
