"""Vocabularies of the line: reasons, call types, lists of the record, ready answers, the words of the door."""

import re

import pytest

from tests.packs.reading import LANGUAGES, repeated, rows, toml, words_in

MOST_WORDS = 12  # a sentence on a child's page has no more


def reasons() -> tuple[dict[str, str], ...]:
    return rows("helpline/categories.csv")


def test_the_tree_has_ten_main_reasons_and_the_contacts_that_are_no_counselling() -> None:
    main = [row for row in reasons() if row["level"] == "1"]
    assert sum(row["is_counselling"] == "yes" for row in main) == 10
    assert [row["code"] for row in main if row["is_counselling"] == "no"] == ["nc"]


def test_every_reason_stands_once_under_a_main_reason_that_exists() -> None:
    main = {row["code"] for row in reasons() if row["level"] == "1"}
    assert repeated([row["code"] for row in reasons()]) == set()
    for row in reasons():
        assert row["level"] in {"1", "2"}
        assert (row["parent"] in main) == (row["level"] == "2"), row["code"]
        assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", row["code"])


def test_every_national_reason_maps_to_a_reason_of_the_framework_under_the_same_main_reason() -> None:
    framework = {row["code"]: row for row in reasons() if row["origin"] == "chi"}
    national = [row for row in reasons() if row["origin"] == "national"]
    assert len(national) >= 8
    for row in national:
        assert row["code"].startswith("kz.")
        assert row["source"]
        assert row["valid_from"]
        assert framework[row["chi_code"]]["parent"] == row["parent"], row["code"]
    assert all(code == row["chi_code"] for code, row in framework.items())


def test_every_main_reason_has_an_answer_for_what_fits_nowhere() -> None:
    for row in reasons():
        if row["level"] == "1":
            assert f"{row['code']}.other" in {other["code"] for other in reasons()}


def test_no_two_reasons_of_a_branch_are_called_the_same() -> None:
    for code in LANGUAGES:
        assert repeated([f"{row['parent']} {row[f'name_{code}']}" for row in reasons()]) == set()


def test_call_types_are_data_or_not_and_map_to_the_yearly_return() -> None:
    kinds = toml("helpline/call_types.toml")["call_type"]
    assert repeated([kind["key"] for kind in kinds]) == set()
    assert {kind["key"] for kind in kinds if kind["is_data"]} == {"child_about_self", "someone_about_child"}
    assert {
        "silent",
        "blank",
        "prank",
        "abusive",
        "hang_up",
        "wrong_number",
        "test",
        "missed",
        "thanks",
        "question",
    } <= {kind["key"] for kind in kinds if not kind["is_data"]}
    assert {kind["chi"] for kind in kinds if "chi" in kind} <= {row["code"] for row in reasons()}


def test_choices_have_keys_of_their_own_and_an_answer_for_not_knowing() -> None:
    lists = toml("helpline/choices.toml")
    for name, choices in lists.items():
        assert repeated([choice["key"] for choice in choices]) == set(), name
        assert all(re.fullmatch(r"[a-z0-9_]+", choice["key"]) for choice in choices), name
        for code in LANGUAGES:
            assert repeated([choice[code] for choice in choices]) == set(), name
    for name in ("genders", "ages_special", "area_types", "living_situations", "relationships", "yes_no_unknown"):
        assert "unknown" in {choice["key"] for choice in lists[name]}


def test_there_are_thirty_ready_answers_or_more_in_every_group() -> None:
    replies = toml("helpline/replies.toml")["reply"]
    assert len(replies) >= 30
    assert repeated([reply["key"] for reply in replies]) == set()
    assert {reply["group"] for reply in replies} == {
        "greeting", "listening", "safety", "how_it_works", "next_step", "closing"
    }  # fmt: skip
    for reply in replies:
        assert all(20 <= len(reply[code]) <= 200 for code in LANGUAGES), reply["key"]


FAMILIAR = {
    "kk": r"\b(сен|сенің|саған|сені|сенімен|өзің|өзіңді)\b",
    "ru": r"\b(ты|тебя|тебе|тобой|твой|твоя|твоё|твои|здравствуй|не бойся|расскажи|напиши|подожди)\b",
}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_child_is_addressed_without_the_familiar_you(language: str) -> None:
    told = [reply[language] for reply in toml("helpline/replies.toml")["reply"]]
    told += [words[language] for _where, words in words_in(toml("helpline/door.toml"))]
    told += [
        line["text"]
        for thread in toml("demo/messages.toml")["thread"]
        if thread["language"] == language
        for line in thread["lines"]
        if line["by"] == "counsellor"
    ]
    assert len(told) > 80
    assert [text for text in told if re.search(FAMILIAR[language], text, flags=re.IGNORECASE)] == []
    assert re.search(FAMILIAR[language], {"kk": "Сен қайдасың", "ru": "Ты где"}[language], flags=re.IGNORECASE)


def long_sentences(text: str) -> list[str]:
    sentences = re.split(r"(?<=[.?:])\s+", text)
    return [sentence for sentence in sentences if len(re.findall(r"[\w’'-]+", sentence)) > MOST_WORDS]


def test_the_door_tells_a_child_everything_in_sentences_of_twelve_words() -> None:
    door = toml("helpline/door.toml")
    assert set(door) == {"self", "other", "adult"}
    for reader in door.values():
        assert set(reader) == {"title", "who_reads", "stays_here", "told_to_others", "cannot_promise"}
        for words in [reader["title"], *(row for name in reader if name != "title" for row in reader[name])]:
            assert set(words) == set(LANGUAGES)
            for code in LANGUAGES:
                assert long_sentences(words[code]) == []
    assert long_sentences("Бұл сөйлемде бала бірден оқып шыға алмайтындай тым көп сөз бар, сондықтан ол табылуы керек.")


def test_the_door_never_claims_that_nobody_can_read() -> None:
    text = str(toml("helpline/door.toml")).lower()
    assert not re.search(r"end-to-end|шифр|encrypt|никто не (про)?чит|ешкім оқымайды", text)
