"""Rooms keep their translations in tables; what is wrong with a table is said with its place."""

from qorgan.texts.catalogue.collecting import Key
from qorgan.texts.catalogue.translations import Translations, read_translations


def read(tmp_path, **rooms: str) -> Translations:
    for room, text in rooms.items():
        (tmp_path / room).mkdir()
        (tmp_path / room / "words.toml").write_text(text, encoding="utf-8")
    return read_translations(tmp_path)


def test_a_table_says_one_text_in_both_languages(tmp_path):
    found = read(tmp_path, desk='["Take"]\nkk = "Алу"\nru = "Взять"')
    entry = found.entries[Key("", "Take")]
    assert entry.forms == {"kk": ("Алу",), "ru": ("Взять",)}
    assert entry.place == "desk/words.toml"
    assert not found.problems


def test_plurals_contexts_and_texts_apart_from_the_name(tmp_path):
    found = read(
        tmp_path,
        desk='["%(n)s bird"]\nplural = "%(n)s birds"\nkk = ["а", "а"]\nru = ["б", "в", "г", "б"]\n'
        '["view, the verb"]\nmsgid = "view"\ncontext = "verb"\nkk = "көру"\nru = "смотреть"\nunsure = true',
    )
    assert found.entries[Key("", "%(n)s bird")].plural == "%(n)s birds"
    assert found.entries[Key("verb", "view")].is_unsure
    assert len(found.entries) == 2


def test_two_rooms_may_agree_and_may_not_differ(tmp_path):
    table = '["Take"]\nkk = "Алу"\nru = "Взять"'
    found = read(tmp_path, a=table, b=table, c=table.replace("Алу", "Қабылдау"))
    assert found.problems == ["c/words.toml: “Take” is translated otherwise in a/words.toml"]


def test_what_is_no_translation_is_a_problem(tmp_path):
    found = read(tmp_path, a='x = 1\n["Take"]\nkk = 5\nru = ""\nkz = "x"', b="[broken")
    assert [problem.split(":")[0] for problem in found.problems] == ["a/words.toml"] * 3 + ["b/words.toml"]
    assert any("unknown key kz" in problem for problem in found.problems)
    assert found.entries[Key("", "Take")].forms == {}
