"""Registering, correcting, restricting a child; caregivers and households."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.children import queries
from qorgan.children.actions import (
    add_caregiver,
    add_known_caregiver,
    correct_caregiver,
    correct_child,
    end_caregiver,
    make_household,
    move_in,
    move_out,
    register_child,
    release_child,
    restrict_child,
)
from qorgan.children.choices import LegalBasis, Relation
from qorgan.children.identity import CaregiverFacts, ChildFacts
from qorgan.children.models import Care, Caregiver, Child, Correction, Household
from qorgan.journal.models import Entry
from qorgan.matching.attributes import Birth
from qorgan.vault.actions import shred_subject
from qorgan.vault.choices import ShredReason
from qorgan.vault.gone import is_gone
from tests.children.conftest import facts

pytestmark = pytest.mark.django_db
MOTHER = CaregiverFacts(
    given="Гүлнар", surname="Серікова", relation=Relation.MOTHER, is_primary=True, phone="+77011234567", basis=LegalBasis.PARENT,
    represents_from=date(2014, 5, 2),
)  # fmt: skip


def verbs(child: Child) -> list[str]:
    return list(Entry.objects.filter(stream=child.id).order_by("seq").values_list("verb", flat=True))


def read(by: Principal, child: Child) -> Child:
    return Child.objects.visible_to(by).get(pk=child.pk)


def test_a_registered_child_is_sealed_remembered_and_looked_for(enter, aigerim, places, owner) -> None:
    child = enter(aigerim, place=places["lake"], iin="140502600019", languages=("kk", "ru"))
    with acting(aigerim):
        kept = read(aigerim, child)
        assert (kept.name, kept.born_words, kept.born_in, kept.age_on(date(2026, 5, 1))) == (
            "Серікова Айгерім Нұрланқызы",
            "02.05.2014",
            2014,
            11,
        )
        assert kept.survivor_id == kept.id
        assert not kept.is_joined
    assert verbs(child) == ["children.child.registered"]
    with owner(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM children_child WHERE id = %s", [child.id])
        row = b" ".join(value if isinstance(value, bytes) else str(value).encode() for value in cursor.fetchone())
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'children.look_for_same' AND args->>'child' = %s",
            [str(child.id)],
        )
        assert cursor.fetchone() == (1,)
    for word in ("Айгерім", "Серікова", "Нұрланқызы", "140502600019", "2014-05-02"):
        assert word.encode() not in row


def test_a_child_needs_a_name_of_some_sort_and_the_birth_year_of_a_child(aigerim) -> None:
    with pytest.raises(RuleBroken, match="name"):
        register_child(by=aigerim, facts=ChildFacts(iin="140502600019"))
    with pytest.raises(RuleBroken, match="birth year"):
        register_child(by=aigerim, facts=facts(birth=Birth.in_year(1950)))
    assert register_child(by=aigerim, facts=ChildFacts(also_called="Кішкентай")).pk


def test_a_wrong_check_digit_is_a_warning_and_no_refusal(enter, aigerim) -> None:
    assert enter(aigerim, iin="140502600010").iin == "140502600010"


def test_a_record_that_looks_the_same_asks_for_a_look_first_within_the_need_to_know(enter, aigerim, saule, dana) -> None:
    enter(aigerim)
    with pytest.raises(RuleBroken, match="registered already"):
        register_child(by=saule, facts=facts(given="Aygerim", surname="SERIKOVA"))
    with pytest.raises(RuleBroken, match="registered already"):
        register_child(by=aigerim, facts=facts(birth=Birth.on(date(2014, 2, 5))))
    assert register_child(by=saule, facts=facts(), although_similar=True).pk
    assert register_child(by=dana, facts=facts()).pk, "an outsider registers as if nobody were there"


def test_a_sister_is_registered_without_a_question(enter, aigerim) -> None:
    enter(aigerim)
    assert register_child(by=aigerim, facts=facts(given="Дана")).pk


def test_who_may_not_registers_nobody(ermek, keeper) -> None:
    for by in (ermek, keeper, Principal.nobody()):
        with pytest.raises(Refused):
            register_child(by=by, facts=facts())


def test_a_system_principal_names_the_organisation_it_registers_for(cast, owner) -> None:
    by = cast.person("children.child.read", "children.child.register")
    with pytest.raises(RuleBroken, match="organisation"):
        register_child(
            by=Principal(**{**{name: getattr(by, name) for name in by.__dataclass_fields__}, "organisations": frozenset()}),
            facts=facts(),
        )


def test_a_correction_keeps_what_was_said_before(enter, aigerim) -> None:
    child = enter(aigerim)
    with acting(aigerim):
        correct_child(by=aigerim, child=child, facts=facts(surname="Ахметова", birth=Birth.in_year(2013)), expected=1)
        kept = read(aigerim, child)
        assert (kept.surname, kept.born_words, kept.version) == ("Ахметова", "2013", 2)
        before = Correction.objects.get(child=child)
        assert before.fields == ["birth_precision", "born", "born_in", "surname"]
        assert before.said["surname"] == "Серікова"
        assert before.said["born"] == "2014-05-02"
        assert [hint.child.pk for hint in queries.hints_for(aigerim, facts(surname="Ахметова").attributes())] == [child.pk]
    assert verbs(child)[-1] == "children.child.corrected"


def test_a_correction_of_an_older_version_and_of_nothing_is_refused(enter, aigerim, bolat) -> None:
    child = enter(aigerim)
    correct_child(by=aigerim, child=child, facts=facts(surname="Ахметова"), expected=1)
    with pytest.raises(RuleBroken, match="meanwhile"):
        correct_child(by=aigerim, child=child, facts=facts(surname="Оспанова"), expected=1)
    with pytest.raises(RuleBroken, match="Nothing"):
        correct_child(by=aigerim, child=child, facts=facts(surname="Ахметова"))
    with pytest.raises(Refused):
        correct_child(by=bolat, child=read(aigerim, child), facts=facts())


def test_a_record_is_restricted_and_released_once(enter, saule, aigerim) -> None:
    child = enter(saule)
    restrict_child(by=saule, child=child)
    with pytest.raises(RuleBroken):
        restrict_child(by=saule, child=child)
    release_child(by=saule, child=child)
    with pytest.raises(RuleBroken):
        release_child(by=saule, child=child)
    with pytest.raises(Refused):
        restrict_child(by=aigerim, child=child)


def test_brothers_and_sisters_share_their_mother_and_erasing_one_does_not_erase_her(enter, aigerim, bolat) -> None:
    one, other = enter(aigerim), enter(aigerim, given="Дана")
    tie = add_caregiver(by=aigerim, child=one, facts=MOTHER)
    with acting(aigerim):
        mother = Caregiver.objects.visible_to(aigerim).get(pk=tie.caregiver_id)
        add_known_caregiver(by=aigerim, child=other, caregiver=mother, facts=CaregiverFacts(relation=Relation.MOTHER))
        with pytest.raises(RuleBroken, match="named already"):
            add_known_caregiver(by=aigerim, child=other, caregiver=mother, facts=CaregiverFacts(relation=Relation.MOTHER))
    eraser = Principal.system("vault.keeper")
    with acting(eraser):
        shred_subject(by=eraser, subject=one.id, reason=ShredReason.ASKED)
    with acting(aigerim):
        assert is_gone(read(aigerim, one).given)
        assert Caregiver.objects.visible_to(aigerim).get().name == "Серікова Гүлнар"
    with reading(bolat):
        assert not Caregiver.objects.visible_to(bolat).exists()
        assert not Care.objects.visible_to(bolat).exists()


def test_a_caregiver_is_corrected_represents_for_a_time_and_ends(enter, aigerim) -> None:
    child = enter(aigerim)
    tie = add_caregiver(by=aigerim, child=child, facts=MOTHER)
    aunt = add_caregiver(by=aigerim, child=child, facts=CaregiverFacts(given="Айша", relation=Relation.AUNT, is_primary=True))
    with acting(aigerim):
        carers = queries.carers(aigerim, [child.id])
        assert [(one.caregiver.given, one.is_primary) for one in carers] == [("Айша", True), ("Гүлнар", False)]
        held = next(one for one in carers if one.pk == tie.pk)
        assert held.represents_on(date(2020, 1, 1))
        assert not held.represents_on(date(2014, 1, 1))
        end_caregiver(by=aigerim, tie=held, on=date(2025, 1, 1))
        assert not held.represents_on(date(2025, 1, 1))
        assert held.represents_on(date(2024, 12, 31))
        with pytest.raises(RuleBroken, match="ended already"):
            end_caregiver(by=aigerim, tie=held, on=date(2025, 1, 1))
        tied = Care.objects.visible_to(aigerim).select_related("caregiver").get(pk=aunt.pk)
        assert CaregiverFacts.of(tied.caregiver, tied).relation is Relation.AUNT
        correct_caregiver(by=aigerim, tie=tied, facts=CaregiverFacts(given="Айшабибі", relation=Relation.GRANDMOTHER))
        assert Caregiver.objects.visible_to(aigerim).get(pk=aunt.caregiver_id).given == "Айшабибі"
    assert verbs(child)[1:] == [
        "children.caregiver.added",
        "children.caregiver.added",
        "children.caregiver.ended",
        "children.caregiver.corrected",
    ]


def test_a_time_that_ends_first_and_one_without_a_right_are_refused(enter, aigerim) -> None:
    child = enter(aigerim)
    for wrong, said in (
        ({"represents_from": date(2020, 1, 2), "represents_until": date(2020, 1, 1), "basis": "guardian"}, "ends before"),
        ({"represents_from": date(2020, 1, 2)}, "by what right"),
        ({"given": ""}, "name"),
    ):
        with pytest.raises(RuleBroken, match=said):
            add_caregiver(by=aigerim, child=child, facts=CaregiverFacts(**{"given": "Айша", **wrong}))


def test_an_end_before_the_beginning_leaves_no_representation(enter, aigerim) -> None:
    tie = add_caregiver(by=aigerim, child=enter(aigerim), facts=MOTHER)
    end_caregiver(by=aigerim, tie=tie, on=date(2014, 1, 1))
    assert (tie.represents, tie.basis) == (None, "")


def test_nobody_lives_in_two_households_on_one_day(enter, aigerim, places, bolat) -> None:
    one, other = enter(aigerim), enter(aigerim, given="Дана")
    home = make_household(by=aigerim, child=one, place=places["lake"], address="Абай көшесі 1", since=date(2020, 1, 1))
    move_in(by=aigerim, household=home, child=other, since=date(2021, 1, 1))
    tie = add_caregiver(by=aigerim, child=one, facts=MOTHER)
    with acting(aigerim):
        mother = Caregiver.objects.visible_to(aigerim).get(pk=tie.caregiver_id)
        move_in(by=aigerim, household=home, caregiver=mother)
        with pytest.raises(RuleBroken, match="another household"):
            make_household(by=aigerim, child=other, since=date(2025, 1, 1))
        ((own, rest),) = queries.households(aigerim, [one.id])
        assert {member.child.given if member.child else member.caregiver.given for member in rest} == {"Дана", "Гүлнар"}
        member = next(one for one in rest if one.child_id == other.id)
        assert [tie.caregiver.given for tie in queries.carers_of_siblings(aigerim, other)] == ["Гүлнар"]
        with pytest.raises(RuleBroken, match="before moving in"):
            move_out(by=aigerim, member=member, on=date(2020, 6, 1))
        move_out(by=aigerim, member=member, on=date(2025, 1, 1))
        with pytest.raises(RuleBroken):
            move_out(by=aigerim, member=member, on=date(2025, 1, 1))
        make_household(by=aigerim, child=other, since=date(2025, 1, 1))
        assert own.lives_here_on(date(2030, 1, 1))
        assert not member.lives_here_on(date(2025, 1, 1))
        assert queries.child_of_member(aigerim, own).pk == one.pk
    with reading(bolat):
        assert not Household.objects.visible_to(bolat).exists()
    with pytest.raises(ValueError, match="one child or one caregiver"):
        move_in(by=aigerim, household=home)


def test_an_age_becomes_a_year_and_reads_back_as_the_age(enter, aigerim) -> None:
    today = timezone.localdate()
    for age in (0, 5, 11, 17):
        child = enter(aigerim, birth=Birth.at_age(age, today), given=f"Бала{age}")
        assert abs(child.age_on(today) - age) <= 1
    assert enter(aigerim, birth=None).age_on(today) is None


def test_a_month_is_a_month(enter, aigerim) -> None:
    child = enter(aigerim, birth=Birth.in_month(2014, 5))
    assert (child.born, child.born_words, child.birth) == ("2014-05", "05.2014", Birth.in_month(2014, 5))
    assert child.age_on(date(2026, 5, 31)) == 12


def test_a_part_of_the_record_is_known_with_it(enter, aigerim, saule, dana) -> None:
    tie = add_caregiver(by=aigerim, child=enter(aigerim), facts=MOTHER)
    for by, knows in ((saule, True), (dana, False)):
        with reading(by):
            assert Caregiver.objects.visible_to(by).filter(pk=tie.caregiver_id).exists() is knows
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM children_caregiver")
                assert cursor.fetchone() == (1 if knows else 0,)


def test_the_year_of_tomorrow_is_no_birth_year(aigerim) -> None:
    with pytest.raises(RuleBroken):
        register_child(by=aigerim, facts=facts(birth=Birth.in_year((timezone.localdate() + timedelta(days=400)).year)))


def test_a_number_that_is_taken_is_drawn_again(enter, aigerim, monkeypatch) -> None:
    first = enter(aigerim)
    monkeypatch.setattr(Child._meta.get_field("number"), "_get_default", lambda: first.number)
    second = enter(aigerim, given="Дана")
    assert second.number != first.number
    assert read(aigerim, second).name.startswith("Серікова Дана")
