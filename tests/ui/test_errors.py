"""Pages for what went wrong: in the reader's language or in three, without the database, without a bare code."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.utils import translation

from qorgan.ui import errors

PAGES = {
    errors.bad_request: (400, "ui/errors/400.html"),
    errors.not_found: (404, "ui/errors/404.html"),
    errors.server_error: (500, "ui/errors/500.html"),
    errors.csrf_failure: (403, "ui/errors/csrf.html"),
}


@pytest.mark.parametrize("view", PAGES)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_they_need_no_database_and_no_reader(view, language, parsed):
    """This test may not touch a database: pytest-django refuses every query here."""
    with translation.override(language):
        answer = view(RequestFactory().get("/x"))
    page = parsed(answer)
    assert answer.status_code == PAGES[view][0]
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//main[@id='main']")
    assert str(answer.status_code) not in page.xpath("string(//main)")
    assert not page.xpath("//script|//form")


@pytest.mark.parametrize("view", [errors.server_error, errors.csrf_failure])
def test_what_may_happen_before_the_language_is_known_is_said_in_three(view, parsed):
    page = parsed(view(RequestFactory().get("/x")))
    assert page.get("lang") == "kk"
    assert [part.get("lang") for part in page.xpath("//main/div")] == ["ru", "en"]


def test_not_found_is_said_in_the_reader_s_language(parsed):
    for language, words in (("kk", "Табылмады."), ("ru", "Не найдено."), ("en", "Not found.")):
        with translation.override(language):
            assert parsed(errors.not_found(RequestFactory().get("/x"))).xpath("string(//h1)") == words
