"""Cases by the API: what a key may know, what it may do, and against which version."""

from __future__ import annotations

import pytest

from qorgan.casework import access
from tests.casework.conftest import SUPERVISOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervising(program):
    """A key of the organisation where Aigerim works."""
    return program(*SUPERVISOR)


def test_a_case_is_read_with_its_version(supervising, opened) -> None:
    response = supervising.get(f"/cases/{opened.ref}")
    assert response.status_code == 200, response.content
    assert response["ETag"] == '"1"'
    said = response.json()
    assert said["number"] == str(opened)
    assert said["story"] == "Оқиға"
    assert said["child"]["number"] == str(opened.child)


def test_a_case_is_opened_changed_and_worked_on(supervising, child, ground) -> None:
    place = ground["here"].place
    body = {"child": child.ref, "place": place.ref, "risk": "medium", "concerns": ["neglect"], "legal_ground": "crisis"}
    made = supervising.post("/cases", body)
    assert made.status_code == 201, made.content
    where = made["Location"]
    changed = supervising.patch(where, {"risk": "high"}, If_Match=made["ETag"])
    assert changed.status_code == 200, changed.content
    assert changed.json()["risk"] == "high"
    task = supervising.post(f"{where}/tasks", {"what": "Call", "due_at": "2027-01-01T10:00:00Z"})
    assert task.status_code == 201, task.content
    ended = supervising.post(f"/tasks/{task.json()['ref']}/end", {"state": "done"}, If_Match=task["ETag"])
    assert ended.status_code == 200, ended.content
    note = supervising.post(f"{where}/notes", {"text": "Seen today"})
    assert note.status_code == 201, note.content
    assert supervising.get(f"{where}/notes").json()["items"][0]["text"] == "Seen today"
    assert {one["state"] for one in supervising.get(f"{where}/tasks").json()["items"]} == {"open", "done"}


def test_a_key_that_may_know_the_case_and_not_the_child_loses_no_case(program, opened) -> None:
    """A join with a row that is hidden would hide the case too, without a word."""
    narrow = program(access.CASE_READ, access.CASE_OVERSEE, held=SUPERVISOR)
    (line,) = narrow.get("/cases").json()["items"]
    assert (line["ref"], line["child"]) == (opened.ref, None)
    assert narrow.get(f"/cases/{opened.ref}").json()["story"] == "Оқиға"
    assert program(*SUPERVISOR).get("/cases").json()["items"][0]["child"]["number"] == str(opened.child)


def test_without_oversight_a_key_knows_no_case_because_nobody_gives_one_to_a_program(program, opened) -> None:
    assert program(access.CASE_READ, held=SUPERVISOR).get("/cases").json() == {"items": [], "next": None}
