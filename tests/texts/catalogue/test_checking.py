"""Each rule of the words finds its fault, and correct words pass."""

import pytest

from qorgan.texts.catalogue.checking import check, check_text
from qorgan.texts.catalogue.collecting import Collection, Key
from qorgan.texts.catalogue.translations import Translation, Translations


@pytest.mark.parametrize(
    ("source", "text", "language"),
    [
        ("Region: %(name)s", "Өңір: %(name)s", "kk"),
        ("%(n)s children", "%(n)s бала", "kk"),
        ('Please <a href="%(url)s">sign in</a>.', '<a href="%(url)s">Кіріңіз</a>.', "kk"),
        ("then %(link)ssign in%(end_link)s.", "жүйеге %(link)sкіріңіз%(end_link)s.", "kk"),
        ("until 18:00", "18:00-ге дейін", "kk"),
        ("SMS text, 5 %% more", "SMS-хабар, 5 %% артық", "kk"),
        ("Zhetisu Region", "область Жетісу", "ru"),
        ("{count} of {total}", "{total} ішінен {count}", "kk"),
        ("Report accepted", "Отчёт принят", "ru"),
        ("Acceptable", "Приемлемо", "ru"),
        ("The board of children", "Балалар кеңесі", "kk"),
        ("He said", "Сенім телефоны", "kk"),
    ],
)
def test_correct_words_pass(source, text, language):
    assert check_text(source, text, language) == []


@pytest.mark.parametrize(
    ("source", "text", "language", "reason"),
    [
        ("Region: %(name)s", "Өңір: %(nme)s", "kk", "placeholders"),
        ("Region: {name}", "Өңір", "kk", "placeholders"),
        ("100 %d", "100", "ru", "placeholders"),
        ("<b>a</b>", "а", "ru", "HTML tags"),
        ("Saved", "Сақталды!", "kk", "exclamation"),
        ("Saved.", "Сақталды", "kk", "last sign"),
        ("Saved", "Сақталды.", "kk", "last sign"),
        (" and ", "және", "kk", "white space"),
        ("Call", "Koңырау", "kk", "mixes Latin"),
        ("Case", "дeло", "ru", "mixes Latin"),
        ("Thing", "рїч", "ru", "do not have"),
        ("Thing", "речі", "ru", "Kazakh letter"),
        ("In %(name)s", "%(name)sда", "kk", "glued"),
        ("At {time}", "{time}-ге", "kk", "glued"),
        ("%(n)sth", "%(n)sй", "ru", "glued"),
        ("%(count)s children", "%(count)s балалар", "kk", "singular"),
        ("{count} children", "{count}\u00a0бұйрықтар", "kk", "singular"),
        ("You", "Сен кімсің", "kk", "«сен»"),
        ("Child", "Ребенок", "ru", "ё"),
        ("More", "Еще", "ru", "ё"),
    ],
)  # fmt: skip
def test_every_fault_is_found(source, text, language, reason):
    findings = check_text(source, text, language)
    assert len(findings) == 1
    assert reason in findings[0]


def compare(messages: dict[Key, str], *entries: Translation) -> list[str]:
    collection = Collection()
    for key, plural in messages.items():
        collection.add(key, plural, "room/a.py")
    return check(collection, Translations({entry.key: entry for entry in entries}))


RUSSIAN = ("Одно дело", "%(n)s дела", "%(n)s дел", "%(n)s дела")


def entry(text: str, plural: str = "", *, kk=("а",), ru=("б",), unsure: bool = False) -> Translation:
    return Translation(Key("", text), plural, {"kk": kk, "ru": ru}, unsure, "room/words.toml")


def test_a_complete_translation_has_no_findings():
    messages = {Key("", "Take"): "", Key("", "One case"): "%(n)s cases"}
    birds = entry("One case", "%(n)s cases", kk=("Бір іс", "%(n)s іс"), ru=RUSSIAN)
    assert compare(messages, entry("Take"), birds) == []


def test_a_text_without_a_table_is_missing():
    assert compare({Key("verb", "Take"): ""}) == ["room/a.py: “Take” (verb) is in no words.toml"]


def test_a_table_without_a_use_is_stale():
    assert compare({}, entry("Take")) == ["room/words.toml: “Take” is used nowhere"]


@pytest.mark.parametrize(
    ("plural", "made", "reason"),
    [
        ("", entry("Take", kk=()), "kk: is not translated"),
        ("", entry("Take", ru=("",)), "ru: is not translated"),
        ("", entry("Take", unsure=True), "is marked unsure"),
        ("", entry("Take", "Takes"), "plural is “Takes”, in the source it is “”"),
        ("Takes", entry("Take", "Takes", kk=("а", "а")), "ru: 1 forms instead of 4"),
    ],
)
def test_a_table_that_is_not_whole_is_named(plural, made, reason):
    assert compare({Key("", "Take"): plural}, made) == [f"room/words.toml: “Take”: {reason}"]


def test_english_has_no_exclamation_marks_either():
    assert compare({Key("", "Hello!"): ""}, entry("Hello!")) == ["room/a.py: “Hello!”: exclamation mark"]
