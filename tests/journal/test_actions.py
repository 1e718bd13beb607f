"""Every write is an action; every action is remembered; what is remembered cannot be changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.journal import actions as actions_module
from qorgan.journal.actions import NothingRecorded, Unattended, action, on, record, scratch
from qorgan.journal.chain import GENESIS, append_reading, digest
from qorgan.journal.events import Event, NotForTheJournal, label_of, verbs
from qorgan.journal.models import Entry, Head
from qorgan.journal.scratching import NotScratch, written_tables
from tests.toy.models import BOX_READ, BOX_WRITE, Box, Scribble

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class BoxFilled(Event):
    verb: ClassVar = "toy.box.filled"
    label: ClassVar = "Box filled"
    count: int


@pytest.fixture(autouse=True)
def _keep_registers(monkeypatch):
    """Actions and listeners declared inside tests are forgotten after them."""
    monkeypatch.setattr(actions_module, "_actions", list(actions_module._actions))
    fresh = actions_module._listeners.copy()
    monkeypatch.setattr(actions_module, "_listeners", fresh)


@pytest.fixture
def fill():
    @action(BOX_WRITE)
    def fill_box(*, by: Principal, box: Box, count: int) -> Box:
        box.count = count
        box.save(update_fields=["count"])
        record(BoxFilled(subject=box.id, count=count), by=by)
        return box

    return fill_box


@pytest.fixture
def aigerim(cast):
    return cast.person(BOX_READ, BOX_WRITE)


@pytest.fixture
def box(cast, owner):
    with owner():
        return Box.objects.create(organisation=cast.here)


def mine(by, box):
    return Box.objects.visible_to(by).get(pk=box.pk)


def test_an_action_changes_and_is_remembered_in_its_subjects_stream(aigerim, box, fill) -> None:
    fill(by=aigerim, box=box, count=2)
    fill(by=aigerim, box=box, count=3)
    first, second = Entry.objects.filter(stream=box.id).order_by("seq")
    assert (first.seq, second.seq) == (1, 2)
    assert bytes(first.previous) == GENESIS
    assert bytes(second.previous) == bytes(first.hash) == digest(GENESIS, 1, first.body)
    assert bytes(second.hash) == digest(bytes(first.hash), 2, second.body)
    assert (second.verb, second.actor, second.role) == ("toy.box.filled", aigerim.account_id, aigerim.role)
    assert Head.objects.get(stream=box.id).seq == 2


def test_without_the_permission_it_is_refused(cast, box, fill) -> None:
    with pytest.raises(Refused):
        fill(by=cast.person(BOX_READ), box=box, count=1)
    assert not Entry.objects.filter(stream=box.id).exists()


def test_a_guarded_record_that_the_actor_cannot_see_is_refused(cast, box, fill) -> None:
    with pytest.raises(Refused):
        fill(by=cast.person(BOX_READ, BOX_WRITE, at=cast.elsewhere), box=box, count=1)


def test_without_that_check_the_foreign_record_would_pass_the_first_wall(cast, box, fill, monkeypatch) -> None:
    """The planted fault: only row security is left, and it turns the write into nothing instead of a refusal."""
    monkeypatch.setattr(actions_module, "may_know", lambda by, row: True)
    with pytest.raises(DatabaseError):
        fill(by=cast.person(BOX_READ, BOX_WRITE, at=cast.elsewhere), box=box, count=1)


def test_an_action_that_records_nothing_is_rolled_back(aigerim, box) -> None:
    @action(BOX_WRITE)
    def forget(*, by: Principal, box: Box) -> None:
        Box.objects.visible_to(by).filter(pk=box.pk).update(count=77)

    with pytest.raises(NothingRecorded):
        forget(by=aigerim, box=box)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE qorgan_owner")
        cursor.execute("SELECT count FROM toy_box WHERE id = %s", [box.pk])
        assert cursor.fetchone() == (0,)


def test_scratch_needs_no_event(aigerim, box) -> None:
    @scratch(BOX_WRITE)
    def scribble(*, by: Principal, box: Box) -> int:
        one = Scribble.objects.create(count=1)
        locked = Scribble.objects.select_for_update().get(pk=one.pk)
        return Scribble.objects.filter(pk=locked.pk).update(count=box.count + 5)

    assert scribble(by=aigerim, box=box) == 1


def test_scratch_that_writes_what_must_be_remembered_is_refused(aigerim, box) -> None:
    """The planted faults: the same statements pass where the action is not scratch, and fail for want of an event."""

    def change(*, by: Principal, box: Box) -> None:
        Box.objects.visible_to(by).filter(pk=box.pk).update(count=5)

    def add(*, by: Principal, box: Box) -> None:
        Box.objects.create(organisation=box.organisation)

    for function in (change, add):
        with pytest.raises(NotScratch, match="toy_box"):
            scratch(BOX_WRITE)(function)(by=aigerim, box=box)
        with pytest.raises(NothingRecorded):
            action(BOX_WRITE)(function)(by=aigerim, box=box)


def test_an_action_called_by_scratch_is_remembered_and_scratch_is_watched_again_after_it(aigerim, box, fill) -> None:
    @scratch(BOX_WRITE)
    def fill_and_scribble(*, by: Principal, box: Box, is_wrong: bool) -> None:
        fill(by=by, box=box, count=1)
        Scribble.objects.create()
        if is_wrong:
            Box.objects.visible_to(by).filter(pk=box.pk).update(count=5)

    fill_and_scribble(by=aigerim, box=box, is_wrong=False)
    with pytest.raises(NotScratch):
        fill_and_scribble(by=aigerim, box=box, is_wrong=True)
    assert Head.objects.get(stream=box.id).seq == 1
    assert Scribble.objects.count() == 1


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ('INSERT INTO "toy_box" AS p (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET count = 2', {"toy_box"}),
        ("WITH gone AS (DELETE FROM toy_box RETURNING *) INSERT INTO public.toy_letter SELECT * FROM gone", {"toy_box", "toy_letter"}),
        ('SELECT id FROM "toy_box" FOR UPDATE OF "toy_box"', set()),
        ('SELECT id FROM "toy_box" FOR NO KEY UPDATE', set()),
        ("update only toy_box set count = 1", {"toy_box"}),
        ("TRUNCATE toy_box", {"toy_box"}),
        ("SELECT set_config('qorgan.standing', 'x', true)", set()),
    ],
)
def test_what_a_statement_writes_is_read_from_its_text(statement, tables) -> None:
    assert written_tables(statement) == tables


def test_an_inner_actions_event_counts_for_the_outer_one(aigerim, box, fill) -> None:
    @action(BOX_WRITE)
    def fill_twice(*, by: Principal, box: Box) -> None:
        fill(by=by, box=box, count=1)
        fill(by=by, box=box, count=2)

    fill_twice(by=aigerim, box=box)
    assert Head.objects.get(stream=box.id).seq == 2


def test_a_listener_runs_in_the_same_transaction_and_its_failure_undoes_the_action(aigerim, box, fill) -> None:
    heard = []

    @on(BoxFilled)
    def hear(event: BoxFilled, *, by: Principal) -> None:
        heard.append(event.count)
        if event.count > 10:
            raise ValueError("too full")

    fill(by=aigerim, box=box, count=4)
    with pytest.raises(ValueError, match="too full"):
        fill(by=aigerim, box=box, count=11)
    assert heard == [4, 11]
    assert Head.objects.get(stream=box.id).seq == 1


def test_an_event_outside_an_action_is_a_fault(aigerim, box) -> None:
    with pytest.raises(Unattended):
        record(BoxFilled(subject=box.id, count=1), by=aigerim)


@pytest.mark.parametrize(
    "build",
    [
        lambda: action(BOX_WRITE)(lambda by: None),
        lambda: action(BOX_WRITE)(lambda *, box: None),
    ],
)
def test_an_action_is_keyword_only_and_has_by(build) -> None:
    with pytest.raises(TypeError):
        build()


@pytest.mark.parametrize("value", ["көкем ұрды", "Aigerim Sadykova", "+7 701 234 56 78", 1.5, b"x", {"a": 1}, "x" * 81])
def test_a_text_or_a_name_never_enters_the_journal(value) -> None:
    @dataclass(frozen=True, kw_only=True)
    class Told(Event):
        text: object

    with pytest.raises(NotForTheJournal):
        Told(subject=uuid7(), text=value).declared()


def test_two_events_cannot_share_a_verb_and_each_has_its_words() -> None:
    with pytest.raises(ValueError, match="two events"):
        type("Other", (Event,), {"verb": "toy.box.filled", "label": "x"})
    with pytest.raises(ValueError, match="label"):
        type("Mute", (Event,), {"verb": "toy.box.muted"})
    assert verbs()["toy.box.filled"] is BoxFilled
    assert label_of("toy.box.filled") == "Box filled"
    assert label_of("gone.room.verb") == "gone.room.verb"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET verb = 'x.y.z'",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry",
        (
            "INSERT INTO journal_entry (stream, seq, at, verb, role, about, body, previous, hash) "
            "VALUES (gen_random_uuid(), 1, now(), 'x.y.z', '', '{}', '{}', '', '')"
        ),
        "UPDATE journal_head SET seq = 0",
    ],
)
@pytest.mark.parametrize("role", ["qorgan_web", "qorgan_worker", "qorgan_journal"])
def test_no_role_of_the_program_can_change_the_journal(statement, role, aigerim, box, fill) -> None:
    fill(by=aigerim, box=box, count=1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(statement)


@pytest.mark.parametrize(
    "statement", ["UPDATE journal_entry SET verb = 'x.y.z'", "DELETE FROM journal_entry", "TRUNCATE journal_entry"]
)
def test_even_the_owner_is_refused_by_trigger(statement, aigerim, box, fill, owner) -> None:
    fill(by=aigerim, box=box, count=1)
    with owner(), pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_reading_is_found_under_every_subject_it_showed(aigerim) -> None:
    subjects = [uuid7(), uuid7()]
    append_reading(aigerim, page="toy.box", subjects=subjects, unnamed=[])
    entry = Entry.objects.get(about__contains=[subjects[1]])
    assert entry.stream == aigerim.account_id
    assert entry.verb == "journal.page.read"
    assert '"page":"toy.box"' in entry.body


def test_a_system_is_named_by_its_own_id_and_a_bearer_by_none(box, owner) -> None:
    assert Principal.system("toy.sweep").actor_id == Principal.system("toy.sweep").standing_id
    bearer = Principal.bearer(UUID(int=7), frozenset())
    assert bearer.actor_id is None
    append_reading(bearer, page="toy.box", subjects=[UUID(int=7)], unnamed=[])
    assert Entry.objects.get(stream=UUID(int=7)).actor is None
