"""The screens: what is in the page, what is not, and the way without script."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.children import queries
from qorgan.children.actions import add_caregiver, make_household, merge_children, restrict_child
from qorgan.children.choices import Relation
from qorgan.children.emergency import child_by_number, child_page
from qorgan.children.identity import CaregiverFacts
from qorgan.children.looking import look_for_same
from qorgan.children.models import Care, Child, HouseholdMember, Merge
from qorgan.children.slots import CHILD
from qorgan.journal.models import Entry
from qorgan.matching.attributes import Birth
from qorgan.matching.models import Pair
from tests.helpline.conftest import sit  # noqa: F401

pytestmark = pytest.mark.django_db
GIVEN = {"given": "Айгерім", "surname": "Серікова", "patronymic": "Нұрланқызы", "sex": "female", "born_on": "2014-05-02"}


@pytest.fixture
def seat(sit):  # noqa: F811
    """A browser in English for somebody."""

    def seated(by):
        return sit(replace(by, language="en"))

    return seated


def text(response) -> str:
    return response.content.decode()


def test_a_child_is_registered_and_its_title_is_a_number(seat, aigerim) -> None:
    browser = seat(aigerim)
    answer = browser.post(reverse("child_new"), GIVEN)
    assert answer.status_code == 302
    page = text(browser.get(answer["Location"]))
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert "Серікова" in page
    assert "Серікова" not in title
    with reading(aigerim):
        child = Child.objects.visible_to(aigerim).get()
    assert Entry.objects.filter(stream=aigerim.account_id, about__contains=[child.id]).exists(), "the reading is written down"


def test_without_script_the_hints_come_with_the_first_sending_and_the_second_registers(seat, aigerim, enter) -> None:
    known = enter(aigerim)
    browser = seat(aigerim)
    first = browser.post(reverse("child_new"), {**GIVEN, "given": "Aygerim"})
    assert first.status_code == 422
    assert str(known) in text(first)
    assert "although_similar" in text(first)
    second = browser.post(reverse("child_new"), {**GIVEN, "given": "Aygerim", "although_similar": "on"})
    assert second.status_code == 302


def test_a_child_without_any_name_is_asked_for_one(seat, aigerim) -> None:
    answer = seat(aigerim).post("/children/new", {"given": ""})
    assert answer.status_code == 422
    assert "data-errors" in answer.content.decode()


def test_an_outsider_registers_as_if_nobody_were_there(seat, aigerim, dana, enter) -> None:
    enter(dana)
    answer = seat(aigerim).post(reverse("child_new"), GIVEN)
    assert answer.status_code == 302


def test_hints_while_writing_tell_an_outsider_the_same_about_hidden_and_absent(seat, aigerim, dana, enter) -> None:
    enter(dana)
    browser = seat(aigerim)
    hidden = browser.post(reverse("child_hints"), GIVEN)
    absent = browser.post(reverse("child_hints"), {**GIVEN, "given": "Зухра", "surname": "Бөлекбаева"})
    assert hidden.content == absent.content
    assert hidden.status_code == absent.status_code == 200
    mine = enter(aigerim)
    assert str(mine) in text(browser.post(reverse("child_hints"), GIVEN))
    assert str(mine) not in text(browser.post(reverse("child_hints"), {"given": "Айгерім"}))


def test_a_wrong_check_digit_is_a_warning_beside_what_was_kept(seat, aigerim) -> None:
    browser = seat(aigerim)
    answer = browser.post(reverse("child_new"), {**GIVEN, "iin": "140502600010"})
    assert answer.status_code == 302
    page = text(browser.get(answer["Location"]))
    assert "140502600010" not in page
    assert "q-note-warn" in page


def test_hidden_and_absent_children_have_the_same_answer_everywhere(seat, aigerim, dana, enter) -> None:
    theirs = enter(dana)
    tie = add_caregiver(by=dana, child=theirs, facts=CaregiverFacts(given="Гүлнар"))
    browser = seat(aigerim)
    for name, ref in (
        ("child", theirs.ref),
        ("child_correct", theirs.ref),
        ("caregiver_new", theirs.ref),
        ("caregiver_correct", tie.ref),
    ):
        assert browser.get(reverse(name, args=[ref])).status_code == 404
    searched = browser.post(reverse("child_search"), {"number": str(theirs)})
    assert searched.content.count(b"None that you may see") == 1


def test_a_child_is_found_by_description_and_by_number(seat, aigerim, enter) -> None:
    child = enter(aigerim)
    browser = seat(aigerim)
    assert str(child) in text(browser.post(reverse("child_search"), {"given": "Aygerim", "surname": "Serikova", "age": "12"}))
    assert browser.post(reverse("child_search"), {"number": str(child)})["Location"] == reverse("child", args=[child.ref])
    assert browser.post(reverse("child_search"), {"given": "Aygerim"}).status_code == 422


def test_the_page_of_a_child_has_caregivers_household_history_and_panels_of_rooms_above(seat, aigerim, enter, places) -> None:
    child = enter(aigerim, place=places["lake"], also_called="Айка")
    add_caregiver(by=aigerim, child=child, facts=CaregiverFacts(given="Гүлнар", relation=Relation.MOTHER, lives_with_child=True))
    make_household(by=aigerim, child=child, place=places["lake"], address="Абай көшесі 1")
    seen = []
    CHILD.fill(lambda request, **given: seen.append(given) or "<p>from above</p>")
    try:
        page = text(seat(aigerim).get(reverse("child", args=[child.ref])))
    finally:
        CHILD._fillers.pop()
    for word in ("Айка", "Гүлнар", "mother", "Абай көшесі 1", "Child registered", "Caregiver added", "from above"):
        assert word in page
    assert (seen[0]["child"].pk, seen[0]["records"]) == (child.pk, [child.pk])


def test_every_form_about_a_child_and_its_family_is_kept(seat, saule, enter) -> None:
    child, sister = enter(saule), enter(saule, given="Дана")
    browser = seat(saule)
    assert browser.post(reverse("child_correct", args=[child.ref]), {**GIVEN, "surname": "Ахметова", "version": "1"}).status_code == 302
    assert browser.post(reverse("child_correct", args=[child.ref]), {**GIVEN, "version": "1"}).status_code == 422
    carer = {"given": "Гүлнар", "relation": "mother", "lives_with_child": "yes", "basis": "parent", "represents_from": "2014-05-02"}
    assert browser.post(reverse("caregiver_new", args=[child.ref]), carer).status_code == 302
    with reading(saule):
        tie = Care.objects.visible_to(saule).get()
    assert "Гүлнар" in text(browser.get(reverse("caregiver_correct", args=[tie.ref])))
    assert browser.post(reverse("caregiver_correct", args=[tie.ref]), {**carer, "given": "Гүлнара"}).status_code == 302
    home = {"address": "Абай көшесі 1", "since": "2020-01-01"}
    assert browser.post(reverse("household_new", args=[child.ref]), home).status_code == 302
    with reading(saule):
        own = HouseholdMember.objects.visible_to(saule).get()
    assert browser.post(reverse("member_new", args=[own.ref]), {"number": str(sister), "since": "2020-01-01"}).status_code == 302
    assert browser.post(reverse("member_new", args=[own.ref]), {"since": "2020-01-01"}).status_code == 422
    assert "Гүлнара" in text(browser.get(reverse("caregiver_known", args=[sister.ref])))
    with reading(saule):
        mother = Care.objects.visible_to(saule).select_related("caregiver").get().caregiver
    assert browser.post(reverse("caregiver_known", args=[sister.ref]), {"who": mother.ref, "relation": "mother"}).status_code == 302
    with reading(saule):
        moved = HouseholdMember.objects.visible_to(saule).get(child_id=sister.pk)
    assert browser.post(reverse("member_end", args=[moved.ref]), {"on": "2025-01-01"}).status_code == 302
    assert browser.post(reverse("caregiver_end", args=[tie.ref]), {"on": "2025-01-01"}).status_code == 302
    assert browser.post(reverse("child_restrict", args=[child.ref]), {}).status_code in (200, 302, 422)


def test_an_age_that_nobody_changed_stays_the_year_that_it_was(seat, aigerim, enter) -> None:
    child = enter(aigerim, birth=Birth.at_age(9, date(2025, 3, 1)))
    browser = seat(aigerim)
    page = browser.get(reverse("child_correct", args=[child.ref]))
    age = page.context["form"].initial["age"]
    answer = browser.post(
        reverse("child_correct", args=[child.ref]), {"given": "Айгерім", "surname": "Ахметова", "age": str(age), "version": "1"}
    )
    assert answer.status_code == 302
    with acting(aigerim):
        kept = Child.objects.visible_to(aigerim).get(pk=child.pk)
        assert (kept.surname, kept.born) == ("Ахметова", child.born)


def test_the_keeper_compares_joins_takes_back_and_tells_apart(seat, aigerim, dana, enter, keeper) -> None:
    mine, theirs = enter(aigerim), enter(dana, given="Aygerim")
    look_for_same(by=Principal.system("children.finder"), child_id=mine.id)
    browser = seat(keeper)
    with reading(keeper):
        pair = Pair.objects.visible_to(keeper).get()
    assert pair.ref in text(browser.get(reverse("pair_list")))
    address = reverse("pair", args=[pair.ref])
    page = text(browser.get(address))
    assert "Aygerim" in page
    assert "The same birth date" in page
    assert browser.post(address, {"do": "both"}).status_code == 422
    assert browser.post(address, {"do": mine.ref})["Location"] == reverse("child", args=[mine.ref])
    assert browser.get(reverse("child", args=[theirs.ref]))["Location"] == reverse("child", args=[mine.ref])
    joined = text(browser.get(reverse("child", args=[mine.ref])))
    assert "Undo the joining" in joined
    with reading(keeper):
        merge = Merge.objects.visible_to(keeper).get()
    assert browser.post(reverse("merge_undo", args=[merge.ref]), {}).status_code == 302
    assert browser.post(address, {"do": "refuse"})["Location"] == reverse("pair_list")
    assert "Told apart of late" in text(browser.get(reverse("pair_list")))
    assert browser.post(address, {"do": "reopen"}).status_code == 302


def test_others_see_the_joined_record_and_no_way_to_undo_it(seat, aigerim, dana, enter, keeper) -> None:
    mine, theirs = enter(aigerim), enter(dana, also_called="Айка")
    merge_children(by=keeper, kept=mine, joined=theirs)
    page = text(seat(aigerim).get(reverse("child", args=[mine.ref])))
    assert str(theirs) in page
    assert "Undo the joining" not in page


def test_a_restricted_record_says_so_to_those_who_know_it(seat, keeper, aigerim, enter) -> None:
    child = enter(aigerim)
    restrict_child(by=keeper, child=child)
    assert "Restricted" in text(seat(aigerim).get(reverse("child", args=[child.ref])))


def test_the_list_shows_each_child_once_and_its_file_no_name(seat, aigerim, enter) -> None:
    child = enter(aigerim)
    browser = seat(aigerim)
    page = text(browser.get(reverse("child_list")))
    assert str(child) in page
    assert "Серікова" in page


def test_an_emergency_names_a_child_by_its_number(enter, aigerim, dana) -> None:
    child = enter(aigerim)
    assert child_by_number(str(child)) == child.pk
    assert child_by_number("4K7M") is None
    with reading(dana):
        assert child_page(dana, child.pk) == ""
    with reading(aigerim):
        assert child_page(aigerim, child.pk) == reverse("child", args=[child.ref])
        assert queries.by_number(aigerim, str(child)).pk == child.pk
