"""Answers in a room's record: parted, sealed, locked, and read under the version that they were made with."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection

from qorgan.access.acting import acting
from qorgan.forms.actions import import_form, publish_form, retire_form
from qorgan.forms.binding import bind
from qorgan.forms.models import AnswersChanged
from qorgan.forms.queries import current_version
from qorgan.forms.rendering import read
from qorgan.vault.keys import new_key
from tests.forms.models import Record
from tests.forms.sheets import TOY_CHOICES, TOY_SETTINGS, TOY_SURVEY, row, toy, xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
CANARY = "Құпия оқиға"
ANSWERS = {"call_type": "counselling", "age": 9, "topics": ["violence"], "story": CANARY, "minutes": 3}


@pytest.fixture(autouse=True)
def table(as_web, owner):
    """The table of the record, for one test."""
    with owner():
        with connection.schema_editor() as editor:
            editor.create_model(Record)
        with connection.cursor() as cursor:
            cursor.execute("GRANT SELECT, INSERT, UPDATE ON toy_record TO qorgan_web")


@pytest.fixture
def record(keeper, published) -> Record:
    made = Record(form_version=published, subject=uuid4())
    with acting(keeper):
        new_key(subject=made.subject, scope="toy.record")
        made.put_answers(bind(published.form, ANSWERS), expected=1)
        made.save()
    return made


def test_what_was_put_is_read_and_the_story_is_not_in_the_row(keeper, record):
    with acting(keeper):
        again = Record.objects.get(pk=record.pk)
        assert again.answers["story"] == CANARY
        assert again.answers["age"] == 9
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(r)::text FROM toy_record r WHERE id = %s", [record.pk])
            raw = cursor.fetchone()[0]
    assert CANARY not in raw
    assert CANARY.encode().hex() not in raw
    assert "violence" in raw


def test_the_second_of_two_writers_is_told_what_the_first_wrote(keeper, record):
    with acting(keeper):
        first, second = Record.objects.get(pk=record.pk), Record.objects.get(pk=record.pk)
        first.put_answers(bind(toy(), {"age": 10}, first.answers), expected=first.version)
        first.save()
        with pytest.raises(AnswersChanged) as changed:
            second.put_answers(bind(toy(), {"age": 11}, second.answers), expected=1)
    assert changed.value.theirs["age"] == 10
    assert changed.value.version == 2


def test_without_the_lock_the_first_writer_s_answer_would_be_lost(keeper, record):
    """The planted fault: written over with the version that is stored, not with the one that was read."""
    with acting(keeper):
        first, second = Record.objects.get(pk=record.pk), Record.objects.get(pk=record.pk)
        first.put_answers(bind(toy(), {"age": 10}, first.answers), expected=1)
        first.save()
        second.put_answers(bind(toy(), {"age": 11}, second.answers), expected=2)
        second.save()
        assert Record.objects.get(pk=record.pk).answers["age"] == 11


def test_old_answers_are_read_under_their_own_version(keeper, record):
    changed = [line for line in TOY_SURVEY if line[1] != "minutes"]
    changed[3] = row("text", "child_name", "Name as given")
    newer = import_form(by=keeper, source=xlsx(changed, TOY_CHOICES, TOY_SETTINGS))
    publish_form(by=keeper, version=newer)
    retire_form(by=keeper, version=record.form_version)
    with acting(keeper):
        assert current_version("toy_contact").number == 2
        old = Record.objects.get(pk=record.pk)
        labels = _labels(read(old.form_version.form, old.answers).items)
    assert "Minutes" in labels
    assert "What happened" in labels


def test_a_record_with_nothing_to_seal_needs_no_key(keeper, published):
    made = Record(form_version=published, subject=uuid4())
    with acting(keeper):
        made.put_answers(bind(published.form, {"call_type": "silent"}), expected=1)
        made.save()
        assert Record.objects.get(pk=made.pk).sealed is None


def _labels(items):
    found = []
    for item in items:
        found += [item.label] if item.is_question else _labels(item.items)
    return found
