"""Lists and single records: in pages, in few queries, written down, in UTC, by public ids alone."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qorgan.casework.actions.note import write_note
from qorgan.children.actions import register_child
from qorgan.journal.models import Entry
from tests.api.world import made_service, made_site, sent_referral
from tests.casework.conftest import SUPERVISOR, begun
from tests.children.conftest import facts

pytestmark = pytest.mark.django_db
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-")


@pytest.fixture
def supervising(program):
    return program(*SUPERVISOR)


@pytest.fixture
def many(aigerim, ground):
    """`many(n)`: so many cases more, each of a child of its own."""

    def made(number: int) -> None:
        for _ in range(number):
            child = register_child(by=aigerim, facts=facts(), although_similar=True)
            begun(aigerim, child, ground["here"], owner=aigerim.account_id)

    return made


def walk(program, path: str) -> list[str]:
    """The refs of a whole list, page by page."""
    found = []
    while path:
        page = program.get(path).json()
        found += [one["ref"] for one in page["items"]]
        path = page["next"]
    return found


def test_a_list_is_walked_page_by_page_and_nothing_is_missed_or_doubled(supervising, many) -> None:
    many(5)
    whole = walk(supervising, "/cases")
    assert len(set(whole)) == 5
    assert walk(supervising, "/cases?limit=2") == whole
    assert walk(supervising, "/cases?limit=2&state=open") == whole
    assert walk(supervising, "/cases?state=closed") == []


def test_what_is_added_while_one_walks_comes_at_the_end(supervising, many) -> None:
    many(3)
    first = supervising.get("/cases?limit=2").json()
    many(1)
    rest = walk(supervising, first["next"])
    assert len({one["ref"] for one in first["items"]} | set(rest)) == 4


def test_a_cursor_tells_nothing_and_works_for_its_own_list_and_key_alone(supervising, program, many, ground) -> None:
    many(3)
    address = supervising.get("/cases?limit=1").json()["next"]
    cursor = dict(part.split("=") for part in urlsplit(address).query.split("&"))["cursor"]
    other = program(*SUPERVISOR, at=ground["elsewhere"].pk)
    for asker, path in ((other, "/cases"), (supervising, "/contacts"), (supervising, "/places")):
        got = asker.get(f"{path}?cursor={cursor}")
        assert got.status_code in (403, 422), path
    assert supervising.get("/cases?cursor=abc").json()["errors"][0]["pointer"] == "query:cursor"


def test_only_what_changed_since_a_moment_is_asked_for(supervising, many, aigerim) -> None:
    many(3)
    before = walk(supervising, "/cases?updated_since=2020-01-01T00:00:00Z")
    assert len(before) == 3
    assert walk(supervising, "/cases?updated_since=2199-01-01T00:00:00Z") == []
    assert supervising.get("/cases?updated_since=2026-11-24").status_code == 422
    assert supervising.get("/cases?updated_since=1700000000").status_code == 422


def test_a_list_costs_the_same_number_of_queries_with_one_row_and_with_thirty(supervising, many) -> None:
    def cost() -> int:
        supervising.get("/cases?limit=200")
        with CaptureQueriesContext(connection) as asked:
            assert supervising.get("/cases?limit=200").status_code == 200
        return len(asked)

    many(1)
    one = cost()
    many(29)
    assert cost() == one


@pytest.mark.parametrize("path", ["/notes", "/tasks", "/referrals", "/services", "/locations", "/organisations", "/places"])
def test_no_list_asks_for_each_row(path: str, world, owner) -> None:
    asker, where = world.keys["whole"], f"/cases/{world.case.ref}{path}" if path in ("/notes", "/tasks") else path

    def cost() -> int:
        asker.get(where)
        with CaptureQueriesContext(connection) as asked:
            got = asker.get(where)
        assert got.json()["items"]
        return len(asked)

    one = cost()
    before = len(asker.get(where).json()["items"])
    for _ in range(3):
        service = made_service(world.elsewhere)
        made_site(service)
        write_note(by=world.by, case=world.case, text="Again")
        sent_referral(world.by, world.case, service)
    assert cost() == one
    if path in ("/notes", "/referrals", "/services", "/locations"):
        assert len(asker.get(where).json()["items"]) == before + 3


def test_a_list_that_asks_for_each_row_makes_the_guard_red(supervising, many, monkeypatch) -> None:
    """The planted fault: the place of each case is fetched again."""
    from qorgan.casework.api import cases as api
    from qorgan.places.models import Place

    line = api._line
    monkeypatch.setattr(api, "_line", lambda case, children: (Place.objects.get(pk=case.place_id), line(case, children))[1])
    counts = []
    for more in (1, 9):
        many(more)
        with CaptureQueriesContext(connection) as asked:
            supervising.get("/cases")
        counts.append(len(asked))
    assert counts[1] >= counts[0] + 9


def test_what_is_shown_is_written_down_before_it_leaves(supervising, opened) -> None:
    supervising.get(f"/cases/{opened.ref}")
    (entry,) = Entry.objects.filter(verb="journal.page.read", stream=supervising.made.key.id)
    assert opened.id in entry.about
    assert '"page":"api.casework.read_case"' in entry.body
    assert '"kind":"machine"' in entry.body


def test_what_cannot_be_written_down_is_not_shown(supervising, opened, monkeypatch) -> None:
    """The planted fault: the journal is away."""
    supervising.client.raise_request_exception = False
    monkeypatch.setattr("qorgan.ui.api.door.append_reading", lambda *_, **__: 1 / 0)
    got = supervising.get(f"/cases/{opened.ref}")
    assert (got.status_code, got["Content-Type"]) == (500, "application/problem+json")
    assert opened.ref not in got.content.decode()


def test_a_reading_route_cannot_write(supervising, opened, monkeypatch) -> None:
    """The planted fault: a GET that would change a record; the database refuses, and the answer is a problem."""
    from qorgan.casework.api import cases as api

    found = api.case_of

    def careless(request, ref):
        case = found(request, ref)
        type(case).objects.visible_to(request.by).filter(pk=case.pk).update(is_urgent=True)
        return case

    supervising.client.raise_request_exception = False
    monkeypatch.setattr(api, "case_of", careless)
    assert supervising.get(f"/cases/{opened.ref}").status_code == 500


def test_moments_are_in_utc_and_no_internal_id_leaves(world) -> None:
    for key, path in (("whole", f"/cases/{world.case.ref}"), ("whole", "/referrals"), ("other", f"/referrals/{world.referral.ref}"),
                      ("whole", "/contacts"), ("none", "/services"), ("none", "/locations"), ("none", "/organisations"),
                      ("none", "/places")):  # fmt: skip
        said = world.keys[key].get(path).content.decode()
        assert not UUIDS.search(said), path
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", world.keys["whole"].get(f"/cases/{world.case.ref}").json()["opened_at"]
    )


def test_problems_come_in_the_language_of_the_request(supervising) -> None:
    for code, title in (("kk", "Мұнда ештеңе жоқ"), ("ru", "Здесь ничего нет"), ("en", "There is nothing here")):
        assert supervising.get("/cases/zzzzzzzzzzzzzzzz", Accept_Language=code).json()["title"] == title


def test_a_problem_never_repeats_what_was_sent(supervising, opened) -> None:
    for method, path, body in (
        ("PATCH", f"/cases/{opened.ref}", {"risk": "Канарейкина"}),
        ("POST", f"/cases/{opened.ref}/notes", {"text": 5, "Канарейкина": "x"}),
        ("POST", "/children/search", {"given": "Канарейкина", "born": "Канарейкина"}),
        ("POST", "/children", {"surname": ["Канарейкина"]}),
    ):
        got = supervising.ask(method, path, body, If_Match='"1"')
        assert got.status_code == 422, got.content
        assert "Канарейкина" not in got.content.decode().replace("#/Канарейкина", "")


def test_a_body_that_is_too_long_or_no_json_is_refused(supervising, opened) -> None:
    where = f"/api/v1/cases/{opened.ref}/notes"
    headers = {"Authorization": f"Bearer {supervising.made.token}", "Idempotency-Key": "a-mark-of-mine"}
    post = supervising.client.post
    assert post(where, "x" * 300_000, content_type="application/json", headers=headers).status_code == 413
    assert post(where, "text=x", content_type="application/x-www-form-urlencoded", headers=headers).status_code == 415
    assert post(where, "{", content_type="application/json", headers=headers).status_code == 400
    assert post(where, '{"text": "\\ud800"}', content_type="application/json", headers=headers).status_code == 422
    assert post(where, '{"text": "\\u0000"}', content_type="application/json", headers=headers).status_code == 422


def test_the_other_side_of_a_referral_sees_what_was_shared_and_not_its_origin(world) -> None:
    ours, theirs = (world.keys[key].get(f"/referrals/{world.referral.ref}").json() for key in ("whole", "other"))
    assert (ours["side"], theirs["side"]) == ("sender", "service")
    assert ours["origin"] == f"case:{world.case.ref}"
    assert theirs["origin"] == ""
    assert theirs["shared"][0]["lines"] == [{"label": "Concern", "value": "Fear of school", "is_gone": False}]
    assert "Серікова" not in str(theirs)
