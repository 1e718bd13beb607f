"""Lists of organisations: nothing is created twice, nothing silently, and no list makes the import fall over."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qorgan.access.acting import acting
from qorgan.journal.models import Entry
from qorgan.organisations.access import COMMAND
from qorgan.organisations.actions import take_in_organisations
from qorgan.organisations.importing import OrganisationPlan, fields, plan_organisations
from qorgan.organisations.models import FactSource, Organisation
from qorgan.places.sheets import guessed, read_sheet

pytestmark = pytest.mark.django_db
HEAD = "name_ru,name_kk,kind,place,region,bin,address,phone,email,website,id\n"
BIN = "050140007877"  # check digit 7 fits; the number belongs to nobody we know of


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def plan(text: str, although: tuple[int, ...] = ()) -> OrganisationPlan:
    sheet = read_sheet((HEAD + text).encode("utf-8", "surrogatepass"))
    return plan_organisations(sheet, guessed(sheet, fields()), although)


def take_in(text: str, although: tuple[int, ...] = ()) -> OrganisationPlan:
    with acting(COMMAND):
        planned = plan(text, although)
        if planned.added or planned.changed:
            take_in_organisations(by=COMMAND, plan=planned, content=text.encode())
    return planned


def test_a_row_becomes_an_organisation_with_its_contacts_and_its_source(kinds, town) -> None:
    take_in(f'Фонд,Қор,NGO,Город,,{BIN},"Мира, 1",8 701 234 56 78,a@example.org,example.org,k1\n')
    made = Organisation.objects.get()
    assert (made.names["kk"], made.kind, made.place, made.bin, made.key) == ("Қор", kinds["ngo"], town, BIN, "k1")
    assert set(made.contacts.values_list("value", flat=True)) == {"+77012345678", "a@example.org", "https://example.org"}
    assert FactSource.objects.get().text.endswith(", 2")


def test_the_same_list_again_changes_nothing_and_writes_no_event(kinds, town) -> None:
    row = f"Фонд,Қор,NGO,Город,,{BIN},,+77012345678,,,\n"
    take_in(row)
    before = Entry.objects.count()
    again = take_in(row)
    assert (again.tally.added, again.tally.changed, again.tally.unchanged) == (0, 0, 1)
    assert Entry.objects.count() == before


def test_the_same_number_under_another_name_is_shown_and_not_created(kinds, town, village) -> None:
    take_in(f"Фонд,,NGO,Город,,{BIN},,,,,\n")
    second = take_in(f"Иной,,NGO,Село,,{BIN},,,,,\n")
    assert [(one.row, str(one.reason)) for one in second.similar] == [(2, "the same BIN")]
    assert Organisation.objects.count() == 1
    take_in(f"Иной,,NGO,Село,,{BIN},,,,,\n", although=(2,))
    assert Organisation.objects.count() == 2


def test_the_same_name_at_the_same_place_with_another_kind_is_shown(kinds, town) -> None:
    take_in("Фонд «Надежда»,,NGO,Город,,,,,,,\n")
    second = take_in("ФОНД НАДЕЖДА,,School,Город,,,,,,,\n")
    assert [one.ref for one in second.similar] == [Organisation.objects.get().ref]


def test_two_rows_of_one_list_that_are_alike_make_one(kinds, town) -> None:
    planned = take_in(f"Фонд,,NGO,Город,,{BIN},,,,,\nДругой,,NGO,Город,,{BIN},,,,,\n")
    assert Organisation.objects.count() == 1
    assert [one.row for one in planned.similar] == [3]


def test_the_list_fills_in_what_the_register_lacks_and_changes_no_name(kinds, town) -> None:
    take_in("Фонд,,NGO,Город,,,,,,,\n")
    take_in(f"Фонд,Қор,NGO,Город,,{BIN},,,,,\n")
    one = Organisation.objects.get()
    assert (one.bin, one.names["ru"], one.names["kk"]) == (BIN, "Фонд", "Қор")


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (",,NGO,Город,,,,,,,", "name_kk", "no name"),
        ("Ф,,неведомое,Город,,,,,,,", "kind", "no such kind"),
        ("Ф,,NGO,Атлантида,,,,,,,", "place", "does not know"),
        ("Ф,,NGO,Город,,123,,,,,", "bin", "twelve digits"),
        ("Ф,,NGO,Город,,,,нет,,,", "phone", "telephone number"),
        ("Ф,,NGO,Город,,,,,нет,,", "email", "e-mail"),
    ],
)
def test_a_row_with_a_problem_is_left_out_and_named(kinds, town, row, column, said) -> None:
    planned = plan(row + "\n")
    problem = planned.tally.problems[0]
    assert (problem.row, problem.column) == (2, column)
    assert said in str(problem.message)
    assert not planned.added


def test_a_doubtful_bin_warns_and_is_kept(kinds, town) -> None:
    planned = take_in("Фонд,,NGO,Город,,050140007876,,,,,\n")
    assert planned.tally.problems[0].is_warning
    assert Organisation.objects.get().bin == "050140007876"


def test_the_address_of_a_shelter_in_a_list_is_not_taken_in(kinds, town) -> None:
    planned = take_in("Приют,,Shelter,Город,,,Тайная 5,,,,\n")
    assert planned.tally.problems[0].is_warning
    assert Organisation.objects.get().address == ""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.lists(
            st.text(max_size=20) | st.sampled_from(["NGO", "Город", "Shelter", BIN, "+77012345678", "a@b.kz", "١٢٣"]),
            min_size=11,
            max_size=11,
        ),
        max_size=8,
    )
)
def test_no_list_whatever_makes_the_import_fall_over(kinds, town, rows) -> None:
    cell = lambda text: '"' + text.replace('"', '""') + '"'  # noqa: E731
    text = "\n".join(",".join(cell(text) for text in row) for row in rows)
    planned = plan(text)
    told = planned.tally.added + planned.tally.unchanged + len(planned.similar) + planned.tally.left_out
    assert told == len(read_sheet((HEAD + text).encode("utf-8", "surrogatepass")).lines)
