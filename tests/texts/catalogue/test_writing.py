"""Catalogues are written without gettext tools, the same bytes every time, and read by Python's gettext."""

import gettext
import io

import polib
from hypothesis import given
from hypothesis import strategies as st

from qorgan.texts.catalogue.collecting import Key
from qorgan.texts.catalogue.reading import read_po
from qorgan.texts.catalogue.writing import Entry, mo_bytes, po_text

BIRDS = Entry(Key("", "%(n)s bird"), "%(n)s birds", ("%(n)s құс", "%(n)s құс"), ("b.py", "a.py"))
VIEW = Entry(Key("verb", "View"), "", ("Көру",), ("a.html",), "one note")
LINES = Entry(Key("", 'Say "a"\\\nand\tb\n'), "", ("«а» деңіз\nжәне б\n",))
ALL = [BIRDS, VIEW, LINES]
TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00\x04\r"), min_size=1, max_size=20)


def loaded(language: str, entries: list[Entry]) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(mo_bytes(language, entries)))


def test_the_po_has_sorted_messages_places_and_no_time(tmp_path):
    text = po_text("kk", ALL, "Head.\nLicense.")
    assert text.startswith('# Head.\n# License.\nmsgid ""\n')
    assert "Date" not in text
    assert text.index("bird") < text.index("Say") < text.index("View")
    assert "#: a.py\n#: b.py\n" in text
    assert "# one note\n" in text


def test_order_of_the_messages_does_not_matter():
    assert po_text("ru", ALL, "") == po_text("ru", ALL[::-1], "")
    assert mo_bytes("ru", ALL) == mo_bytes("ru", ALL[::-1])


def test_another_reader_reads_what_is_written(tmp_path):
    (tmp_path / "x.po").write_text(po_text("kk", ALL, "Head."), encoding="utf-8")
    (tmp_path / "x.mo").write_bytes(mo_bytes("kk", ALL))
    po, mo = polib.pofile(str(tmp_path / "x.po")), polib.mofile(str(tmp_path / "x.mo"))
    for catalogue in (po, mo):
        found = {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in catalogue}
        assert found[None, LINES.key.text][0] == LINES.forms[0]
        assert found["verb", "View"][0] == "Көру"
        assert found[None, "%(n)s bird"][1] == {0: "%(n)s құс", 1: "%(n)s құс"}


def test_our_own_reader_reads_it_too(tmp_path):
    path = tmp_path / "x.po"
    path.write_text(po_text("kk", ALL, "Head."), encoding="utf-8")
    assert sorted((e.key, e.plural, e.forms, e.note) for e in read_po(path)) == sorted((e.key, e.plural, e.forms, e.note) for e in ALL)


def test_pythons_gettext_finds_singular_plural_and_context():
    words = loaded("kk", ALL)
    assert words.pgettext("verb", "View") == "Көру"
    assert words.gettext("View") == "View"
    assert words.ngettext("%(n)s bird", "%(n)s birds", 5) == "%(n)s құс"


def test_russian_has_the_plurals_of_django():
    forms = ("1 дело", "2 дела", "5 дел", "дела")
    words = loaded("ru", [Entry(Key("", "case"), "cases", forms)])
    assert [words.ngettext("case", "cases", n) for n in (1, 2, 5, 11, 21)] == [
        "1 дело", "2 дела", "5 дел", "5 дел", "1 дело",
    ]  # fmt: skip


@given(st.dictionaries(TEXT, TEXT, max_size=8))
def test_any_text_survives(texts):
    entries = [Entry(Key("", source), "", (text,)) for source, text in texts.items()]
    words = loaded("kk", entries)
    assert {source: words.gettext(source) for source in texts} == texts


@given(TEXT, TEXT)
def test_any_text_survives_the_readable_form(source, text):
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.po"
        path.write_text(po_text("kk", [Entry(Key("", source), "", (text,))], "Head."), encoding="utf-8", newline="\n")
        assert [(e.key.text, e.forms) for e in read_po(path)] == [(source, (text,))]
