"""Look of the screens: kept for the account, by plain form and by the switch; leads back to this site only."""

from __future__ import annotations

import pytest

from qorgan.access.principal import Principal
from qorgan.ui.access import SCREEN_KEEP
from qorgan.ui.models import Preference
from qorgan.ui.pages.look import screen

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(cast):
    return cast.person(SCREEN_KEEP)


def test_the_form_shows_what_is_kept_and_keeps_what_is_sent(by, ask, parsed):
    assert screen(ask(by, "/screen", post={"theme": "dark", "is_compact": "on"})).status_code == 302
    page = parsed(screen(ask(by, "/screen")))
    assert page.get("data-theme") == "dark"
    assert page.get("class") == "q-compact"
    assert page.xpath("//input[@name='theme'][@checked]/@value") == ["dark"]
    assert page.xpath("//body/@data-single-keys") == ["off"]


def test_the_switch_changes_the_theme_alone_and_goes_back(by, ask):
    screen(ask(by, "/screen", post={"theme": "dark", "is_compact": "on"}))
    answer = screen(ask(by, "/screen", post={"theme": "device", "next": "/cases?sort=name"}))
    assert answer["Location"] == "/cases?sort=name"
    kept = Preference.objects.get(account=by.account_id)
    assert (kept.theme, kept.is_compact, kept.single_keys) == ("", True, False)


@pytest.mark.parametrize("foreign", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "x"])
def test_it_never_leads_to_another_site(by, ask, foreign):
    assert screen(ask(by, "/screen", post={"theme": "dark", "next": foreign}))["Location"] == "/screen"


def test_an_unknown_theme_is_an_error_of_the_form(by, ask, parsed):
    answer = screen(ask(by, "/screen", post={"theme": "pink"}))
    assert answer.status_code == 422
    assert parsed(answer).xpath("//*[@data-errors]")


def test_nobody_is_led_to_the_sign_in(ask, settings):
    settings.LOGIN_URL = "/sign-in"
    assert screen(ask(Principal.nobody(), "/screen")).status_code == 302
