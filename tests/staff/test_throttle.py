"""Guessing is slowed down; a colleague on a known browser is never locked out; unknown names look like known ones."""

from __future__ import annotations

import datetime
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qorgan.journal.models import Entry
from qorgan.staff import devices, jobs, throttle
from qorgan.staff.access import BOOTSTRAP
from qorgan.staff.actions import deactivate_account
from qorgan.staff.models import Attempt, DailySalt, Device
from qorgan.staff.throttle import ACCOUNT, SOURCE, Rule, TooSoon, begin, counter, forget, give_back
from tests.staff.conftest import sign_in

pytestmark = pytest.mark.django_db
MORNING = datetime.datetime(2026, 11, 24, 4, tzinfo=datetime.UTC)
SMALL = Rule("small", free=2, shortest=4, longest=10, forgotten=100)


def wait_of(one) -> int:
    """How long the next attempt must wait; 0 where it is let through (and counted)."""
    try:
        begin(one)
    except TooSoon as fault:
        return fault.seconds
    return 0


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as moved:
        yield moved


def test_the_wait_doubles_up_to_its_longest_and_a_refusal_does_not_lengthen_it(as_web, clock) -> None:
    one = counter(SMALL, "x")
    assert [wait_of(one) for _ in range(3)] == [0, 0, 0]
    assert [wait_of(one) for _ in range(5)] == [4] * 5
    clock.shift(4)
    assert [wait_of(one), wait_of(one)] == [0, 8]
    clock.shift(8)
    assert [wait_of(one), wait_of(one)] == [0, 10]


def test_a_counter_that_rests_begins_anew(as_web, clock) -> None:
    one = counter(SMALL, "x")
    [wait_of(one) for _ in range(3)]
    clock.shift(101)
    assert [wait_of(one) for _ in range(3)] == [0, 0, 0]


def test_a_right_password_in_between_does_not_clear_the_way_for_guessing(as_web, clock) -> None:
    one = counter(SMALL, "x")
    for _ in range(2):
        begin(one)
    begin(one)
    give_back(one)
    assert [wait_of(one), wait_of(one)] == [0, 4]
    forget(one)
    assert wait_of(one) == 0


def test_an_attempt_that_one_counter_refuses_costs_nothing_in_the_others(as_web, clock) -> None:
    full, other = counter(SMALL, "full"), counter(SMALL, "other")
    [wait_of(full) for _ in range(3)]
    with pytest.raises(TooSoon):
        begin(other, full)
    assert Attempt.objects.get(bucket=other.bucket).failures == 0


def test_counters_carry_no_name_and_no_address_and_the_days_key_is_gone_after_two_days(as_web, clock) -> None:
    begin(counter(SOURCE, "203.0.113.9"), counter(ACCOUNT, "saule"))
    today = {bytes(row.bucket) for row in Attempt.objects.all()}
    assert all(len(bucket) == 16 and b"203" not in bucket for bucket in today)
    clock.shift(datetime.timedelta(days=1))
    begin(counter(SOURCE, "203.0.113.9"))
    assert len({bytes(row.bucket) for row in Attempt.objects.all()} - today) == 1
    clock.shift(datetime.timedelta(days=2))
    jobs.sweep()
    assert not DailySalt.objects.exists()
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    ("proxies", "seen", "expected"),
    [
        (0, ("198.51.100.1", "203.0.113.9"), "203.0.113.9"),
        (1, ("198.51.100.1, 203.0.113.5", "127.0.0.1"), "203.0.113.5"),
        (2, ("198.51.100.1, 203.0.113.5", "127.0.0.1"), "198.51.100.1"),
        (1, ("", "2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64"),
        (1, ("nonsense", ""), ""),
        (0, ("", ""), ""),
    ],
)
def test_the_source_is_what_the_nearest_trusted_proxy_saw(rf, settings, proxies, seen, expected) -> None:
    settings.TRUSTED_PROXIES = proxies
    forwarded, remote = seen
    request = rf.get("/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": forwarded})
    assert throttle.source_of(request) == expected


def guess(client: Client, username: str, times: int, source: str = "203.0.113.66"):
    for _ in range(times):
        last = sign_in(client, username, "wrong words again and", REMOTE_ADDR=source)
    return last


def test_after_some_wrong_passwords_one_waits_even_with_the_right_one(client, world) -> None:
    world.account("saule", "leader")
    assert "Try again in" in guess(client, "saule", 8).content.decode()
    assert "Try again in" in sign_in(client, "saule", REMOTE_ADDR="198.51.100.4").content.decode()


def test_a_known_and_an_unknown_name_get_the_same_answers_attempt_by_attempt(world, clock) -> None:
    world.account("saule", "leader")

    def answers(name: str, source: str) -> list[tuple[int, str]]:
        found = []
        for _ in range(9):
            text = guess(Client(), name, 1, source).content.decode()
            found.append("Try again in 2 seconds." in text)
        return found

    assert answers("saule", "203.0.113.1") == answers("nobody-here", "203.0.113.2") == [False] * 6 + [True] * 3


def test_a_flood_does_not_lock_out_a_colleague_on_a_browser_they_signed_in_from(world) -> None:
    world.account("saule", "leader")
    desk = Client()
    sign_in(desk, "saule", REMOTE_ADDR="203.0.113.66")
    desk.post("/sign-out")
    guess(Client(), "saule", 40)  # the same account, and the same address as the desk: one office, one router
    assert sign_in(desk, "saule", REMOTE_ADDR="203.0.113.66").status_code == 302


def test_without_the_device_cookie_the_same_flood_does_stop_them(world) -> None:
    """The planted fault: it proves that the test above looks at the cookie."""
    world.account("saule", "leader")
    desk = Client()
    sign_in(desk, "saule", REMOTE_ADDR="203.0.113.66")
    desk.post("/sign-out")
    del desk.cookies[devices.cookie_name()]
    guess(Client(), "saule", 40)
    assert sign_in(desk, "saule", REMOTE_ADDR="203.0.113.66").status_code == 422


def test_a_known_browser_is_slowed_down_too_but_never_for_more_than_a_minute(world, clock) -> None:
    world.account("saule", "leader")
    desk = Client()
    sign_in(desk, "saule")
    desk.post("/sign-out")
    for _ in range(20):
        guess(desk, "saule", 1)
        clock.shift(61)
        assert Attempt.objects.filter(waits_until__gt=MORNING + datetime.timedelta(days=1)).count() == 0
    assert sign_in(desk, "saule").status_code == 302


def test_a_browser_known_for_one_account_is_unknown_for_another(world) -> None:
    world.account("saule", "leader")
    world.account("marat", "leader")
    desk = Client()
    sign_in(desk, "saule")
    desk.post("/sign-out")
    guess(desk, "marat", 40)
    assert sign_in(desk, "marat", REMOTE_ADDR="203.0.113.66").status_code == 422


def test_one_source_cannot_try_every_name(world) -> None:
    for number in range(21):
        guess(Client(), f"name-{number}", 1)
    text = guess(Client(), "name-99", 1).content.decode()
    assert "Try again in" in text
    assert "Try again in" not in guess(Client(), "name-99", 1, "198.51.100.9").content.decode()


def test_the_log_of_an_account_cannot_be_flooded(world, clock) -> None:
    saule = world.account("saule", "leader")
    guess(Client(), "saule", 50)
    assert Entry.objects.filter(stream=saule.id, verb="staff.signin.failed").count() <= ACCOUNT.free + 1


def test_a_device_is_forgotten_after_ninety_days_without_a_sign_in(world, clock) -> None:
    world.account("saule", "leader")
    desk = Client()
    sign_in(desk, "saule")
    desk.post("/sign-out")
    clock.shift(devices.KEPT + datetime.timedelta(hours=1))
    jobs.sweep()
    assert not Device.objects.exists()


def work_of(world, settings, turns: int) -> dict[str, tuple[float, int]]:
    """Processor seconds (the median) and queries of a failed attempt, by name: unlike a stop watch, a busy machine does
    not disturb them."""
    settings.PASSWORD_HASHERS = ["qorgan.staff.hashers.BoundedArgon2"]
    world.account("saule", "leader")
    world.account("invited").set_unusable_password()
    deactivate_account(by=BOOTSTRAP, account=world.account("closed", "leader"))
    found: dict[str, tuple[float, int]] = {}
    for name in ("saule", "invited", "closed", "nobody-here"):
        taken, asked = [], 0
        guess(Client(), name, 1)  # the first of a name makes its stream and its counter
        for _ in range(turns):
            Attempt.objects.all().delete()
            with CaptureQueriesContext(connection) as queries:
                began = time.process_time()
                guess(Client(), name, 1)
                taken.append(time.process_time() - began)
            asked = len(queries)
        found[name] = (statistics.median(taken), asked)
    return found


def test_an_unknown_name_costs_what_a_wrong_password_costs(world, settings) -> None:
    found = work_of(world, settings, turns=5)
    unknown, queries = found.pop("nobody-here")
    ratios = {name: round(seconds / unknown, 2) for name, (seconds, _asked) in found.items()}
    print(f"processor seconds of a failed attempt: unknown name {unknown:.3f}; ratio of known ones {ratios}")
    assert all(0.75 < ratio < 1.33 for ratio in ratios.values())
    assert {asked for _seconds, asked in found.values()} == {queries}


def test_without_the_equal_work_the_unknown_name_would_give_itself_away(world, settings, monkeypatch) -> None:
    """The planted fault: the ratio above is one that can fail."""
    monkeypatch.setattr("qorgan.staff.backends.AccountBackend._mitigate_timing_attack", lambda self, password: None)
    found = work_of(world, settings, turns=2)
    assert found["saule"][0] / found["nobody-here"][0] > 1.33


def test_fifty_attempts_at_once_count_as_fifty(as_web) -> None:
    """Counting comes before judging, so none of many parallel guesses slips through. Real connections, committed."""
    arguments = {key: value for key, value in connection.get_connection_params().items() if key != "cursor_factory"}
    arguments.pop("context", None)
    bucket, call = b"at-once-at-once!", "SELECT staff_attempt(%s, now(), 2, 60, 60, 100)"

    def attempt(_number: int) -> bool:
        with psycopg.connect(**arguments, autocommit=True) as other:
            other.execute("SET ROLE qorgan_web")
            (wait,) = other.execute(call, [bucket]).fetchone()
            return wait == 0

    try:
        with ThreadPoolExecutor(8) as pool:
            let_through = sum(pool.map(attempt, range(50)))
    finally:
        with psycopg.connect(**arguments, autocommit=True) as other:
            other.execute("DELETE FROM staff_attempt WHERE bucket = %s", [bucket])
    assert let_through == 3
