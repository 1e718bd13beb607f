"""Keys of programs: what they may do, how they end, and that nothing tells a wrong one from an unknown one."""

from __future__ import annotations

import re
import statistics
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qorgan.access.acting import reading
from qorgan.access.models import Standing
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.journal.models import Entry
from qorgan.site.demo.clock import at
from qorgan.staff import api_keys, fresh, queries, sessions, throttle
from qorgan.staff.access import BOOTSTRAP, KEY_MAKE, KEY_OVERSEE
from qorgan.staff.actions import deactivate_account, end_membership, make_key, revoke_key, rotate_key
from qorgan.staff.models import ApiKey, Membership
from tests.api.conftest import Program
from tests.casework.conftest import SUPERVISOR, employ, ground, in_english  # noqa: F401

pytestmark = pytest.mark.django_db
READ = ("casework.case.read", "casework.case.oversee")
JUST_OVER = TransactionNow() - timedelta(seconds=1)
"""By the clock that decides, the database's, which stands still while a test's transaction lasts."""


def soon(days: int = 30):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def saule(employ):  # noqa: F811
    """Leads the work with cases and makes keys."""
    return employ(*SUPERVISOR, KEY_MAKE)


@pytest.fixture
def made(saule):
    return make_key(by=saule, name="Telephone", scopes=READ, ends_on=soon())


def status(made) -> int:
    return Program(made).get("/cases").status_code


def through_the_wall(standing_id, permission: str) -> bool:
    """What the database itself says of a standing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('qorgan.standing', %s, true), qorgan_may(%s)", [str(standing_id), permission])
        return cursor.fetchone()[1]


def test_a_key_opens_what_it_was_made_for_and_nothing_else(made) -> None:
    assert status(made) == 200
    assert Program(made).post("/cases", {}).status_code == 403


@pytest.mark.parametrize("away", [timedelta(hours=-1), timedelta(hours=1)])
def test_a_key_opens_at_once_wherever_the_clock_of_its_maker_stands(away: timedelta, saule) -> None:
    with at(timezone.now() + away):
        made = make_key(by=saule, name="x", scopes=READ, ends_on=soon())
    assert status(made) == 200
    assert through_the_wall(made.key.standing_id, READ[0])


def test_the_database_too_narrows_the_role_to_the_scopes(made, saule) -> None:
    standing = made.key.standing_id
    assert through_the_wall(standing, "casework.case.read")
    assert not through_the_wall(standing, "casework.case.open")
    assert through_the_wall(saule.standing_id, "casework.case.open")


def test_the_secret_is_kept_nowhere_and_never_shown_again(made, owner) -> None:
    secret = made.token.rpartition("_")[2]
    assert re.fullmatch(r"qk_[2-9a-hjkmnp-z]{16}_[a-z2-7]{32}", made.token)
    assert secret not in repr(made)
    with owner(), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(k::text, '') FROM staff_apikey k")
        (kept,) = cursor.fetchone()
    assert secret not in kept
    assert not Entry.objects.filter(body__contains=secret).exists()


def test_a_key_never_carries_more_than_its_maker(saule) -> None:
    for scopes in (("helpline.contact.read",), (KEY_MAKE,), ("staff.account.manage",), ()):
        with pytest.raises(RuleBroken):
            make_key(by=saule, name="x", scopes=scopes, ends_on=soon())


def test_a_key_that_shows_children_needs_a_second_factor(saule) -> None:
    weak = replace(saule, is_second_factor_given=False)
    with pytest.raises(RuleBroken, match="second factor"):
        make_key(by=weak, name="x", scopes=READ, ends_on=soon())
    assert make_key(by=weak, name="x", scopes=["clocks.clock.read"], ends_on=soon()).key.is_working


def test_a_key_ends_within_a_year(saule) -> None:
    for ends_on in (soon(366), soon(-1)):
        with pytest.raises(RuleBroken):
            make_key(by=saule, name="x", scopes=READ, ends_on=ends_on)
    assert make_key(by=saule, name="x", scopes=READ, ends_on=soon(365)).key.ends_at > timezone.now() + timedelta(days=364)


def test_who_has_no_role_in_an_organisation_makes_no_key(cast) -> None:
    with pytest.raises(Refused):
        make_key(by=cast.person(KEY_MAKE, "places.place.read"), name="x", scopes=["places.place.read"], ends_on=soon())


def test_no_key_of_a_party_sees_a_child(made, owner, ground) -> None:  # noqa: F811
    """The party rule stands in the database: the kind of the organisation cannot become a party's while such a key lives."""
    kind = ground["here"].kind
    kind.is_party = True
    with owner():
        Standing.objects.exclude(pk=made.key.standing_id).update(organisations=[])  # the key's own is the only one left
    with owner(), pytest.raises(IntegrityError, match="no_party_sees_a_child"), transaction.atomic():
        kind.save()


def test_a_key_that_is_over_revoked_or_of_another_time_opens_nothing(made, saule) -> None:
    revoke_key(by=saule, key=made.key)
    assert status(made) == 401
    with pytest.raises(RuleBroken):
        revoke_key(by=saule, key=made.key)
    over = make_key(by=saule, name="x", scopes=READ, ends_on=soon())
    ApiKey.objects.filter(pk=over.key.pk).update(ends_at=JUST_OVER)
    assert status(over) == 401
    assert not through_the_wall(made.key.standing_id, READ[0])


def test_a_key_ends_with_the_role_of_its_owner(made, saule) -> None:
    end_membership(by=BOOTSTRAP, membership=Membership.objects.get(standing=saule.standing_id), reason="left")
    assert status(made) == 401
    assert ApiKey.objects.get(pk=made.key.pk).revoked_at is not None


def test_a_key_ends_with_the_account_of_its_owner_and_stays_ended(made, saule) -> None:
    account = Membership.objects.get(standing=saule.standing_id).account
    deactivate_account(by=BOOTSTRAP, account=account)
    assert status(made) == 401
    type(account).objects.filter(pk=account.pk).update(is_active=True)
    assert status(made) == 401


def test_after_a_rotation_both_secrets_work_for_a_day(made, saule) -> None:
    again = rotate_key(by=saule, key=made.key)
    assert (status(made), status(again)) == (200, 200)
    ApiKey.objects.update(previous_until=JUST_OVER)
    assert (status(made), status(again)) == (401, 200)


def test_a_second_rotation_ends_the_first_secret_at_once(made, saule) -> None:
    second = rotate_key(by=saule, key=made.key)
    third = rotate_key(by=saule, key=made.key)
    assert (status(made), status(second), status(third)) == (401, 200, 200)


def test_only_the_owner_rotates_and_the_overseer_ends(made, employ) -> None:  # noqa: F811
    timur = employ(KEY_MAKE, KEY_OVERSEE)
    bolat = employ(*SUPERVISOR, KEY_MAKE)
    for somebody in (timur, bolat):
        with pytest.raises(Refused):
            rotate_key(by=somebody, key=made.key)
    with pytest.raises(Refused):
        revoke_key(by=bolat, key=made.key)
    assert list(queries.api_keys(bolat)) == []
    assert list(queries.api_keys(timur)) == [made.key]
    revoke_key(by=timur, key=made.key)
    assert status(made) == 401


def test_what_happened_to_a_key_stands_in_the_journal_with_the_programs_deeds_under_its_name(made, saule) -> None:
    rotate_key(by=saule, key=made.key)
    revoke_key(by=saule, key=made.key)
    with reading(saule):
        assert [str(one.title) for one in queries.key_log(made.key)] == [
            "Key of a program ended",
            "Secret of a key changed",
            "Key of a program made",
        ]
        assert queries.names_of([made.key.id, saule.account]) == {made.key.id: "Telephone", saule.account: "Айгерім"}


def test_the_day_of_the_last_use_is_kept_and_no_more(made) -> None:
    assert made.key.last_used_on is None
    status(made)
    made.key.refresh_from_db()
    assert made.key.last_used_on is not None


def test_a_key_that_calls_too_often_waits_and_others_do_not(made, saule, monkeypatch) -> None:
    other = make_key(by=saule, name="y", scopes=READ, ends_on=soon())
    monkeypatch.setattr(settings, "API_PER_MINUTE", 6)
    monkeypatch.setattr(api_keys, "BURST", 3)
    assert [status(made) for _ in range(4)] == [200, 200, 200, 429]
    refused = Program(made).get("/cases")
    assert refused["Content-Type"] == "application/problem+json"
    assert 1 <= int(refused["Retry-After"]) <= 10
    assert status(other) == 200


WRONG = ("", "Bearer", "Bearer qk_", "Basic cWs6eA==", "Bearer qk_zzzzzzzzzzzzzzzz_" + "a" * 32, "Bearer \x00", "Bearer " + "x" * 9_000)


@pytest.mark.parametrize("header", WRONG)
def test_whatever_is_no_key_is_refused_alike(header: str, client) -> None:
    given = client.get("/api/v1/cases", headers={"Authorization": header, "Accept-Language": "en"})
    assert given.status_code == 401
    assert given["WWW-Authenticate"].startswith("Bearer")
    assert given.json() == {"type": "/api#unauthorized", "title": "A valid key is needed", "status": 401}


def test_a_session_cookie_opens_nothing_at_the_api(client, saule, monkeypatch) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "x"
    monkeypatch.setattr(sessions, "of_request", lambda request: sessions.SignedIn(sessions.State.IN, saule, saule))
    assert client.get("/api/v1/cases").status_code == 401


def test_an_unknown_key_and_a_wrong_secret_cost_the_same_queries_and_the_same_time(made, client, monkeypatch) -> None:
    monkeypatch.setattr(throttle, "API_KEY", throttle.Rule("api-key", free=1_000, shortest=1, longest=1, forgotten=1))
    counts = []
    ref = made.key.ref
    unknown, wrong = f"Bearer qk_zzzzzzzzzzzzzzzz_{'a' * 32}", f"Bearer qk_{ref}_{'a' * 32}"
    took: dict[str, list[float]] = {unknown: [], wrong: []}
    client.get("/api/v1/cases", headers={"Authorization": unknown})  # the first request of a day makes its salt
    for header in took:
        with CaptureQueriesContext(connection) as asked:
            client.get("/api/v1/cases", headers={"Authorization": header})
        counts.append([one["sql"].partition(" WHERE ")[0][:60] for one in asked])
    assert counts[0] == counts[1], "one for the key, then the counter of the source"
    assert len(counts[0]) == 3
    for _ in range(40):
        for header, times in took.items():
            began = time.perf_counter()
            client.get("/api/v1/cases", headers={"Authorization": header})
            times.append(time.perf_counter() - began)
    first, second = (statistics.median(times) for times in took.values())
    assert abs(first - second) < 0.5 * max(first, second)


def test_the_pages_make_a_key_show_it_once_rotate_and_end_it(client, saule, monkeypatch) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "x"
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    english = replace(saule, language="en")
    monkeypatch.setattr(sessions, "of_request", lambda request: sessions.SignedIn(sessions.State.IN, english, english))
    monkeypatch.setattr(fresh, "is_fresh", lambda session: True)
    offered = client.get("/keys/new").content.decode()
    assert 'value="casework.case.read"' in offered
    assert "staff.key.make" not in offered
    posted = {"name": "Call centre", "scopes": list(READ), "ends_on": str(soon())}
    answered = client.post("/keys/new", posted)
    (token,) = re.findall(r"qk_[0-9a-z]{16}_[a-z2-7]{32}", answered.content.decode())
    assert answered["Cache-Control"] == "no-store"
    key = ApiKey.objects.get()
    assert token.split("_")[1] == key.ref
    shown = client.get(f"/keys/{key.ref}").content.decode()
    assert "Call centre" in shown
    assert token not in shown
    assert "qk_" in client.post(f"/keys/{key.ref}/rotate").content.decode()
    assert client.post(f"/keys/{key.ref}/revoke").status_code == 302
    assert "ended" in client.get(f"/keys/{key.ref}").content.decode()
    refused = client.post("/keys/new", {**posted, "ends_on": str(soon(400))})
    assert (refused.status_code, "A year" in refused.content.decode() or "a year" in refused.content.decode()) == (422, True)
