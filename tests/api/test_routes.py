"""Every route of the API × every kind of key: who may, who may not, and that hidden equals absent. Generated from the routes."""

from __future__ import annotations

import tomllib
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import URLPattern

from qorgan.access.permissions import known
from qorgan.access.principal import Kind, Principal
from qorgan.directory.loading import load_directory
from qorgan.site.urls import urlpatterns
from qorgan.ui.api import door as doors
from qorgan.ui.api import gates, repeats
from qorgan.ui.api.door import Door
from qorgan.ui.api.gates import Gate, Open
from qorgan.ui.api.house import house
from qorgan.ui.pages import PUBLIC
from tests.api.world import World, routes
from tests.house.test_headers import missing

pytestmark = pytest.mark.django_db
BODIES: dict[str, dict[str, Any]] = {
    "PATCH /cases/{slug:ref}": {"risk": "high"},
    "POST /cases/{slug:ref}/tasks": {"what": "Call", "due_at": "2027-01-01T00:00:00Z"},
    "POST /tasks/{slug:ref}/end": {"state": "done"},
    "POST /cases/{slug:ref}/notes": {"text": "Seen"},
    "PATCH /contacts/{slug:ref}": {"answers": {}},
    "POST /referrals/{slug:ref}/decline": {"reason": "no_place"},
    "POST /referrals/{slug:ref}/records": {"on": "2026-01-01", "kind": "session"},
    "POST /referrals/{slug:ref}/report": {"outcome": "done"},
    "PATCH /forms/{slug:ref}": {"answers": {}},
    "POST /cases/{slug:ref}/forms": {"kind": "follow_up"},
    "PUT /referrals/{slug:ref}/draft": {"service": "zzzzzzzzzzzzzzzz", "urgency": "usual"},
    "PUT /referrals/{slug:ref}/shared": {"fields": []},
    "PUT /referrals/{slug:ref}/consent": {"given_by": "child", "on": "2026-01-01"},
    "PUT /referrals/{slug:ref}/exception": {"ground": "crisis", "note": "Now"},
    "PATCH /services/{slug:ref}": {"is_free": False},
    "PUT /services/{slug:ref}/capacity": {"available": 1},
}
"""A body that fits, for routes that want one; others take an empty one."""
ABSENT = "zzzzzzzzzzzzzzzz"
OF_THE_SENDER = ("case.", "casework.", "helpline.", "children.")


def operations() -> list[Any]:
    """Every operation that ninja answers at an address of the product."""
    bound = house._get_bound_routers()
    return [one for router in bound for view in router.path_operations.values() for one in view.operations]


def undeclared(found: list[Any]) -> list[str]:
    """Operations that did not come through a door: nobody asks what they need, nobody writes down what they show."""
    return [
        f"{one.methods} {one.path} declares no route"
        for one in found
        if not hasattr(one.view_func, "route") or not any(isinstance(gate, Gate | Open) for gate in one.auth_callbacks)
    ]


def asked(world: World, key: str, route: Any, path: str) -> Any:
    headers = {"If-Match": '"1"'} if route.is_versioned and route.method != "GET" else {}
    body = None if route.method == "GET" else BODIES.get(f"{route.method} {route.path}", {})
    return world.keys[key].ask(route.method, path, body, **{name.replace("-", "_"): value for name, value in headers.items()})


def test_every_operation_declares_what_it_needs() -> None:
    assert undeclared(operations()) == []
    assert len(operations()) == len(routes()) >= 30


def test_an_operation_beside_the_doors_makes_the_guard_red() -> None:
    """The planted fault."""
    bare = Door("Bare").router
    bare.get("/bare")(lambda request: {})
    (operation,) = bare.path_operations["/bare"].operations
    assert undeclared([operation]) == ["['GET'] /bare declares no route"]
    doors._doors.pop()


def test_every_need_is_a_permission_that_a_room_declares() -> None:
    assert {str(route.needs) for route in routes()} - {PUBLIC} - known().keys() == set()


def test_nothing_that_shows_a_child_is_open() -> None:
    shown = [route.path for route in routes() if route.needs == PUBLIC]
    assert all(path.split("/")[1] in {"services", "locations", "organisations", "places"} for path in shown), shown


def test_without_a_key_and_with_one_too_small_no_route_answers(world) -> None:
    for route, path in world.guarded_paths():
        assert asked(world, "none", route, path).status_code == 401, path
        refused = asked(world, "narrow", route, path)
        assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json"), path


def test_a_gate_that_lets_everybody_in_makes_the_walk_red(world, monkeypatch) -> None:
    """The planted fault: without the question of permission the narrow key comes further than 403."""
    monkeypatch.setattr("qorgan.access.principal.Principal.may", lambda self, permission: True)
    got = {asked(world, "narrow", route, path).status_code for route, path in world.guarded_paths()}
    assert got != {403}


def test_a_foreign_record_is_answered_exactly_as_an_absent_one(world) -> None:
    """The other organisation's key holds every permission and knows of ours what was sent to it: the referral, not its drafts."""
    walked = set()
    for route, path in world.guarded_paths():
        ref = path.split("/")[2]
        if ref == world.referral.ref or "/services/" in path:
            continue
        foreign, absent = (asked(world, "other", route, one) for one in (path, path.replace(ref, ABSENT)))
        assert foreign.status_code == absent.status_code == 404, (route, foreign.content)
        assert foreign.content == absent.content
        walked.add(route.path)
    for end in ("draft", "offers", "shared", "consent", "exception", "send", "discard"):
        assert f"/referrals/{{slug:ref}}/{end}" in walked
    assert {path for path in walked if path.startswith("/forms/")} >= {"/forms/{slug:ref}/definition", "/forms/{slug:ref}/finish"}


def test_the_service_of_another_organisation_is_not_changed(world) -> None:
    for route, path in world.guarded_paths():
        if "/services/" in path:
            assert asked(world, "whole", route, path).status_code == 404, path


def test_the_sender_does_not_answer_for_the_service_nor_the_service_for_the_sender(world) -> None:
    ends = {"accept": "whole", "acknowledge": "whole", "decline": "whole", "records": "whole", "report": "whole",
            "close": "other", "revoke": "other"}  # fmt: skip
    walked = set()
    for route, path in world.guarded_paths():
        end = path.rpartition("/")[2]
        if end in ends:
            got = asked(world, ends[end], route, path)
            assert got.status_code in (404, 422), (path, got.content)
            assert world.keys["whole"].get(f"/referrals/{world.referral.ref}").json()["state"] == "sent"
            walked.add(end)
    assert walked == set(ends)


def test_first_wall_gone_the_second_still_hides_what_is_foreign(world, monkeypatch) -> None:
    """The planted fault: need to know is left out of the program; row security keeps the case of the other organisation."""
    from django.db.models import Q

    from qorgan.casework.models import Case

    monkeypatch.setattr(Case, "need_to_know", staticmethod(lambda by: Q()))
    assert world.keys["other"].get(f"/cases/{world.case.ref}").status_code == 404
    assert world.keys["other"].get("/cases").json()["items"] == []


def test_what_no_route_answers_is_a_problem_too(nobodys) -> None:
    for path, status in (("/there-is-no-such-address", 404), ("/cases/zz/zz/zz", 404)):
        got = nobodys.get(path)
        assert (got.status_code, got["Content-Type"]) == (status, "application/problem+json")
    refused = nobodys.ask("DELETE", "/places")
    assert (refused.status_code, refused["Allow"], refused["Content-Type"]) == (405, "GET", "application/problem+json")


def test_every_answer_has_every_header_and_sets_no_cookie(world) -> None:
    for route, path in world.guarded_paths():
        for key in ("whole", "none"):
            got = asked(world, key, route, path)
            assert missing(path, got) == []
            assert not got.cookies
            assert got.headers.get("Vary", "")


def test_the_api_is_mounted_where_its_problems_are_looked_for() -> None:
    mounted = [one for one in urlpatterns if not isinstance(one, URLPattern) and str(one.pattern) == "api/v1/"]
    assert len(mounted) == 1


ROLES: dict[str, frozenset[str]] = {
    role["key"]: frozenset(role["permissions"])
    for role in tomllib.loads((settings.PACK / "roles.toml").read_text(encoding="utf-8"))["role"]
}


def gate(role: str, nobodys: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What differs from the table when a program with all permissions of a role asks every route; views are not run."""
    by = Principal(kind=Kind.MACHINE, permissions=ROLES[role], language="en")
    monkeypatch.setattr(gates, "_keepers", [lambda request: by])
    monkeypatch.setattr(doors, "_once", lambda *_: repeats.Kept(200, "{}"))
    wrong = []
    for route in routes():
        path = route.path.replace("{slug:ref}", ABSENT)
        body = None if route.method == "GET" else BODIES.get(f"{route.method} {route.path}", {})
        got = nobodys.ask(route.method, path, body, If_Match='"1"')
        if (got.status_code == 403) is (route.needs == PUBLIC or route.needs in by.permissions) or got.status_code == 401:
            wrong.append(f"{role}: {route.method} {route.path} {got.status_code}")
    return wrong


@pytest.mark.parametrize("role", ROLES)
def test_every_route_lets_in_a_role_exactly_as_its_need_says(role: str, nobodys, monkeypatch) -> None:
    assert gate(role, nobodys, monkeypatch) == []


def test_a_need_that_nobody_asks_makes_the_table_red(nobodys, monkeypatch) -> None:
    """The planted fault."""
    monkeypatch.setattr(gates, "must_hold", lambda by, permission: None)
    assert len(gate("form_editor", nobodys, monkeypatch)) == len([route for route in routes() if route.needs != PUBLIC])


def test_no_role_of_council_grants_or_party_reaches_anything_with_a_key() -> None:
    lines = tomllib.loads((settings.PACK / "roles.toml").read_text(encoding="utf-8"))["role"]
    apart = [line for line in lines if line.get("sphere") in ("council", "grants", "party")]
    assert apart
    assert all("staff.key.make" not in line["permissions"] for line in apart)


def test_a_key_of_no_organisation_makes_nothing_for_one(nobodys, monkeypatch) -> None:
    """The first administrator of an installation holds a role without an organisation; so would a keeper of the registry."""
    by = Principal(kind=Kind.MACHINE, account_id=uuid4(), permissions=frozenset({"directory.service.keep"}), language="en")
    monkeypatch.setattr(gates, "_keepers", [lambda request: by])
    load_directory()
    got = nobodys.post("/services", {"names": {"en": "Help"}, "kinds": ["psychological"]})
    assert (got.status_code, got.json()["detail"]) == (422, "This key acts for no organisation.")
