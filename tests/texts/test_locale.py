"""What Django and allauth say to a user of this product is said in Kazakh and in Russian too."""

from pathlib import Path

import allauth
import django
import pytest
from django.conf import settings
from django.utils.translation import gettext, ngettext, override, pgettext, trans_real

from qorgan.texts.catalogue.checking import check_text
from qorgan.texts.catalogue.reading import read_po

DJANGO, ALLAUTH = Path(django.__file__).parent, Path(allauth.__file__).parent
OURS = Path(settings.LOCALE_PATHS[1]) / "kk" / "LC_MESSAGES" / "django.po"
CATALOGUES = {
    "django": DJANGO / "conf" / "locale",
    "auth": DJANGO / "contrib" / "auth" / "locale",
    "postgres": DJANGO / "contrib" / "postgres" / "locale",
    "allauth": ALLAUTH / "locale",
}
# Source files whose texts no user of this product meets, and why.
UNSEEN = {
    "conf/global_settings.py": "names of languages that we do not offer",
    "views/templates/": "the welcome page and the file index of a development server",
    "views/static.py": "files served by a development server",
    "contrib/sitemaps/": "not installed",
    "contrib/syndication/": "not installed",
    "contrib/messages/apps.py": "the name of the app, shown only by Django's admin",
    "contrib/staticfiles/apps.py": "the same",
    "contrib/postgres/apps.py": "the same",
    "contrib/auth/admin.py": "Django's admin is not installed",
    "contrib/auth/hashers.py": "the summary of a password hash, shown only by Django's admin",
    "contrib/postgres/fields/hstore.py": "no column has this type",
    "contrib/postgres/forms/hstore.py": "no column has this type",
    "idp/": "allauth as an identity provider is not installed",
    "templates/idp/": "the same",
    "headless/": "the API of allauth is not installed",
    "account/admin.py": "Django's admin is not installed",
    "socialaccount/providers/": "errors of providers that we do not use; OpenID Connect has none of its own",
}
# Texts that are to be as they are in English, or may end otherwise.
FREE_ENDS = {"Hello from %(site_name)s!", ":?.!", "March", "April", "May", "June", "July"}


def is_seen(entry) -> bool:
    return not entry.places or not all(place.startswith(tuple(UNSEEN)) for place in entry.places)


def known(language: str) -> set[str]:
    """The keys of the catalogue that Django has loaded for a language, all its parts merged."""
    parts = trans_real.translation(language)._catalog._catalogs
    return {key[0] if isinstance(key, tuple) else key for part in parts for key in part}


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("name", CATALOGUES)
def test_every_text_that_a_user_can_see_is_translated(name, language):
    source = [entry for entry in read_po(CATALOGUES[name] / "en" / "LC_MESSAGES" / "django.po") if is_seen(entry)]
    loaded = known(language)
    missing = [
        entry.key.text
        for entry in source
        if (f"{entry.key.context}\x04{entry.key.text}" if entry.key.context else entry.key.text) not in loaded
    ]
    assert len(source) > 2
    assert missing == []


def test_without_our_catalogue_kazakh_would_lack_hundreds_of_texts():
    lacking = 0
    for folder in CATALOGUES.values():
        theirs = folder / "kk" / "LC_MESSAGES" / "django.po"
        translated = {entry.key for entry in read_po(theirs) if all(entry.forms)} if theirs.exists() else set()
        english = read_po(folder / "en" / "LC_MESSAGES" / "django.po")
        lacking += sum(is_seen(entry) and entry.key not in translated for entry in english)
    assert 450 < lacking <= len(read_po(OURS))


def test_our_catalogue_translates_only_texts_that_exist():
    english = [folder / "en" / "LC_MESSAGES" / "django.po" for folder in CATALOGUES.values()]
    existing = {entry.key for path in english for entry in read_po(path)}
    assert [entry.key for entry in read_po(OURS) if entry.key not in existing] == []


def test_our_catalogue_keeps_the_rules_of_our_own_words():
    findings = {}
    for entry in read_po(OURS):
        sources = {entry.key.text, entry.plural or entry.key.text}
        for form in set(entry.forms):
            found = min((check_text(source, form, "kk") for source in sources), key=len)
            if found and entry.key.text not in FREE_ENDS:
                findings[entry.key.text] = found
    assert findings == {}


def test_every_entry_has_all_its_forms():
    assert [e.key.text for e in read_po(OURS) if len(e.forms) != (2 if e.plural else 1) or not all(e.forms)] == []


def test_the_words_arrive_on_the_screen():
    with override("kk"):
        assert gettext("Sign In") == "Кіру"
        assert gettext("Russian") == "Орысша"
        assert pgettext("alt. month", "November") == "қараша"
        assert ngettext("%(num)d day", "%(num)d days", 5) % {"num": 5} == "5 күн"
        assert gettext("This password is too common.") == "Бұл құпиясөз тым көп таралған."
