"""The official list of places: what it adds, what it confirms, what is wrong in which row."""

from __future__ import annotations

import pytest
from django.utils import translation

from qorgan.access.acting import acting
from qorgan.journal.models import Entry
from qorgan.places.access import COMMAND
from qorgan.places.actions import take_in_places
from qorgan.places.choices import Basis, PlaceKind
from qorgan.places.importing import list_shape, plan_list
from qorgan.places.loading import load_places
from qorgan.places.models import Place
from qorgan.places.plan import PlacePlan
from qorgan.places.sheets import guessed, read_sheet

pytestmark = pytest.mark.django_db
HEAD = "te,kaz_name,rus_name\n"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def loaded() -> None:
    load_places()


def plan(text: str) -> PlacePlan:
    sheet, shape = read_sheet((HEAD + text).encode()), list_shape()
    return plan_list(sheet, guessed(sheet, shape.fields()), shape)


def take_in(text: str) -> PlacePlan:
    with acting(COMMAND):
        planned = plan(text)
        if not planned.is_empty:
            take_in_places(by=COMMAND, plan=planned, content=text.encode())
    return planned


AKKOL = "113200000,Ақкөл ауданы,Аккольский район\n113230000,Еңбек а.о.,Енбекский с.о.\n113230100,Еңбек а.,с.Енбек\n"


def test_settlements_come_below_their_district_whatever_the_order_of_rows(loaded) -> None:
    district = Place.objects.get(code="113200000")
    take_in("".join(reversed(AKKOL.splitlines(keepends=True))))
    village = Place.objects.get(code="113230100")
    assert (village.level, village.kind) == (4, PlaceKind.SETTLEMENT)
    assert village.path.startswith(f"{district.path}.")
    assert list(Place.objects.below(district)) == [Place.objects.get(code="113230000")]


def test_the_same_list_again_changes_nothing(loaded) -> None:
    take_in(AKKOL)
    before = Entry.objects.count()
    again = take_in(AKKOL)
    assert again.is_empty
    assert again.tally.unchanged == 3
    assert Entry.objects.count() == before


def test_a_dry_run_writes_nothing(loaded) -> None:
    before = Place.objects.count()
    assert plan(AKKOL).tally.added == 2
    assert Place.objects.count() == before


def test_the_list_tells_the_code_of_a_district_that_had_none_and_keeps_its_path(loaded) -> None:
    unsure = Place.objects.filter(code_basis=Basis.UNVERIFIED, kind="district").first()
    region = Place.objects.get(path=unsure.path.rpartition(".")[0])
    code = f"{region.code[:2]}9900000"
    take_in(f"{code},{unsure.names['kk']},{unsure.names['ru']}\n")
    told = Place.objects.get(pk=unsure.pk)
    assert (told.code, told.code_basis, told.path) == (code, Basis.SOURCED, unsure.path)


def test_the_packs_own_names_stay_and_the_lists_spelling_becomes_another_name(loaded) -> None:
    before = Place.objects.get(code="101000000").names
    take_in("101000000,Семей қ.ә.,Семей г.а.\n")
    place = Place.objects.get(code="101000000")
    assert place.names == before
    assert "Семей г.а." in place.aliases.values_list("text", flat=True)


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("12,А,А", "te", "9 digits"),
        ("abc,А,А", "te", "9 digits"),
        ("000000000,А,А", "te", "9 digits"),
        ("990101000,А,А", "te", "neither in the list"),
        ("113200000,,", "kaz_name", "no name"),
    ],
)
def test_a_row_with_a_problem_is_left_out_and_named(loaded, row, column, said) -> None:
    problem = plan(row + "\n").tally.problems[0]
    assert (problem.row, problem.column) == (2, column)
    assert said in str(problem.message)


def test_a_code_that_stands_twice_is_a_problem(loaded) -> None:
    assert "row 2" in str(plan("113200000,А,А\n113200000,Б,Б\n").tally.problems[0].message)


def test_a_list_without_a_column_of_codes_is_none(loaded) -> None:
    sheet, shape = read_sheet(b"a,b\n1,2\n"), list_shape()
    assert plan_list(sheet, guessed(sheet, shape.fields()), shape).tally.left_out == 1
