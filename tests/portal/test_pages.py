"""The public home: where help is, in three languages, without cookie or script; staff go on to their work."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from qorgan.helpline import pack
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.staff.access import BOOTSTRAP
from qorgan.staff.actions import grant_membership, mark_installation, open_account
from qorgan.staff.roles import load_roles

HEADS = {
    "kk": "Қиын ба? Бізге жазуға болады.",
    "ru": "Тяжело? Нам можно написать.",
    "en": "Is it hard? You can write to us.",
}
PHRASE = "kerege uyk shanyrak"
ROLE = """
[[role]]
key = "administrator"
names = { kk = "Әкімші", ru = "Администратор", en = "Administrator" }
description = { kk = "а", ru = "а", en = "Opens accounts" }
mfa = false
may_be_held_in = ["toy_house"]
permissions = ["staff.account.read", "staff.account.manage", "staff.membership.manage", "staff.session.end"]
"""


def home(**given: str) -> object:
    return Client().get("/", given)


@pytest.fixture
def administrator(owner, tmp_path, settings):
    (tmp_path / "roles.toml").write_text(ROLE, encoding="utf-8")
    names = {"kk": "а", "ru": "а", "en": "a"}
    with owner():
        place = Place.objects.create(code="toy1", path="toy1", names=names)
        kind = OrganisationKind.objects.create(key="toy_house", names=names)
        house = Organisation.objects.create(kind=kind, names=names, place=place)
        load_roles(tmp_path)
        mark_installation(by=BOOTSTRAP, kind="demo")
    account = open_account(by=BOOTSTRAP, username="timur", name="Тимур")
    account.set_password(PHRASE)
    account.save(update_fields=["password"])
    grant_membership(by=BOOTSTRAP, account=account, role="administrator", organisation=house)
    return account


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["kk", "ru", "en"])
def test_the_home_speaks_three_languages(code: str) -> None:
    shown = home(lang=code)
    assert shown.status_code == 200
    assert HEADS[code] in shown.content.decode()
    assert shown.headers["Content-Language"] == code


@pytest.mark.django_db
def test_help_and_every_number_are_one_tap_away() -> None:
    text = home(lang="en").content.decode()
    assert f'href="{reverse("help")}?lang=en"' in text
    for row in [*pack.numbers(), pack.own_number()]:
        assert f'href="tel:{row["number"]}"' in text


@pytest.mark.django_db
def test_the_home_sets_no_cookie_and_has_no_script_or_style_in_it() -> None:
    shown = home(lang="kk")
    text = shown.content.decode()
    assert not shown.cookies
    assert " style=" not in text
    assert "<style" not in text
    assert all("src=" in part.split(">", 1)[0] for part in text.split("<script")[1:])


@pytest.mark.django_db
def test_the_way_in_for_staff_is_a_link() -> None:
    assert f'href="{reverse("account_login")}?lang=ru"' in home(lang="ru").content.decode()


@pytest.mark.django_db
def test_nobody_else_reads_of_work_on_the_home() -> None:
    text = home(lang="en").content.decode()
    assert reverse("accounts") not in text
    assert reverse("welcome") not in text


@pytest.mark.django_db
def test_somebody_who_has_signed_in_goes_on_to_their_first_place(administrator, client) -> None:
    assert client.post("/sign-in", {"login": "timur", "password": PHRASE}).status_code == 302
    shown = client.get("/", follow=True)
    assert [address for address, _status in shown.redirect_chain] == [reverse("welcome"), reverse("accounts")]


@pytest.mark.django_db
def test_a_visitor_changes_look_and_language_by_the_address_without_a_cookie_or_a_token() -> None:
    shown = home(lang="ru", screen="dark", school="x")
    page = html.fromstring(shown.content.decode())
    assert page.get("data-theme") == "dark"
    look, language = page.xpath("//form[@data-theme-switch]")[0], page.xpath("//nav[@class='q-langs']/form")[0]
    assert (look.method, language.method) == ("GET", "GET")
    assert dict(look.form_values()) == {"lang": "ru", "school": "x"}, "the rest of the address stays"
    assert dict(language.form_values()) == {"screen": "dark", "school": "x"}
    assert not shown.cookies
    assert not page.xpath("//input[@name='csrfmiddlewaretoken']")
