"""What programs are for: a call centre keeps contacts, a service answers referrals, anybody reads the directory."""

from __future__ import annotations

import pytest

from qorgan.helpline.models import Contact
from qorgan.organisations.models import OrganisationKind
from qorgan.referrals.choices import TermList
from qorgan.referrals.models import Term
from qorgan.texts.words import Words
from tests.api.world import SECRET_STREET, made_service, made_site
from tests.casework.conftest import SUPERVISOR

pytestmark = pytest.mark.django_db
SILENT = "silent"


def term(listed: TermList) -> str:
    """A code of a list that asks for no words beside it."""
    return Term.objects.of(listed).filter(needs_note=False).values_list("code", flat=True)[0]


def test_a_service_takes_a_referral_from_its_arrival_to_its_outcome(world) -> None:
    whole, other, where = world.keys["whole"], world.keys["other"], f"/referrals/{world.referral.ref}"
    assert other.get("/referrals?side=service&state=sent").json()["items"][0]["ref"] == world.referral.ref
    assert other.post(f"{where}/acknowledge", {}).json()["state"] == "acknowledged"
    assert other.post(f"{where}/accept", {}).json()["state"] == "accepted"
    done = {"on": "2026-01-15", "kind": term(TermList.RECORD), "minutes": 45}
    assert other.post(f"{where}/records", done).status_code == 201
    reported = other.post(f"{where}/report", {"outcome": term(TermList.OUTCOME), "report": "She sleeps again"})
    assert reported.json()["state"] == "reported", reported.content
    read = whole.get(where).json()
    assert (read["report"], read["records"][0]["minutes"]) == ("She sleeps again", 45)
    assert whole.post(f"{where}/close", {}).json()["state"] == "closed"
    assert whole.post(f"{where}/close", {}).json()["type"] == "/api#rule"


def test_a_declined_referral_says_why_and_its_copy_is_gone(world) -> None:
    where = f"/referrals/{world.referral.ref}"
    wrong = world.keys["other"].post(f"{where}/decline", {"reason": "there_is_no_such_reason"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/reason")
    declined = world.keys["other"].post(f"{where}/decline", {"reason": term(TermList.DECLINE)})
    assert declined.json()["state"] == "declined", declined.content
    assert declined.json()["shared"] == []
    ours = world.keys["whole"].get(where).json()
    assert ours["shared"][0]["lines"][0]["is_gone"] is True


def test_a_referral_that_is_taken_back_is_gone_for_the_service(world) -> None:
    where = f"/referrals/{world.referral.ref}"
    assert world.keys["whole"].post(f"{where}/revoke", {}).json()["state"] == "revoked"
    assert world.keys["other"].get(where).status_code == 404


def test_a_call_centre_keeps_a_contact_to_its_end(world) -> None:
    whole = world.keys["whole"]
    made = whole.post("/contacts", {"channel": "phone", "language": "kk", "answers": {"call_type": "child_about_self"}})
    assert made.status_code == 201, made.content
    lacking = whole.patch(made["Location"], {"is_final": True}, If_Match=made["ETag"])
    assert lacking.status_code == 422
    assert {"#/answers/child_age", "#/answers/urgency"} <= {one["pointer"] for one in lacking.json()["errors"]}
    short = {"call_type": SILENT}
    final = whole.patch(made["Location"], {"answers": short, "is_final": True}, If_Match=made["ETag"])
    assert final.status_code == 200, final.content
    assert final.json()["finalised_at"]
    assert final.json()["call_type"] == SILENT
    assert whole.patch(made["Location"], {"answers": short}, If_Match=final["ETag"]).json()["type"] == "/api#rule"
    assert made.json()["ref"] in {one["ref"] for one in whole.get("/contacts?channel=phone&is_final=true").json()["items"]}


def test_who_may_not_finalise_is_told_which_permission_lacks(world, program) -> None:
    clerk = program("helpline.contact.read", "helpline.contact.write", by=world.by)
    made = clerk.post("/contacts", {"channel": "phone", "language": "kk", "answers": {"call_type": SILENT}})
    assert made.status_code == 201, made.content
    refused = clerk.patch(made["Location"], {"is_final": True}, If_Match=made["ETag"])
    assert (refused.status_code, refused.json()["type"]) == (403, "/api#scope")


def test_what_identifies_goes_in_and_never_comes_out(world) -> None:
    whole = world.keys["whole"]
    given = {"call_type": "child_about_self", "child_first_name": "Канарейка", "child_phone": "+77010000001", "summary": "Канарейка",
             "child_gender": "girl"}  # fmt: skip
    made = whole.post("/contacts", {"channel": "phone", "language": "ru", "answers": given})
    assert made.status_code == 201, made.content
    shown = whole.get(made["Location"]).content.decode() + whole.get("/contacts").content.decode()
    assert "Канарейка" not in shown
    assert "+7701" not in shown
    assert "girl" in shown
    assert Contact.objects.visible_to(world.by).get(ref=made.json()["ref"]).answers["child_first_name"] == "Канарейка"


def test_an_answer_that_the_form_does_not_ask_is_not_lost_without_a_word(world) -> None:
    got = world.keys["whole"].post("/contacts", {"channel": "phone", "language": "ru", "answers": {"child_nam": "Канарейка"}})
    assert (got.status_code, got.json()["errors"][0]["pointer"]) == (422, "#/answers/child_nam")
    assert "Канарейка" not in got.content.decode()


def test_a_child_is_found_registered_and_read(program, ground) -> None:
    asker = program(*SUPERVISOR)
    made = asker.post("/children", {"given": "Айару", "surname": "Серікова", "born": "2014-05", "place": ground["here"].place.ref})
    assert made.status_code == 201, made.content
    assert asker.get(made["Location"]).json()["born"] == "2014-05"
    found = asker.post("/children/search", {"given": "Айару", "surname": "Серікова", "born": "2014"})
    assert found.json()["items"][0]["child"]["ref"] == made.json()["ref"]
    other = program(*SUPERVISOR, at=ground["elsewhere"].pk)
    assert other.post("/children/search", {"given": "Айару", "surname": "Серікова"}).json() == {"items": []}
    assert asker.post("/children/search", {"given": "Айару"}).json()["type"] == "/api#rule"
    assert asker.post("/children", {"given": "А", "born": "2014-02-31"}).status_code == 422


def test_a_program_that_opens_a_case_gets_it_supervised_not_owned(world) -> None:
    """A machine answers for no child: the case waits for a person."""
    whole = world.keys["whole"]
    child = whole.post("/children", {"given": "Ерасыл", "surname": "Ахметов", "born": "2012"}).json()
    body = {"child": child["ref"], "place": world.here.place.ref, "risk": "high", "concerns": ["neglect"], "legal_ground": "crisis"}
    made = whole.post("/cases", body)
    assert (made.status_code, made.json()["is_assigned"]) == (201, False)
    again = whole.post("/cases", body)
    assert (again.status_code, again.json()["type"]) == (422, "/api#rule")


def test_the_public_reads_services_and_never_a_confidential_site(world, nobodys, owner) -> None:
    with owner():
        kind = OrganisationKind.objects.create(key="toy_shelter", names={"en": "Shelter"}, confidential_site=True)
        world.here.kind = kind
        world.here.save()
    hidden = made_service(world.here)
    site = made_site(hidden, address=SECRET_STREET, names=Words(en="House on Secret street"))
    assert site.is_confidential
    said = "".join(
        nobodys.get(path).content.decode() for path in ("/services", "/locations", "/organisations", f"/services/{hidden.ref}")
    )
    assert "Тайная" not in said
    assert "Secret" not in said
    assert nobodys.get(f"/locations/{site.ref}").status_code == 404
    assert nobodys.get(f"/services/{hidden.ref}").json()["locations"] == []
    shown = nobodys.get(f"/services/{world.service.ref}").json()
    assert shown["locations"][0]["address_1"] == "Мира, 1"
    assert shown["capacities"][0]["available"] == 3


def test_services_are_found_by_age_kind_language_place_and_free_places(world, nobodys) -> None:
    place = world.elsewhere.place.ref
    for query, is_found in (
        ("age=10", True), ("age=3", False), ("language=kk", True), ("language=de", False), ("kind=psychological", True),
        ("kind=legal", False), (f"place={place}", True), ("has_free_place=true", True), ("updated_since=2199-01-01T00:00:00Z", False),
    ):  # fmt: skip
        rows = nobodys.get(f"/services?{query}").json()["items"]
        assert (world.service.ref in {one["id"] for one in rows}) is is_found, query


def test_a_provider_counts_its_places_adds_a_service_and_names_no_script(world, nobodys) -> None:
    other = world.keys["other"]
    said = other.ask("PUT", f"/services/{world.service.ref}/capacity", {"available": 1, "maximum": 5})
    assert (said.status_code, said.json()["available"]) == (200, 1)
    assert other.ask("PUT", f"/services/{world.service.ref}/capacity", {"available": 9, "maximum": 5}).status_code == 422
    body = {"names": {"en": "Group"}, "kinds": ["psychological"], "url": "https://example.org/a"}
    made = other.post("/services", body)
    assert made.status_code == 201, made.content
    assert nobodys.get(made["Location"]).json()["name"] == "Group"
    assert other.post("/services", {**body, "url": "javascript:alert(1)"}).status_code == 422
    assert other.post("/services", {**body, "kinds": ["there_is_none"]}).json()["errors"][0]["pointer"] == "#/kinds"


def test_the_registry_is_open_and_places_know_what_is_above_them(world, nobodys) -> None:
    found = nobodys.get(f"/organisations?place={world.here.place.ref}").json()["items"]
    assert {one["ref"] for one in found} == {world.here.ref, world.elsewhere.ref}
    assert nobodys.get(f"/organisations/{world.here.ref}").json()["kind"] == "toy_centre"
    assert nobodys.get(f"/places/{world.here.place.ref}").json()["parent"] is None
    assert nobodys.get(f"/places?within={world.here.place.ref}").json()["items"][0]["code"] == "toy"
    assert nobodys.get("/organisations?bin=12").status_code == 422
