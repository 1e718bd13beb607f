"""The pages of a case: who gets them, two who change one thing, papers that are made anew, and a case that was handed over."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from qorgan.casework import codes
from qorgan.casework.actions.case import change_case, share_case
from qorgan.casework.actions.document import open_document
from qorgan.casework.actions.transfer import ask_transfer
from qorgan.casework.faults import ChangedMeanwhile
from qorgan.casework.models import Case, Document, Task, Transfer
from tests.casework.conftest import SUPERVISOR, one, seen

pytestmark = pytest.mark.django_db
PARTS = ("story", "forms", "papers", "readers")
SECRET = "Камера Сериковой"
"""What the picture of the tests says of its camera."""


@pytest.fixture
def people(employ, cast, aigerim, bolat, saule, dana):
    """Everybody of these tests, by name; `asel` works elsewhere, `reader` may read cases and has none."""
    return {
        "aigerim": aigerim,
        "bolat": bolat,
        "saule": saule,
        "dana": dana,
        "asel": employ(*SUPERVISOR, at=cast.elsewhere),
        "reader": employ("casework.case.read"),
        "nothing": employ(),
    }


def address(case: Case, tail: str = "") -> str:
    return f"/cases/{case.ref}{tail}"


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    ("name", "status"),
    [("aigerim", 200), ("saule", 200), ("bolat", 404), ("dana", 404), ("asel", 404), ("reader", 404), ("nothing", 404)],
)
def test_the_page_of_a_case_is_there_for_those_who_know_it_alone(opened, people, sit, name, status, part) -> None:
    assert sit(people[name]).get(address(opened, f"?part={part}")).status_code == status


@pytest.mark.parametrize("tail", ["/change", "/task", "/note", "/document", "/close", "/share"])
def test_what_is_done_in_a_case_is_refused_to_a_stranger_as_if_it_were_not_there(opened, bolat, sit, tail) -> None:
    """The same answer as for an address that does not exist."""
    hidden = sit(bolat).get(address(opened, tail))
    absent = sit(bolat).get(f"/cases/zzzzzzzzzzzzzzzz{tail}")
    assert hidden.status_code == absent.status_code == 404
    assert sit(bolat).post(address(opened, tail), {"text": "x"}).status_code == 404


def test_a_helper_gets_the_page_while_helping(opened, aigerim, bolat, sit) -> None:
    share_case(by=aigerim, case=opened, to=bolat.account_id)
    assert sit(bolat).get(address(opened)).status_code == 200


def test_every_list_shows_the_case_to_whom_it_concerns(opened, saule, dana, sit) -> None:
    assert str(opened) in sit(saule).get("/cases").content.decode()
    assert str(opened) not in sit(dana).get("/cases").content.decode()
    assert sit(saule).get("/caseload").status_code == 200


def test_a_task_is_done_with_one_click(opened, aigerim, sit) -> None:
    task = one(aigerim, Task, case=opened)
    answer = sit(aigerim).post(f"/cases/tasks/{task.ref}/end", {"state": "done"})
    assert (answer.status_code, answer["Location"]) == (302, address(opened))
    assert one(aigerim, Task, pk=task.pk).state == "done"


@pytest.mark.parametrize("takes", [True, False])
def test_a_case_is_opened_from_the_page_of_a_child(child, aigerim, saule, ground, sit, takes: bool) -> None:
    page = sit(aigerim).get(f"/children/{child.ref}").content.decode()
    assert f'href="/cases/new/{child.ref}"' in page
    law = codes.options("legal_grounds")[0][0]
    given = {"risk": "high", "concerns": "neglect", "legal_ground": law, "place": ground["here"].place.ref}
    answer = sit(aigerim).post(f"/cases/new/{child.ref}", {**given, "story": "Оқиға", **({"take": "on"} if takes else {})})
    made = one(saule, Case, child=child)
    assert (answer.status_code, answer["Location"]) == (302, address(made) if takes else "/cases")
    assert made.owner == (aigerim.account_id if takes else None)
    page = sit(saule).get(f"/children/{child.ref}").content.decode()
    assert (str(made) in page) == saule.may("children.child.read")


def head(case: Case, **given) -> dict:
    """What the form of the head posts."""
    usual = {
        "risk": case.risk,
        "concerns": case.concerns,
        "legal_ground": case.legal_ground,
        "place": case.place.ref,
        "story": case.story,
        "version": case.version,
    }
    return usual | given


def test_two_who_change_one_head_are_shown_what_differs_and_nothing_is_lost(opened, aigerim, saule, sit) -> None:
    mine = head(one(aigerim, Case, pk=opened.pk), story="Менің сөзім")
    change_case(by=saule, case=opened, expected=1, head={"story": "Сәуленің сөзі"})
    answer = sit(aigerim).post(address(opened, "/change"), mine)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert str(ChangedMeanwhile.message) in text
    assert 'name="keep-story"' in text
    assert 'name="keep-risk"' not in text
    assert "Менің сөзім" in text
    assert "Сәуленің сөзі" in text
    assert one(saule, Case, pk=opened.pk).story == "Сәуленің сөзі"


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Менің сөзім"), ("theirs", "Сәуленің сөзі")])
def test_what_is_kept_is_what_was_chosen_field_by_field(opened, aigerim, saule, sit, choice: str, kept: str) -> None:
    mine = head(one(aigerim, Case, pk=opened.pk), story="Менің сөзім", risk="high")
    change_case(by=saule, case=opened, expected=1, head={"story": "Сәуленің сөзі", "is_urgent": True})
    chosen = {"seen": 2, "keep-story": choice, "keep-risk": "mine", "keep-is_urgent": "theirs"}
    assert sit(aigerim).post(address(opened, "/change"), mine | chosen).status_code == 302
    now = one(aigerim, Case, pk=opened.pk)
    assert (now.story, now.risk, now.is_urgent, now.version) == (kept, "high", True, 3)


def test_a_difference_that_nobody_chose_keeps_nothing(opened, aigerim, saule, sit) -> None:
    mine = head(one(aigerim, Case, pk=opened.pk), story="Менің сөзім")
    change_case(by=saule, case=opened, expected=1, head={"story": "Сәуленің сөзі", "is_urgent": True})
    assert sit(aigerim).post(address(opened, "/change"), mine | {"seen": 2, "keep-story": "mine"}).status_code == 422
    assert one(aigerim, Case, pk=opened.pk).version == 2


def test_what_changed_while_one_was_choosing_is_shown_again(opened, aigerim, saule, sit) -> None:
    mine = head(one(aigerim, Case, pk=opened.pk), story="Менің сөзім")
    change_case(by=saule, case=opened, expected=1, head={"story": "Сәуленің сөзі"})
    change_case(by=saule, case=opened, expected=2, head={"story": "Тағы да"})
    answer = sit(aigerim).post(address(opened, "/change"), mine | {"seen": 2, "keep-story": "mine"})
    assert answer.status_code == 422
    assert "Тағы да" in answer.content.decode()
    assert one(aigerim, Case, pk=opened.pk).story == "Тағы да"


def photograph() -> bytes:
    """A PNG that says where and with which camera it was taken."""
    told = Image.Exif()
    told[0x010F] = SECRET  # the maker of the camera
    told[0x8825] = {1: "N", 2: (51.0, 8.0, 0.0)}  # the place
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(content, "PNG", exif=told)
    return content.getvalue()


def upload(client, case: Case, name: str, content: bytes, kind: str = "application/octet-stream"):
    return client.post(address(case, "/document"), {"file": SimpleUploadedFile(name, content, kind), "about": ""})


def test_a_picture_loses_what_it_says_of_place_and_camera(opened, aigerim, sit) -> None:
    content = photograph()
    assert Image.open(io.BytesIO(content)).getexif()
    assert upload(sit(aigerim), opened, "сурет.png", content, "image/png").status_code == 302
    kept = open_document(by=aigerim, document=one(aigerim, Document, case=opened))
    assert dict(Image.open(io.BytesIO(kept)).getexif()) == {}
    assert SECRET.encode() not in kept
    assert b"eXIf" not in kept


@pytest.mark.parametrize("name", ["program.exe", "photo.png"])
def test_a_program_is_refused_with_words_whatever_it_is_called(opened, aigerim, sit, name) -> None:
    answer = upload(
        sit(aigerim), opened, name, b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(2000), "image/png"
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "data-errors" in text
    assert seen(aigerim, Document, case=opened) == []


def test_a_document_is_opened_as_a_download_that_no_browser_runs(opened, aigerim, bolat, sit) -> None:
    upload(sit(aigerim), opened, "сурет.png", photograph(), "image/png")
    document = one(aigerim, Document, case=opened)
    answer = sit(aigerim).post(f"/cases/documents/{document.ref}")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "image/png"
    assert sit(bolat).post(f"/cases/documents/{document.ref}").status_code == 404


def test_a_case_that_another_organisation_took_is_gone_for_its_old_worker(opened, aigerim, saule, dana, ground, sit) -> None:
    asked = ask_transfer(by=saule, case=opened, target=ground["elsewhere"], consent_ground="crisis", summary="Психолог керек")
    assert sit(dana).get(address(opened)).status_code == 404, "until it accepts it sees the request alone"
    assert "Психолог керек" in sit(dana).get(f"/offered/{asked.ref}").content.decode()
    accepted = sit(dana).post(f"/offered/{asked.ref}", {"do": "accept"})
    assert (accepted.status_code, accepted["Location"]) == (302, address(opened))
    assert sit(dana).get(address(opened)).status_code == 200
    for gone in (aigerim, saule):
        assert sit(gone).get(address(opened)).status_code == 404
        assert str(opened) not in sit(gone).get("/cases").content.decode()


def test_a_request_is_answered_by_the_side_that_was_asked_alone(opened, saule, bolat, ground, sit) -> None:
    asked = ask_transfer(by=saule, case=opened, target=ground["elsewhere"], consent_ground="crisis", summary="Психолог керек")
    assert sit(bolat).get(f"/offered/{asked.ref}").status_code == 404
    assert sit(saule).post(f"/offered/{asked.ref}", {"do": "accept"}).status_code == 404
    assert one(saule, Transfer, pk=asked.pk).state == "in_progress"


def test_what_a_page_shows_is_written_down(opened, aigerim, saule, sit) -> None:
    sit(aigerim).get(address(opened))
    text = sit(saule).get(address(opened, "?part=readers")).content.decode()
    assert "Who looked, and when" in text
    assert "Айгерім" in text
