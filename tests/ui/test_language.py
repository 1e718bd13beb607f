"""The language of a page for whoever has not signed in: the address, else the browser, else the country; no cookie."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from qorgan.ui.language import Language

ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.8"}


def answered(path: str, **headers: str) -> HttpResponse:
    with translation.override(None):
        return Language(lambda _request: HttpResponse(translation.get_language()))(RequestFactory().get(path, **headers))


@pytest.mark.parametrize(
    ("path", "headers", "spoken"),
    [
        ("/?lang=ru", ENGLISH, "ru"),
        ("/?lang=kk", {}, "kk"),
        ("/", ENGLISH, "en"),
        ("/", {"HTTP_ACCEPT_LANGUAGE": "fr"}, "kk"),
    ],
)
def test_the_address_goes_before_the_browser_and_the_browser_before_the_country(path, headers, spoken) -> None:
    answer = answered(path, **headers)
    assert answer.content.decode() == spoken
    assert answer.headers["Content-Language"] == spoken
    assert not answer.cookies


@pytest.mark.parametrize("foreign", ["fr", "", "ru-KZ", "../ru", "<script>"])
def test_a_language_that_is_none_of_ours_is_as_if_nothing_was_asked(foreign) -> None:
    assert answered("/?lang=" + foreign, **ENGLISH).content.decode() == "en"


def test_what_is_kept_between_says_that_the_answer_follows_the_browser() -> None:
    assert "Accept-Language" in answered("/", **ENGLISH).headers["Vary"]
