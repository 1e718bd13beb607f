"""The field's terms and the page that is made of them."""

import re
from pathlib import Path

import pytest

from qorgan.texts.terms import Term, UnreadableTerms, page, read_terms


def test_every_term_has_three_languages_and_keys_are_unique():
    terms = read_terms()
    assert len(terms) > 150
    assert len({(term.group, term.key) for term in terms}) == len(terms)


def test_two_terms_do_not_share_a_name_in_the_code():
    codes = [term.code for term in read_terms() if term.code]
    assert sorted(codes) == sorted(set(codes))


def test_disability_is_named_person_first():
    texts = " ".join(f"{term.kk} {term.ru}" for term in read_terms())
    assert not re.search(r"мүгедек бала|ребёнок-инвалид|инвалид\b", texts)


def test_russian_terms_are_written_with_yo_and_without_kazakh_letters():
    for term in read_terms():
        assert not re.search(r"ребенок|отчет|прием|учет", term.ru), term.key
        assert not set(term.ru.lower()) & set("әғқңөұүһі"), term.key


def test_the_page_has_a_row_for_every_term_under_its_group():
    case = Term("Cases", "case", "case", "іс", "дело", "Case", "Law", "a | b")
    made = page([case, Term("Privacy", "x", "consent", "келісім", "согласие")])
    assert "## Cases" in made
    assert "| case | іс | дело | `Case` | a \\| b; Law |" in made
    assert made.index("## Privacy") < made.index("| consent | келісім | согласие |  |  |")


def test_a_term_without_a_language_is_refused(tmp_path):
    path = tmp_path / "terms.toml"
    path.write_text('[Cases.case]\nen = "case"\nkk = "іс"\nodd = "x"\n', encoding="utf-8")
    with pytest.raises(UnreadableTerms, match=r"case: missing \['ru'\], unknown \['odd'\]"):
        read_terms(path)


def test_the_page_in_the_repository_is_the_one_that_is_made():
    written = Path(__file__).resolve().parents[2] / "docs" / "words.md"
    assert written.read_text(encoding="utf-8") == page(read_terms())
