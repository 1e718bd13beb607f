"""How the public reaches an organisation: who may say so, what is kept, what is remembered."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.utils import timezone, translation

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.journal.models import Entry
from qorgan.organisations.access import CONTACT_KEEP, ORGANISATION_MANAGE, ORGANISATION_READ, SCHOOL_CODE_MANAGE
from qorgan.organisations.actions import change_contacts, close_organisation
from qorgan.organisations.choices import ContactKind
from qorgan.organisations.forms import ChangeContacts
from qorgan.organisations.models import Organisation

pytestmark = pytest.mark.django_db

PHONE, EMAIL, WEBSITE = ContactKind.PHONE, ContactKind.EMAIL, ContactKind.WEBSITE


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def keeper(cast) -> Principal:
    return cast.person(ORGANISATION_READ, ORGANISATION_MANAGE, CONTACT_KEEP)


@pytest.fixture
def representative(cast, school) -> Principal:
    return cast.person(ORGANISATION_READ, SCHOOL_CODE_MANAGE, CONTACT_KEEP, at=school.pk)


def said(of: Organisation) -> set[tuple[str, str]]:
    return set(of.contacts.values_list("kind", "value"))


def form(of: Organisation, *, is_keeper: bool = True, **given: str) -> ChangeContacts:
    return ChangeContacts(given, organisation=of, is_keeper=is_keeper)


def test_the_contacts_become_what_is_said_and_the_journal_keeps_the_kinds_without_values(keeper, school) -> None:
    change_contacts(by=keeper, organisation=school, contacts={PHONE: ["+77172000001", "+77172000002"], EMAIL: ["a@school.example"]})
    change_contacts(by=keeper, organisation=school, contacts={PHONE: ["+77172000002"], EMAIL: ["a@school.example"]}, address="Street 1")
    assert said(school) == {("phone", "+77172000002"), ("email", "a@school.example")}
    first, second = Entry.objects.filter(stream=school.pk, verb="organisations.contact.changed").order_by("id")
    assert '"fields":["email","phone"]' in first.body.replace(" ", "")
    assert '"fields":["address","phone"]' in second.body.replace(" ", "")
    assert "7172" not in first.body + second.body


def test_a_kind_that_is_not_named_stays(keeper, school) -> None:
    change_contacts(by=keeper, organisation=school, contacts={PHONE: ["+77172000001"]})
    change_contacts(by=keeper, organisation=school, contacts={WEBSITE: ["https://school.example"]})
    assert said(school) == {("phone", "+77172000001"), ("website", "https://school.example")}


def test_nothing_changed_is_said_and_nothing_is_remembered(keeper, school) -> None:
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        change_contacts(by=keeper, organisation=school, contacts={PHONE: []}, address="")
    assert not Entry.objects.filter(verb="organisations.contact.changed").exists()


def test_an_organisations_own_people_keep_its_contacts_and_no_others(representative, school, other_school) -> None:
    change_contacts(by=representative, organisation=school, contacts={PHONE: ["+77172000001"]})
    with pytest.raises(Refused):
        change_contacts(by=representative, organisation=other_school, contacts={PHONE: ["+77172000001"]})
    assert said(other_school) == set()


def test_who_only_reads_may_not(cast, school) -> None:
    with pytest.raises(Refused):
        change_contacts(by=cast.person(ORGANISATION_READ, at=school.pk), organisation=school, contacts={PHONE: ["+77172000001"]})


def test_the_address_of_a_shelter_is_no_public_contact(keeper, shelter) -> None:
    with pytest.raises(RuleBroken, match="kept sealed"):
        change_contacts(by=keeper, organisation=shelter, contacts={}, address="Улица Тайная, 5")
    assert "address" not in form(shelter).fields


def test_a_closed_organisation_is_reached_no_more(keeper, school) -> None:
    close_organisation(by=keeper, organisation=school, on=timezone.localdate())
    with pytest.raises(RuleBroken, match="closed"):
        change_contacts(by=keeper, organisation=school, contacts={PHONE: ["+77172000001"]})


def test_the_form_reads_a_value_in_each_line_as_the_country_writes_it(school) -> None:
    filled = form(school, phone="8 7172 70 00 01\n\n+7 7172 700001\r\n", email="a@b.example", website="school.example", address="")
    assert filled.is_valid(), filled.errors
    assert filled.command()["contacts"] == {
        PHONE: ["+77172700001"], EMAIL: ["a@b.example"], WEBSITE: ["https://school.example"],
    }  # fmt: skip


def test_the_form_names_the_line_that_is_wrong(school) -> None:
    filled = form(school, email="a@b.example\nnot an address", phone="\n".join(["+77172700001"] * 11))
    assert filled.errors["email"][0].startswith("Line 2: ")
    assert filled.errors["phone"] == ["At most ten lines."]


def test_only_the_keeper_is_asked_where_this_is_known_from(school) -> None:
    assert "source" in form(school).fields
    assert "source" not in form(school, is_keeper=False).fields


def test_the_representative_changes_the_own_school_by_the_plain_form(go, representative, school, other_school) -> None:
    path = f"/organisations/{school.ref}"
    assert f"{path}/contacts" in go(representative, path).content.decode()
    given = {"phone": "+77172700001", "email": "", "website": "", "address": "Street 1"}
    assert go(representative, f"{path}/contacts", given).headers["Location"] == path
    page = go(representative, path).content.decode()
    assert "Street 1" in page
    assert "Public contacts changed" in page
    assert "+77172700001" in go(representative, f"{path}/contacts").content.decode().replace("\u00a0", "").replace(" ", "")
    with pytest.raises(Http404):
        go(representative, f"/organisations/{other_school.ref}/contacts", given)


def test_a_reader_of_the_register_is_not_offered_the_form(go, cast, school) -> None:
    reader = cast.person(ORGANISATION_READ, CONTACT_KEEP)
    assert "/contacts" not in go(reader, f"/organisations/{school.ref}").content.decode()
    with pytest.raises(Http404):
        go(reader, f"/organisations/{school.ref}/contacts")


def test_what_the_keeper_says_stands_with_where_it_is_known_from(keeper, school) -> None:
    change_contacts(by=keeper, organisation=school, contacts={PHONE: ["+77172000001"]}, source="Letter of the school")
    assert school.sources.get().text == "Letter of the school"
