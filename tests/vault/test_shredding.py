"""Erasing: the key goes, the ledger outside remembers, a hold puts it off and says so, a restore does not undo it."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone, translation

from qorgan.access.acting import acting
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.journal.actions import action, record
from qorgan.journal.models import Entry
from qorgan.vault import actions, certificates, ledger, lookup, shredding
from qorgan.vault.choices import HoldGround, ShredReason
from qorgan.vault.events import LegalHoldLifted
from qorgan.vault.faults import NoKey
from qorgan.vault.files import path_of, seal_file
from qorgan.vault.gone import is_gone
from qorgan.vault.keys import opened, shred
from qorgan.vault.models import DataKey, SealedFile, Shredding
from tests.vault.models import KEEPER, Note
from tests.vault.test_fields import TEXT

pytestmark = pytest.mark.django_db


def verbs(subject) -> list[str]:
    return list(Entry.objects.filter(stream=subject).order_by("seq").values_list("verb", flat=True))


def outside() -> list[tuple[str, str]]:
    return [(entry["state"], entry["subject"]) for entry in ledger.read(ledger.path_of("shredded"))]


def test_erasing_takes_the_key_the_look_ups_and_the_files(subject, home, django_capture_on_commit_callbacks):
    note = Note.objects.create(subject=subject, text=TEXT)
    kept = seal_file(subject=subject, source=io.BytesIO(b"text"))
    with acting(KEEPER):
        lookup.remember("phone", subject=subject, values=[("+77010000001",)])
    with django_capture_on_commit_callbacks(execute=True):
        outcome = actions.shred_subject(by=KEEPER, subject=subject, reason=ShredReason.ASKED)
    assert outcome.is_done
    key = DataKey.objects.get(subject=subject)
    assert (key.wrapped, key.master, key.shredded_at is None) == (None, None, False)
    assert is_gone(Note.objects.get(pk=note.pk).text)
    assert not SealedFile.objects.filter(subject=subject).exists()
    assert not path_of(kept.id).exists()
    assert verbs(subject) == ["vault.key.shredded"]
    assert outside() == [("intended", str(subject)), ("done", str(subject))]
    assert Shredding.objects.get(subject=subject).is_in_ledger


def test_a_key_that_was_open_is_forgotten_within_the_same_request(subject, home):
    note = Note.objects.create(subject=subject, text=TEXT)
    with opened():
        assert Note.objects.get(pk=note.pk).text == TEXT
        actions.shred_subject(by=KEEPER, subject=subject, reason=ShredReason.ASKED)
        assert is_gone(Note.objects.get(pk=note.pk).text)


def test_erasing_twice_changes_nothing(subject, home):
    first = actions.shred_subject(by=KEEPER, subject=subject, reason=ShredReason.ASKED)
    with pytest.raises(RuleBroken):
        actions.shred_subject(by=KEEPER, subject=subject, reason=ShredReason.ASKED)
    assert shred(by=KEEPER, subject=subject, reason=ShredReason.ASKED) == first
    with pytest.raises(NoKey):
        shred(by=KEEPER, subject=uuid4(), reason=ShredReason.ASKED)


def test_nobody_else_erases(subject, cast):
    ermek = cast.person()
    with pytest.raises(Refused):
        actions.shred_subject(by=ermek, subject=subject, reason=ShredReason.ASKED)


def test_the_last_day_follows_from_the_master(subject, home):
    """Retired within a month, and kept as long as the backups it opens."""
    outcome = actions.shred_subject(by=KEEPER, subject=subject, reason=ShredReason.RETENTION)
    assert timedelta(days=34) <= outcome.final_on - timezone.now().date() <= timedelta(days=67)


def test_a_full_disk_outside_stops_the_erasing(subject, home, monkeypatch):
    def full(*_):
        raise OSError(28, "full")

    monkeypatch.setattr(ledger, "append", full)
    with pytest.raises(OSError, match="full"):
        actions.shred_subject(by=KEEPER, subject=subject, reason=ShredReason.ASKED)
    assert DataKey.objects.get(subject=subject).shredded_at is None


def test_a_hold_puts_erasing_off_and_it_is_recorded_and_carried_out_later(subject, home):
    until = timezone.now() + timedelta(days=10)
    actions.set_legal_hold(by=KEEPER, subject=subject, ground=HoldGround.COURT, until=until)
    outcome = actions.shred_subject(by=KEEPER, subject=subject, reason=ShredReason.ASKED)
    assert (outcome.is_done, outcome.held_for, outcome.held_until) == (False, "court", until)
    assert DataKey.objects.get(subject=subject).shredded_at is None
    assert outside() == []
    assert verbs(subject) == ["vault.hold.set", "vault.key.put_off"]
    assert actions.carry_out_waiting(by=KEEPER) == 0
    with time_machine.travel(until + timedelta(seconds=1), tick=False):
        assert actions.carry_out_waiting(by=KEEPER) == 1
    assert verbs(subject)[-1] == "vault.key.shredded"
    assert Shredding.objects.get(subject=subject).reason == ShredReason.ASKED


def test_a_hold_without_an_end_lasts_until_it_is_lifted(subject, home):
    actions.set_legal_hold(by=KEEPER, subject=subject, ground=HoldGround.CLAIM)
    with time_machine.travel(timezone.now() + timedelta(days=4000), tick=False):
        assert not actions.shred_subject(by=KEEPER, subject=subject, reason=ShredReason.RETENTION).is_done
        actions.lift_legal_hold(by=KEEPER, subject=subject)
        assert actions.carry_out_waiting(by=KEEPER) == 1


def test_planted_fault_without_the_question_about_holds_the_evidence_would_be_erased(subject, home, monkeypatch):
    """Proves that the tests of holds are alive."""
    monkeypatch.setattr(DataKey, "is_held", lambda self, at: False)
    actions.set_legal_hold(by=KEEPER, subject=subject, ground=HoldGround.COURT)
    assert actions.shred_subject(by=KEEPER, subject=subject, reason=ShredReason.ASKED).is_done


def test_holds_are_set_on_what_exists_and_end_in_the_future(subject, home):
    with pytest.raises(RuleBroken):
        actions.set_legal_hold(by=KEEPER, subject=uuid4(), ground=HoldGround.COURT)
    with pytest.raises(RuleBroken):
        actions.set_legal_hold(by=KEEPER, subject=subject, ground=HoldGround.COURT, until=timezone.now())
    with pytest.raises(RuleBroken):
        actions.lift_legal_hold(by=KEEPER, subject=subject)
    actions.shred_subject(by=KEEPER, subject=subject, reason=ShredReason.ASKED)
    with pytest.raises(RuleBroken):
        actions.set_legal_hold(by=KEEPER, subject=subject, ground=HoldGround.COURT)


def before_shredding(subject) -> dict:
    return DataKey.objects.filter(subject=subject).values("wrapped", "master_id").get()


def restored(subject, owner, old: dict) -> None:
    """What a restore of an older backup does to the row."""
    with owner():
        DataKey.objects.filter(subject=subject).delete()
        Shredding.objects.filter(subject=subject).delete()
        DataKey.objects.create(subject=subject, scope="toy.note", **old)


def test_a_restored_backup_is_shredded_again_before_it_opens(subject, home, owner, django_capture_on_commit_callbacks):
    note = Note.objects.create(subject=subject, text=TEXT)
    old = before_shredding(subject)
    with django_capture_on_commit_callbacks(execute=True):
        actions.shred_subject(by=KEEPER, subject=subject, reason=ShredReason.ASKED)
    restored(subject, owner, old)
    assert Note.objects.get(pk=note.pk).text == TEXT  # why the replay is needed
    with acting(KEEPER):
        found = shredding.replay()
        again = shredding.replay()
    assert (found.applied, found.already, found.doubtful) == (1, 0, ())
    assert (again.applied, again.already) == (0, 1)
    assert is_gone(Note.objects.get(pk=note.pk).text)
    assert Shredding.objects.get(subject=subject).reason == ShredReason.ASKED


def test_an_intention_without_its_confirmation_is_left_for_a_person(subject, home):
    with acting(KEEPER), transaction.atomic():
        actions.shred_subject(by=KEEPER, subject=subject, reason=ShredReason.ASKED)
        transaction.set_rollback(True)
    with acting(KEEPER):
        found = shredding.replay()
    assert (found.applied, found.doubtful) == (0, (subject,))
    assert DataKey.objects.get(subject=subject).shredded_at is None


def test_a_line_that_a_crash_left_out_is_written_later(subject, home):
    actions.shred_subject(by=KEEPER, subject=subject, reason=ShredReason.ASKED)  # its commit callbacks never ran
    assert [state for state, _ in outside()] == ["intended"]
    assert shredding.write_missing() == 1
    assert shredding.write_missing() == 0
    assert [state for state, _ in outside()] == ["intended", "done"]


def test_an_altered_ledger_stops_the_replay(subject, home, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        actions.shred_subject(by=KEEPER, subject=subject, reason=ShredReason.ASKED)
    path = ledger.path_of("shredded")
    path.write_text(path.read_text().split("\n", 1)[1])
    with pytest.raises(Exception, match="altered"):
        shredding.replay()


def test_the_certificate_states_the_day_and_is_signed(subject, home):
    actions.shred_subject(by=KEEPER, subject=subject, reason=ShredReason.ASKED)
    line = Shredding.objects.get(subject=subject)
    certificate = certificates.of_shredding(line)
    assert certificate.content["final_on"] == line.final_on.isoformat()
    assert certificates.is_genuine(certificate)
    forged = certificates.Certificate(certificate.text.replace(str(line.final_on), "2020-01-01"), certificate.signature)
    assert not certificates.is_genuine(forged)
    with translation.override("en"):
        assert str(subject) in certificates.in_words(certificate)


def test_a_room_erases_inside_its_own_action(subject, home, cast):
    """A child destroys her thread: the helpline's action calls the door, and both events stand in the stream."""

    @action("toy.box.write")
    def destroy(*, by, thread):
        outcome = shred(by=by, subject=thread, reason=ShredReason.ASKED)
        record(LegalHoldLifted(subject=thread, held_for=""), by=by)
        return outcome

    child = cast.person("toy.box.write")
    assert destroy(by=child, thread=subject).is_done
    assert verbs(subject) == ["vault.key.shredded", "vault.hold.lifted"]
