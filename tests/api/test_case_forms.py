"""The forms of a case by the API: read with their definition, answered against a version, finished once they are complete."""

from __future__ import annotations

from typing import Any

import pytest

from qorgan.casework.models import CaseSheet
from tests.api.test_routes import ABSENT

pytestmark = pytest.mark.django_db
SAID = "Ұйқысы түзелді"


@pytest.fixture
def begun(world) -> tuple[Any, str, Any]:
    """The key, the address of a draft, and what was answered when it was read."""
    whole = world.keys["whole"]
    (line,) = whole.get(f"/cases/{world.case.ref}/forms").json()["items"]
    where = f"/forms/{line['ref']}"
    return whole, where, whole.get(where)


def choices(definition: dict[str, Any]) -> dict[str, list[str]]:
    """Question to the names of its choices."""
    return {one["name"]: [choice["name"] for choice in one["choices"]] for one in definition["questions"]}


def complete(definition: dict[str, Any]) -> dict[str, Any]:
    """Answers that leave nothing out."""
    listed = choices(definition)
    return {
        "followup_type": listed["followup_type"][0],
        "child_was_seen": "yes",
        "followup_comments": SAID,
        "followup_progress": listed["followup_progress"][0],
        "followup_contacts": [{"contact_with": "Мектеп", "contact_result": SAID}],
    }


def test_a_form_is_listed_read_answered_and_finished(begun, world) -> None:
    whole, where, read = begun
    assert (read.status_code, read.json()["kind"], read.json()["is_final"], read["ETag"]) == (200, "follow_up", False, '"1"')
    assert read.json()["answers"]["followup_date"], "what the form gives by itself"
    definition = whole.get(f"{where}/definition").json()
    assert (definition["form"], set(definition["languages"])) == ("case_follow_up", {"kk", "ru", "en"})
    saved = whole.patch(where, {"answers": {"child_was_seen": "yes"}}, If_Match=read["ETag"])
    assert (saved.status_code, saved["ETag"], saved.json()["answers"]["child_was_seen"]) == (200, '"2"', "yes")
    lacking = whole.post(f"{where}/finish", {}, If_Match=saved["ETag"])
    assert lacking.status_code == 422
    assert {"#/answers/followup_comments", "#/answers/followup_type"} <= {one["pointer"] for one in lacking.json()["errors"]}
    done = whole.post(f"{where}/finish", {"answers": complete(definition)}, If_Match=saved["ETag"])
    assert done.status_code == 200, done.content
    assert (done.json()["is_final"], done.json()["answers"]["followup_contacts"][0]["contact_result"]) == (True, SAID)
    assert world.keys["whole"].get(f"/cases/{world.case.ref}/forms").json()["items"][0]["finalised_at"]
    again = whole.patch(where, {"answers": {"child_was_seen": "no"}}, If_Match=done["ETag"])
    assert (again.status_code, again.json()["type"]) == (422, "/api#rule"), "a final form is only read"


def test_a_definition_has_its_questions_lists_and_rows_in_every_language(begun) -> None:
    whole, where, _read = begun
    definition = whole.get(f"{where}/definition").json()
    asked = {one["name"]: one for one in definition["questions"]}
    assert set(asked["child_was_seen"]["label"]) == {"kk", "ru", "en"}
    assert choices(definition)["child_was_seen"] == ["yes", "no"]
    assert asked["reason_child_not_seen"]["relevant"] == "${child_was_seen} = 'no'"
    rows = {one["name"]: one for one in asked["followup_contacts"]["questions"]}
    assert rows["contact_with"]["identifies"]
    assert not rows["contact_date"]["identifies"]


def test_two_programs_never_overwrite_each_other(begun) -> None:
    whole, where, read = begun
    assert whole.patch(where, {"answers": {"child_was_seen": "yes"}}, If_Match=read["ETag"]).status_code == 200
    late = whole.patch(where, {"answers": {"child_was_seen": "no"}}, If_Match=read["ETag"])
    assert (late.status_code, late["ETag"]) == (412, '"2"')
    assert whole.post(f"{where}/finish", {}, If_Match=read["ETag"]).status_code == 412
    assert whole.patch(where, {"answers": {}}).status_code == 428
    assert whole.get(where).json()["answers"]["child_was_seen"] == "yes"


def test_what_the_form_does_not_ask_and_what_is_no_answer_is_refused_and_nothing_is_kept(begun) -> None:
    whole, where, read = begun
    for answers, pointer in (
        ({"folowup_type": "x"}, "#/answers/folowup_type"),
        ({"child_was_seen": "perhaps"}, "#/answers/child_was_seen"),
        ({"followup_contacts": [{"contact_date": "never"}]}, "#/answers/followup_contacts.0.contact_date"),
    ):
        got = whole.patch(where, {"answers": {"followup_comments": SAID, **answers}}, If_Match=read["ETag"])
        assert (got.status_code, [one["pointer"] for one in got.json()["errors"]]) == (422, [pointer])
        assert SAID not in got.content.decode()
    assert "followup_comments" not in whole.get(where).json()["answers"]


def test_a_form_is_begun_once_and_corrected_by_a_new_one(begun, world) -> None:
    whole, where, read = begun
    forms = f"/cases/{world.case.ref}/forms"
    same = whole.post(forms, {"kind": "follow_up"})
    assert (same.status_code, same.json()["ref"]) == (201, read.json()["ref"])
    not_final = whole.post(forms, {"kind": "follow_up", "replaces": read.json()["ref"]})
    assert not_final.json()["errors"][0]["pointer"] == "#/replaces"
    answers = complete(whole.get(f"{where}/definition").json())
    whole.post(f"{where}/finish", {"answers": answers}, If_Match=read["ETag"])
    corrected = whole.post(forms, {"kind": "follow_up", "replaces": read.json()["ref"]})
    assert corrected.status_code == 201, corrected.content
    assert (corrected.json()["replaces"], corrected.json()["answers"]["followup_comments"]) == (read.json()["ref"], SAID)
    assert corrected["Location"] == f"/api/v1/forms/{corrected.json()['ref']}"


def test_a_finish_that_is_sent_again_is_done_once(begun) -> None:
    whole, where, read = begun
    answers = complete(whole.get(f"{where}/definition").json())
    first, second = (
        whole.post(f"{where}/finish", {"answers": answers}, If_Match=read["ETag"], Idempotency_Key="finish-0001") for _ in range(2)
    )
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert first.status_code == 200


def test_a_form_of_a_case_that_one_may_not_know_is_not_there(begun, world) -> None:
    _whole, where, read = begun
    other = world.keys["other"]
    for path in (where, f"{where}/definition"):
        assert other.get(path).status_code == 404
        assert other.get(path).content == other.get(path.replace(read.json()["ref"], ABSENT)).content
    assert other.patch(where, {"answers": {}}, If_Match='"1"').status_code == 404
    assert world.keys["whole"].post(f"/cases/{world.case.ref}/forms", {"kind": "follow_up", "replaces": ABSENT}).status_code == 404


def test_the_first_wall_gone_the_second_hides_the_answers(begun, world, monkeypatch) -> None:
    """The planted fault: need to know is left out of the program."""
    from django.db.models import Q

    monkeypatch.setattr(CaseSheet, "need_to_know", staticmethod(lambda by: Q()))
    assert world.keys["other"].get(begun[1]).status_code == 404
