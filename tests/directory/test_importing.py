"""Lists of services: row errors, nothing twice, no secret address from a list; the command line."""

from __future__ import annotations

import argparse
import json

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qorgan.directory.importing import fields, plan_services
from qorgan.directory.models import Capacity, Location, Schedule, Service
from qorgan.directory.queries import facts_of
from qorgan.places.sheets import guessed, read_sheet
from qorgan.site.commands import import_

pytestmark = pytest.mark.django_db
HEAD = "name_ru,организация,вид,возраст,пол,языки,телефон,район,адрес,часы работы,свободно,всего мест,id\n"
ROW = 'Помощь,Организация toy_ngo,Психологическая помощь,7-17,,"kk, ru",8 701 234 56 78,Город,"Мира, 1",Пн-Пт 09:00-18:00,2,5,k1\n'


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def call(tmp_path):
    def run(text: str, *options: str) -> int:
        file = tmp_path / "list.csv"
        file.write_text(text, encoding="utf-8")
        parser = argparse.ArgumentParser()
        import_.add_arguments(parser)
        return import_.run(parser.parse_args(["services", str(file), *options]))

    return run


def test_a_row_becomes_a_service_with_its_site_hours_and_places(call, ngo, lists) -> None:
    assert call(HEAD + ROW, "--dry-run") == 0
    assert not Service.objects.exists()
    assert call(HEAD + ROW) == 0
    made = Service.objects.get()
    found = facts_of(made)
    assert (made.key, found.languages, found.phones) == ("k1", ("kk", "ru"), ("+77012345678",))
    assert (made.minimum_age, made.maximum_age) == (7, 17)
    assert Location.objects.get().address == "Мира, 1"
    assert Schedule.objects.get().byday == "MO,TU,WE,TH,FR"
    assert (Capacity.objects.get().available, Capacity.objects.get().maximum) == (2, 5)


def test_the_same_list_again_changes_nothing_and_a_changed_row_changes_its_service(call, ngo, lists, capsys) -> None:
    call(HEAD + ROW)
    assert call(HEAD + ROW, "--json") == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["unchanged"] == 1
    assert call(HEAD + ROW.replace("7-17", "5-17")) == 0
    assert Service.objects.get().minimum_age == 5


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("Организация toy_ngo", "Никто", "организация"),
        ("Психологическая помощь", "Ничего", "вид"),
        ("7-17", "семь", "возраст"),
        ("7-17", "17-7", "возраст"),
        ("\"kk, ru\"", "эльфийский", "языки"),
        ("8 701 234 56 78", "12345", "телефон"),
        ("Город,", "Атлантида,", "район"),
        ("Пн-Пт 09:00-18:00", "днём", "часы работы"),
        (",2,5,", ",6,5,", "свободно"),
        (",2,5,", ",много,5,", "свободно"),
        ("7-17,,", "7-17,x,", "пол"),
    ],
)  # fmt: skip
def test_a_row_with_a_fault_is_left_out_and_told_with_its_column(call, ngo, lists, capsys, old, new, column) -> None:
    assert call(HEAD + ROW.replace(old, new), "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert [(row["row"], row["column"]) for row in told["rows"]] == [(2, column)]
    assert not Service.objects.exists()


def test_a_service_twice_in_one_list_is_told(call, ngo, lists, capsys) -> None:
    assert call(HEAD + ROW + ROW) == 1
    assert Service.objects.count() == 1


def test_the_address_of_a_secret_place_is_not_taken_from_a_list(call, shelter, lists, capsys) -> None:
    assert call(HEAD + ROW.replace("toy_ngo", "toy_shelter")) == 0
    assert "confidential" in capsys.readouterr().err
    assert not Location.objects.exists()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text(max_size=12), min_size=13, max_size=13), max_size=4))
def test_no_list_makes_the_plan_fall_over(ngo, lists, cells) -> None:
    text = HEAD + "\n".join(",".join(c.replace("\n", " ") for c in row) for row in cells)
    sheet = read_sheet(text.encode("utf-8", "surrogatepass"))
    plan = plan_services(sheet, guessed(sheet, fields()))
    assert plan.tally.added == len(plan.added)
