"""What the database itself refuses, and who sees what is sealed."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.organisations.access import ORGANISATION_MANAGE, ORGANISATION_READ, PACK
from qorgan.organisations.actions import (
    change_organisation,
    note_successor,
    register_organisation,
    rename_organisation,
    seal_fact,
)
from qorgan.organisations.choices import SealedKind
from qorgan.organisations.models import Organisation, SchoolCode, SealedFact
from qorgan.texts.words import Words

pytestmark = pytest.mark.django_db


def set_address(shelter: Organisation) -> None:
    with transaction.atomic(), acting(PACK):
        Organisation.objects.filter(pk=shelter.pk).update(address="Улица Тайная, 5")


def test_the_database_refuses_the_address_of_a_confidential_site_in_clear(shelter) -> None:
    with pytest.raises(IntegrityError, match="sealed"):
        set_address(shelter)


def test_without_the_trigger_the_address_would_stand_in_clear(shelter, owner) -> None:
    """The planted fault: it proves that the test above looks at the trigger."""
    with owner(), connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER no_clear_address ON organisations_organisation")
    set_address(shelter)
    shelter.refresh_from_db()
    assert shelter.address


def seen(by: Principal) -> int:
    with reading(by):
        return SealedFact.objects.visible_to(by).count()


def test_sealed_facts_are_known_to_the_keeper_and_to_the_organisation_itself(cast, shelter) -> None:
    assert seen(cast.person(ORGANISATION_READ, ORGANISATION_MANAGE)) == 1
    assert seen(cast.person(ORGANISATION_READ, at=shelter.pk)) == 1
    assert seen(cast.person(ORGANISATION_READ)) == 0
    assert seen(cast.person(at=shelter.pk)) == 0
    assert seen(Principal.nobody()) == 0


def test_with_the_codes_scoping_switched_off_the_database_still_shows_nothing(cast, shelter, monkeypatch) -> None:
    monkeypatch.setattr(SealedFact, "need_to_know", staticmethod(lambda by: Q()))
    assert seen(cast.person(ORGANISATION_READ)) == 0


def test_without_the_second_wall_the_same_fault_would_show_it(cast, shelter, owner, monkeypatch) -> None:
    """The planted fault."""
    monkeypatch.setattr(SealedFact, "need_to_know", staticmethod(lambda by: Q()))
    with owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE organisations_sealedfact DISABLE ROW LEVEL SECURITY")
    assert seen(cast.person(ORGANISATION_READ)) == 1


def test_a_school_has_one_valid_code_at_most(school) -> None:
    with acting(PACK):
        SchoolCode.objects.create(organisation=school, code="a" * 8)
    with pytest.raises(IntegrityError), transaction.atomic(), acting(PACK):
        SchoolCode.objects.create(organisation=school, code="b" * 8)


def test_a_name_before_keeps_its_time_and_is_still_found(school) -> None:
    day = school.added_at.date()
    rename_organisation(by=PACK, organisation=school, names=Words(ru="Лицей № 1"), on=day, source="order 5")
    past = school.past_names.get()
    assert (past.names["ru"], past.valid.upper, past.source) == ("Школа № 1", day, "order 5")
    assert "школа" in Organisation.objects.get(pk=school.pk).folded
    with pytest.raises(RuleBroken):
        rename_organisation(by=PACK, organisation=school, names=Words(ru="Иной"), on=day)


def test_a_ministry_that_became_another_cannot_become_itself_again(kinds, town) -> None:
    first, second, third = (
        register_organisation(by=PACK, kind=kinds["ngo"], place=town, names=Words(ru=f"Министерство {n}")) for n in ("А", "Б", "В")
    )
    note_successor(by=PACK, organisation=first, successor=second, kind="reorganised")
    note_successor(by=PACK, organisation=second, successor=third, kind="renamed")
    for before, after in ((third, first), (first, first), (first, second)):
        with pytest.raises(RuleBroken):
            note_successor(by=PACK, organisation=before, successor=after, kind="renamed")


def test_a_kind_that_becomes_confidential_takes_the_address_out_of_sight(kinds, school) -> None:
    change_organisation(by=PACK, organisation=school, kind=school.kind, place=school.place, address="Мира, 1")
    change_organisation(by=PACK, organisation=school, kind=kinds["shelter"], place=school.place, address="Мира, 1")
    school.refresh_from_db()
    assert school.address == ""
    with reading(PACK):
        assert SealedFact.objects.visible_to(PACK).get(organisation=school).text == "Мира, 1"


def test_a_second_address_takes_the_place_of_the_first(shelter) -> None:
    seal_fact(by=PACK, organisation=shelter, kind=SealedKind.ADDRESS, text="Новая, 7")
    with reading(PACK):
        assert SealedFact.objects.visible_to(PACK).get().text == "Новая, 7"
