"""`make words`: what it writes is what Django loads; what it finds makes it fail."""

import importlib.util
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tool(monkeypatch, tmp_path):
    spec = importlib.util.spec_from_file_location("words_tool", ROOT / "tools" / "words.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "SOURCE", tmp_path / "src" / "qorgan")
    room = tmp_path / "src" / "qorgan" / "desk"
    room.mkdir(parents=True)
    (room / "pages.py").write_text("from django.utils.translation import gettext\ngettext('Take')\n", encoding="utf-8")
    (room / "words.toml").write_text('["Take"]\nkk = "Алу"\nru = "Взять"\n', encoding="utf-8")
    return module


def made(tool) -> dict[str, bytes]:
    return {path.relative_to(tool.ROOT).as_posix(): path.read_bytes() for path in tool.ROOT.rglob("*") if path.is_file()}


def test_it_writes_both_catalogues_and_the_page_and_then_nothing(tool, capsys):
    assert tool.main([]) == 0
    files = made(tool)
    assert "Алу".encode() in files["src/qorgan/site/locale/kk/LC_MESSAGES/django.mo"]
    assert 'msgid "Take"\nmsgstr "Взять"' in files["src/qorgan/site/locale/ru/LC_MESSAGES/django.po"].decode()
    assert files["docs/words.md"].startswith(b"# Words")
    capsys.readouterr()
    assert tool.main([]) == 0
    assert "0 files written" in capsys.readouterr().out
    assert made(tool) == files
    assert tool.main(["--check"]) == 0


def test_the_check_writes_nothing_and_fails_on_what_is_out_of_date(tool, capsys):
    before = made(tool)
    assert tool.main(["--check"]) == 1
    assert made(tool) == before
    assert "out of date, run make words" in capsys.readouterr().out


def test_a_finding_makes_it_fail(tool, capsys):
    (tool.SOURCE / "desk" / "words.toml").write_text('["Take"]\nkk = "Алу!"\nru = "Взять"\n', encoding="utf-8")
    assert tool.main([]) == 1
    assert "desk/words.toml: “Take”: kk: exclamation mark" in capsys.readouterr().out


def test_what_is_missing_is_printed_as_tables_that_can_be_filled_in(tool, capsys):
    (tool.SOURCE / "desk" / "words.toml").unlink()
    (tool.SOURCE / "desk" / "more.py").write_text(
        "from django.utils.translation import ngettext, pgettext\nngettext('a \"b\"', 'c', 1); pgettext('verb', 'View')\n",
        encoding="utf-8",
    )
    assert tool.main(["--missing"]) == 0
    (tool.SOURCE / "desk" / "words.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    found = tool.read_translations(tool.SOURCE)
    assert {key.text for key in found.entries} == {"Take", 'a "b"', "View"}
    assert found.problems == []


def test_a_catalogue_kept_by_hand_is_compiled(tool):
    by_hand = tool.SOURCE / "texts" / "locale" / "kk" / "LC_MESSAGES" / "django.po"
    by_hand.parent.mkdir(parents=True)
    by_hand.write_text('msgid "Sign In"\nmsgstr "Кіру"\n', encoding="utf-8")
    assert tool.main([]) == 0
    assert "Кіру".encode() in by_hand.with_suffix(".mo").read_bytes()


def test_the_whole_source_is_read_well_within_five_seconds(tool):
    started = time.perf_counter()
    source = ROOT / "src" / "qorgan"
    collection, translations = tool.collect(source), tool.read_translations(source)
    tool.check(collection, translations)
    assert len(collection.messages) > 100
    assert time.perf_counter() - started < 5


def test_the_hand_kept_catalogue_in_the_repository_is_compiled(tool):
    path = ROOT / "src" / "qorgan" / "texts" / "locale" / "kk" / "LC_MESSAGES" / "django.po"
    assert path.with_suffix(".mo").read_bytes() == tool.writing.mo_bytes("kk", tool.reading.read_po(path))
