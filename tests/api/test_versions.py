"""Nothing is overwritten: a change names the version that it means, and says no where another one stands."""

from __future__ import annotations

import pytest

from qorgan.casework.actions.case import change_case
from qorgan.directory.models import Service
from tests.casework.conftest import SUPERVISOR, one

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervising(program):
    return program(*SUPERVISOR)


def test_without_a_version_nothing_is_changed(supervising, opened, aigerim) -> None:
    for given in ({}, {"If_Match": "*"}, {"If_Match": "1"}, {"If_Match": 'W/"1"'}):
        refused = supervising.patch(f"/cases/{opened.ref}", {"risk": "high"}, **given)
        assert (refused.status_code, refused.json()["type"]) == (428, "/api#precondition")
    assert one(aigerim, type(opened)).risk == "medium"


def test_two_who_read_the_same_version_do_not_overwrite_each_other(supervising, opened, aigerim) -> None:
    read = supervising.get(f"/cases/{opened.ref}")["ETag"]
    first = supervising.patch(f"/cases/{opened.ref}", {"risk": "high"}, If_Match=read)
    second = supervising.patch(f"/cases/{opened.ref}", {"is_urgent": True}, If_Match=read)
    assert (first.status_code, second.status_code) == (200, 412)
    assert second["ETag"] == first["ETag"] == '"2"'
    kept = one(aigerim, type(opened))
    assert (kept.risk, kept.is_urgent) == ("high", False)


def test_a_person_who_was_faster_is_not_overwritten_by_a_program(supervising, opened, aigerim) -> None:
    read = supervising.get(f"/cases/{opened.ref}")["ETag"]
    change_case(by=aigerim, case=one(aigerim, type(opened)), expected=1, head={"risk": "low"})
    assert supervising.patch(f"/cases/{opened.ref}", {"risk": "high"}, If_Match=read).status_code == 412
    assert one(aigerim, type(opened)).risk == "low"


def test_a_task_is_ended_once(supervising, opened) -> None:
    made = supervising.post(f"/cases/{opened.ref}/tasks", {"what": "Call", "due_at": "2027-01-01T00:00:00Z"})
    where = f"/tasks/{made.json()['ref']}/end"
    assert supervising.post(where, {"state": "done"}).status_code == 428
    assert supervising.post(where, {"state": "done"}, If_Match=made["ETag"]).status_code == 200
    assert supervising.post(where, {"state": "done"}, If_Match=made["ETag"]).status_code == 412
    assert supervising.post(where, {"state": "open"}, If_Match='"2"').status_code == 422


def test_answers_of_a_contact_stand_against_a_version(world) -> None:
    whole, where = world.keys["whole"], None
    made = whole.post("/contacts", {"channel": "phone", "language": "kk", "answers": {"child_gender": "girl"}})
    assert made.status_code == 201, made.content
    where = made["Location"]
    changed = whole.patch(where, {"answers": {"child_gender": "boy"}}, If_Match=made["ETag"])
    assert changed.status_code == 200, changed.content
    assert changed.json()["answers"]["child_gender"] == "boy"
    assert whole.patch(where, {"answers": {"child_gender": "girl"}}, If_Match=made["ETag"]).status_code == 412


def test_a_service_stands_against_its_version(world) -> None:
    other, where = world.keys["other"], f"/services/{world.service.ref}"
    read = other.get(where)["ETag"]
    changed = other.patch(where, {"is_free": False}, If_Match=read)
    assert (changed.status_code, changed.json()["is_free"]) == (200, False)
    assert changed["ETag"] != read
    assert other.patch(where, {"is_free": True}, If_Match=read).status_code == 412
    assert Service.objects.get(pk=world.service.pk).is_free is False
    assert [one["number"] if isinstance(one, dict) else one for one in changed.json()["phones"]] == ["+77010000000"]
