"""The look of a page for whoever has not signed in: what the address names, kept nowhere; and for an account what it keeps."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from qorgan.access.principal import Principal
from qorgan.ui.access import SCREEN_KEEP
from qorgan.ui.actions import keep_preference
from qorgan.ui.preferences import preference_of


def as_somebody(by: Principal, path: str):
    request = RequestFactory().get(path)
    request.by = by
    return request


@pytest.mark.parametrize(
    ("path", "theme"), [("/?screen=dark", "dark"), ("/?screen=light", "light"), ("/?screen=device", ""), ("/", "")]
)
def test_a_visitor_wears_what_the_address_names(path, theme) -> None:
    assert preference_of(as_somebody(Principal.nobody(), path)).theme == theme


@pytest.mark.parametrize("foreign", ["pink", "dark light", '"><script>'])
def test_another_look_is_as_if_nothing_was_asked(foreign) -> None:
    assert preference_of(as_somebody(Principal.nobody(), f"/?screen={foreign}")).theme == ""


@pytest.mark.django_db
def test_an_account_wears_what_it_keeps_whatever_the_address_says(cast) -> None:
    by = cast.person(SCREEN_KEEP)
    keep_preference(by=by, theme="light", is_compact=False, single_keys=True)
    assert preference_of(as_somebody(by, "/?screen=dark")).theme == "light"
