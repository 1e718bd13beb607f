"""A referral by the API from its draft to its end: chosen field by field, agreed to, sent, taken back."""

from __future__ import annotations

from typing import Any

import pytest

from qorgan.journal.models import Entry
from qorgan.referrals.events import ReferralSent
from tests.api.test_case_forms import SAID, complete
from tests.api.test_routes import ABSENT

pytestmark = pytest.mark.django_db
NAME = "Серікова"


def draft(world: Any, **more: Any) -> Any:
    body = {"origin": f"case:{world.case.ref}", "service": world.service.ref, "urgency": "usual", "message": "Please", **more}
    return world.keys["whole"].post("/referrals", body)


def offered(world: Any, where: str) -> dict[str, dict[str, Any]]:
    """Everything that may be shared, by the name under which it is chosen."""
    forms = world.keys["whole"].get(f"{where}/offers").json()["forms"]
    return {one["field"]: one for form in forms for one in form["fields"]}


def finish_a_form(world: Any) -> None:
    whole, where = world.keys["whole"], f"/forms/{world.sheet.ref}"
    answers = complete(whole.get(f"{where}/definition").json())
    assert whole.post(f"{where}/finish", {"answers": answers}, If_Match='"1"').status_code == 200


def test_a_referral_is_drafted_chosen_form_by_form_agreed_to_sent_and_read_by_the_other_side(world) -> None:
    whole, other = world.keys["whole"], world.keys["other"]
    finish_a_form(world)
    made = draft(world, need="violence")
    assert (made.status_code, made.json()["state"], made.json()["need"]) == (201, "drafted", "violence"), made.content
    where = made["Location"]
    offers = offered(world, where)
    assert offers["child:name"]["is_identifying"]
    assert offers["case_follow_up:followup_comments"]["value"] == SAID
    assert not any(one["is_shared"] for one in offers.values())
    chosen = whole.ask("PUT", f"{where}/shared", {"fields": ["case_follow_up:followup_comments", "child:sex"]})
    assert [form["form"] for form in chosen.json()["shared"]] == ["child", "case_follow_up"], chosen.content
    assert offered(world, where)["child:sex"]["is_shared"]
    unsaid = whole.post(f"{where}/send", {})
    assert (unsaid.status_code, unsaid.json()["type"]) == (422, "/api#rule"), "without consent nothing leaves"
    agreed = whole.ask("PUT", f"{where}/consent", {"given_by": "both", "on": "2026-01-05"})
    assert agreed.json()["consent_basis"] == "consent", agreed.content
    assert other.get(where).status_code == 404, "until it is sent, nobody there knows of it"
    sent = whole.post(f"{where}/send", {})
    assert (sent.status_code, sent.json()["state"]) == (200, "sent"), sent.content
    theirs = other.get(where).json()
    assert theirs["shared"] == sent.json()["shared"]
    assert SAID in str(theirs)
    assert NAME not in str(theirs)


def test_a_draft_is_changed_and_what_was_chosen_is_chosen_anew(world) -> None:
    whole, where = world.keys["whole"], draft(world)["Location"]
    whole.ask("PUT", f"{where}/shared", {"fields": ["child:name"]})
    assert NAME in str(whole.get(where).json()["shared"])
    emptied = whole.ask("PUT", f"{where}/shared", {"fields": []})
    assert emptied.json()["shared"] == []
    changed = whole.ask("PUT", f"{where}/draft", {"service": world.service.ref, "urgency": "usual", "message": "Soon"})
    assert (changed.status_code, changed.json()["message"], changed.json()["need"]) == (200, "Soon", None)


@pytest.mark.parametrize(
    ("end", "body", "pointer"),
    [
        ("shared", {"fields": ["child:name", "child:there_is_none"]}, "#/fields/1"),
        ("draft", {"service": ABSENT, "urgency": "usual"}, "#/service"),
        ("draft", {"service": None, "urgency": "there_is_none"}, "#/urgency"),
        ("draft", {"service": None, "urgency": "usual", "need": "there_is_none"}, "#/need"),
        ("consent", {"given_by": "child", "on": "2099-01-01"}, "#/on"),
        ("exception", {"ground": "there_is_none", "note": "Now"}, "#/ground"),
    ],
)
def test_what_does_not_fit_is_named(world, end, body, pointer) -> None:
    body = {name: world.service.ref if name == "service" and value is None else value for name, value in body.items()}
    got = world.keys["whole"].ask("PUT", f"/referrals/{world.draft.ref}/{end}", body)
    assert (got.status_code, [one["pointer"] for one in got.json()["errors"]]) == (422, [pointer]), got.content


def test_the_ground_without_consent_needs_a_permission_of_its_own(world, program) -> None:
    held = ["referrals.referral.send", "referrals.referral.read", "referrals.referral.oversee", "casework.case.oversee"]
    narrow = program(*held, "casework.case.read", by=world.by)
    where = f"/referrals/{world.draft.ref}/exception"
    assert narrow.ask("PUT", where, {"ground": "crisis", "note": "Now"}).status_code == 403
    said = world.keys["whole"].ask("PUT", where, {"ground": "crisis", "note": "Now"})
    assert (said.status_code, said.json()["consent_basis"]) == (200, "exception"), said.content


def test_a_send_that_is_sent_again_sends_once(world) -> None:
    whole, where = world.keys["whole"], f"/referrals/{world.draft.ref}"
    first, second = (whole.post(f"{where}/send", {"although": True}, Idempotency_Key="send-once-01") for _ in range(2))
    assert (first.status_code, first.content) == (200, second.content)
    assert Entry.objects.filter(stream=world.draft.pk, verb=ReferralSent.verb).count() == 1
    assert whole.post(f"{where}/send", {"although": True}).json()["type"] == "/api#rule"


def test_after_it_left_nothing_of_it_is_changed_and_it_can_be_taken_back(world) -> None:
    whole, where = world.keys["whole"], f"/referrals/{world.draft.ref}"
    whole.post(f"{where}/send", {"although": True})
    assert whole.get(f"{where}/offers").status_code == 422
    assert whole.ask("PUT", f"{where}/shared", {"fields": []}).status_code == 422
    assert whole.post(f"{where}/discard", {}).status_code == 422
    assert whole.post(f"{where}/revoke", {}).json()["state"] == "revoked"
    assert world.keys["other"].get(where).status_code == 404


def test_a_draft_that_is_thrown_away_is_gone(world) -> None:
    whole, where = world.keys["whole"], f"/referrals/{world.draft.ref}"
    assert whole.post(f"{where}/discard", {}).json() == {"ref": world.draft.ref}
    assert whole.get(where).status_code == 404


def test_nobody_refers_from_a_case_or_a_child_that_they_may_not_know(world) -> None:
    other = world.keys["other"]
    for origin in (f"case:{world.case.ref}", f"child:{world.case.child.ref}", f"case:{ABSENT}", f"child:{ABSENT}"):
        got = other.post("/referrals", {"origin": origin, "service": world.service.ref, "urgency": "usual"})
        assert (got.status_code, got.json()["type"]) == (404, "/api#not-found"), origin
    assert draft(world, origin="grant:abc").status_code == 422


def test_the_service_that_was_asked_prepares_nothing(world) -> None:
    """It knows the referral, and is told nothing of what else could have been shared."""
    other, where = world.keys["other"], f"/referrals/{world.referral.ref}"
    assert other.get(f"{where}/offers").status_code == 404
    assert other.ask("PUT", f"{where}/shared", {"fields": []}).status_code == 404
    assert other.ask("PUT", f"{where}/consent", {"given_by": "child", "on": "2026-01-01"}).status_code == 404


def test_a_side_that_is_not_asked_makes_this_red(world, monkeypatch) -> None:
    """The planted fault: the draft's routes take any referral that the key may know; the offers are of a case that it may not."""
    from qorgan.referrals.api import preparing

    monkeypatch.setattr(preparing.queries, "side_of", lambda by, of: preparing.Side.SENDER)
    assert world.keys["other"].get(f"/referrals/{world.referral.ref}/offers").status_code == 422
