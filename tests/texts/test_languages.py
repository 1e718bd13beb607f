"""The languages of the installation."""

import pytest
from django.utils.translation import override

from qorgan.texts import languages


def test_a_language_is_named_in_itself():
    assert [languages.own_name(code) for code in languages.codes()] == ["Қазақша", "Русский", "English"]


def test_a_language_that_is_not_offered_has_no_name():
    with pytest.raises(KeyError):
        languages.own_name("fr")


@pytest.mark.parametrize(("active", "current"), [("kk", "kk"), ("en-gb", "en"), ("ru-kz", "ru"), ("fr", "kk")])
def test_the_reader_s_language_is_always_one_that_is_offered(active, current):
    with override(active):
        assert languages.current() == current


def test_without_any_language_it_is_the_installation_s_first():
    with override(None):
        assert languages.current() == "kk"


def test_plain_names_in_the_settings_serve_too(settings):
    settings.LANGUAGES = [("kk", "Kazakh"), ("en", "English")]
    assert languages.own_name("kk") == "Қазақша"
