"""Where a body answers at any hour: sealed, one of each, read by whoever tells bodies and by the sending itself."""

from __future__ import annotations

import pytest
from django.db import connection

from qorgan.access.acting import acting
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.notices.addressees import ORGANISATION, Holder, reach
from qorgan.organisations import access
from qorgan.organisations.actions import register_organisation, seal_fact
from qorgan.organisations.choices import SealedKind
from qorgan.organisations.models import Organisation, OrganisationKind, SealedFact
from qorgan.organisations.queries import telephones
from qorgan.places.models import Place
from qorgan.texts.words import Words

pytestmark = pytest.mark.django_db
PHONE, MAIL = "+77010000102", "duty@example.org"


@pytest.fixture
def police(as_web) -> Organisation:
    """A body with a public door, and nothing sealed yet."""
    kind = OrganisationKind.objects.create(key="toy_police", names={"en": "Police"})
    place = Place.objects.create(code="t", path="kz.t", names=Words(en="Town"))
    contacts = [("phone", "+7 727 200 00 00"), ("email", "office@example.org")]
    return register_organisation(by=access.PACK, kind=kind, place=place, names=Words(en="Police"), contacts=contacts)


@pytest.fixture
def on_duty(police) -> Organisation:
    seal_fact(by=access.PACK, organisation=police, kind=SealedKind.DUTY_PHONE, text="8 701 000 01 02")
    seal_fact(by=access.PACK, organisation=police, kind=SealedKind.DUTY_MAIL, text=MAIL)
    return police


def test_notices_go_to_the_duty_contacts_first_and_to_the_public_ones_without_them(police) -> None:
    found = reach(Holder(ORGANISATION, police.pk))
    assert (found.mail, found.phone) == ("office@example.org", ""), "no text message goes to a landline"
    seal_fact(by=access.PACK, organisation=police, kind=SealedKind.DUTY_PHONE, text="8 701 000 01 02")
    seal_fact(by=access.PACK, organisation=police, kind=SealedKind.DUTY_MAIL, text=MAIL)
    found = reach(Holder(ORGANISATION, police.pk))
    assert (found.mail, found.phone) == (MAIL, PHONE)


def test_a_new_one_replaces_the_one_before(on_duty) -> None:
    seal_fact(by=access.PACK, organisation=on_duty, kind=SealedKind.DUTY_PHONE, text="+77010000999")
    with acting(access.PACK):
        kept = [fact.text for fact in SealedFact.objects.visible_to(access.PACK).filter(kind=SealedKind.DUTY_PHONE)]
    assert kept == ["+77010000999"]


@pytest.mark.parametrize(("kind", "text"), [(SealedKind.DUTY_PHONE, "спросить у дежурного"), (SealedKind.DUTY_MAIL, "дежурный")])
def test_what_is_no_address_is_refused_at_its_field(police, kind, text) -> None:
    with pytest.raises(RuleBroken) as refused:
        seal_fact(by=access.PACK, organisation=police, kind=kind, text=text)
    assert refused.value.field == "text"


def test_who_tells_bodies_reads_the_duty_telephone_and_others_the_public_one(on_duty, cast) -> None:
    counsellor, visitor = cast.person(access.DUTY_READ), cast.person(access.ORGANISATION_READ)
    with acting(counsellor):
        assert telephones(counsellor, [on_duty.pk]) == {on_duty.pk: PHONE}
        assert SealedFact.objects.everything(because="the test asks the second wall alone").count() == 2
    with acting(visitor):
        assert telephones(visitor, [on_duty.pk]) == {on_duty.pk: "+7 727 200 00 00"}
        assert not SealedFact.objects.everything(because="the test asks the second wall alone").exists()


def test_a_duty_reader_sees_no_confidential_address(on_duty, cast) -> None:
    seal_fact(by=access.PACK, organisation=on_duty, kind=SealedKind.PERSON, text="Канарейкина")
    counsellor = cast.person(access.DUTY_READ)
    with acting(counsellor):
        rows = SealedFact.objects.everything(because="the test asks the second wall alone")
        assert {fact.kind for fact in rows} == {SealedKind.DUTY_PHONE, SealedKind.DUTY_MAIL}
    with pytest.raises(Refused):
        seal_fact(by=counsellor, organisation=on_duty, kind=SealedKind.DUTY_PHONE, text=PHONE)


def test_they_lie_sealed(on_duty, owner) -> None:
    with owner(), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(encode(text, 'escape'), ' ') FROM organisations_sealedfact")
        said = cursor.fetchone()[0]
    assert PHONE not in said
    assert MAIL not in said
