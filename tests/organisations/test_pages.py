"""The screens of the register, as each of the cast sees them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from qorgan.access.principal import Principal
from qorgan.organisations.access import (
    ORGANISATION_IMPORT,
    ORGANISATION_MANAGE,
    ORGANISATION_READ,
    PACK,
    SCHOOL_CODE_MANAGE,
)
from qorgan.organisations.actions import issue_school_code, register_organisation, seal_fact
from qorgan.organisations.choices import SealedKind
from qorgan.organisations.models import Organisation, SealedFact
from qorgan.organisations.tables import listed
from qorgan.texts.words import Words

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(cast) -> Principal:
    return cast.person(ORGANISATION_READ, ORGANISATION_MANAGE, ORGANISATION_IMPORT, SCHOOL_CODE_MANAGE)


@pytest.fixture
def reader(cast) -> Principal:
    return cast.person(ORGANISATION_READ)


@pytest.fixture
def representative(cast, school) -> Principal:
    return cast.person(ORGANISATION_READ, SCHOOL_CODE_MANAGE, at=school.pk)


def test_the_list_shows_the_register_to_a_reader(go, reader, school, other_school) -> None:
    page = go(reader, "/organisations").content.decode()
    assert "School 1" in page
    assert "Школа № 2" in page


def test_the_list_shows_a_representative_the_own_school_alone(go, representative, school, other_school) -> None:
    page = go(representative, "/organisations").content.decode()
    assert "School 1" in page
    assert "Школа № 2" not in page


def test_the_page_of_another_school_is_absent_for_a_representative(go, representative, school, other_school) -> None:
    assert go(representative, f"/organisations/{school.ref}").status_code == 200
    for path in ("", "/code", "/poster.pdf", "/poster.png"):
        with pytest.raises(Http404):
            go(representative, f"/organisations/{other_school.ref}{path}")


def test_a_list_costs_the_same_number_of_queries_with_one_row_and_with_thirty(go, reader, kinds, town) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            go(reader, "/organisations")
        return len(seen)

    add = lambda n: register_organisation(  # noqa: E731
        by=PACK, kind=kinds["ngo"], place=town, names=Words(ru=f"Фонд {n}")
    )
    add(0)
    one = cost()
    for number in range(1, 30):
        add(number)
    assert listed(reader).count() == 30
    assert cost() == one


def test_a_keeper_enters_an_organisation_by_the_plain_form(go, keeper, kinds, town) -> None:
    answer = go(
        keeper,
        "/organisations/new",
        {
            "names_ru": "Фонд",
            "names_kk": "",
            "names_en": "",
            "kind": "toy_ngo",
            "place": town.ref,
            "bin": "050140007876",
            "phone": "+77012345678",
        },
    )
    assert answer.status_code == 302
    made = Organisation.objects.get(bin="050140007876")
    assert made.contacts.get().value == "+77012345678"
    assert "last digit" in go(keeper, f"/organisations/{made.ref}").content.decode()


def test_an_entry_like_one_that_is_there_is_not_made_silently(go, keeper, kinds, school, town) -> None:
    given = {"names_ru": "ШКОЛА №1", "names_kk": "", "names_en": "", "kind": "toy_ngo", "place": town.ref}
    assert go(keeper, "/organisations/new", given).status_code == 422
    assert Organisation.objects.count() == 1
    assert go(keeper, "/organisations/new", {**given, "although_similar": "on"}).status_code == 302
    assert Organisation.objects.count() == 2


def test_the_sealed_address_of_a_shelter_is_shown_to_the_keeper_and_to_nobody_else(go, keeper, reader, shelter) -> None:
    path = f"/organisations/{shelter.ref}"
    assert "Улица Тайная" in go(keeper, path).content.decode()
    assert "Тайная" not in go(reader, path).content.decode()
    assert "Тайная" not in go(keeper, "/organisations?export=csv").content.decode("utf-8", "replace")


def test_the_name_of_a_contact_person_lies_sealed_in_the_database(keeper, school) -> None:
    seal_fact(by=keeper, organisation=school, kind=SealedKind.PERSON, text="Сәуле Канарейкина")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM organisations_sealedfact")
        raw = bytes(cursor.fetchone()[0])
    assert "Канарейкина".encode() not in raw
    assert SealedFact.objects.visible_to(keeper).get().text == "Сәуле Канарейкина"


def test_a_school_without_a_code_gets_one_from_its_page_and_prints_it(go, representative, school) -> None:
    path = f"/organisations/{school.ref}"
    assert go(representative, f"{path}/code", {"do": "issue"}).status_code == 302
    assert "/q/" in go(representative, f"{path}/code").content.decode()
    poster = go(representative, f"{path}/poster.pdf")
    assert poster.content.startswith(b"%PDF-")
    assert go(representative, f"{path}/poster.png").content.startswith(b"\x89PNG")
    assert "School" not in poster.headers["Content-Disposition"]


def test_nobody_without_the_permission_opens_the_code(go, reader, keeper, school) -> None:
    issue_school_code(by=keeper, school=school)
    with pytest.raises(Http404):
        go(reader, f"/organisations/{school.ref}/code")


def test_an_import_is_looked_at_first_and_done_once(go, keeper, kinds, town) -> None:
    sheet = SimpleUploadedFile("list.csv", "name_ru;вид;район;бин\nФонд;NGO;Город;\nX;нет;Город;\n".encode())
    where = go(keeper, "/organisations/import", {"sheet": sheet}).headers["Location"]
    page = go(keeper, where).content.decode()
    assert "no such kind" in page
    assert not Organisation.objects.exists()
    columns = {"name_ru": "0", "kind": "1", "place": "2", "bin": "3"}
    assert go(keeper, where, columns).status_code == 302
    assert Organisation.objects.get().names["ru"] == "Фонд"
    assert "imported" in go(keeper, where).content.decode()


def test_an_uploaded_sheet_is_opened_by_its_uploader_alone(go, keeper, cast) -> None:
    sheet = SimpleUploadedFile("list.csv", b"name_ru;kind;place\nA;B;C\n")
    where = go(keeper, "/organisations/import", {"sheet": sheet}).headers["Location"]
    with pytest.raises(Http404):
        go(cast.person(ORGANISATION_IMPORT), where)
