"""What fits into a notification: ids, and nothing that a person wrote."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.access.guarded import new_ref
from qorgan.live.topics import MAX_SEQ, Told, is_source, line, parse

POSTGRESQL_LIMIT = 8000

CONTENT = [
    "Аружан",
    "Mother beats me",
    "+77011234567",
    "77011234567",
    "080101550123",
    "aruzhan",
    "Aigerim-Bolat",
    "a" * 64,
    "' OR 1=1",
    "1\nevent: x",
    "",
    "../../x",
]


@given(st.uuids(), st.integers(0, MAX_SEQ) | st.none())
def test_what_is_told_is_understood(key: UUID, seq: int | None) -> None:
    payload = line(f"helpline.thread:{key}", seq)
    assert parse(payload) == Told(source="helpline.thread", key=str(key), seq=seq)
    assert len(payload.encode()) < 160 < POSTGRESQL_LIMIT


def test_a_public_reference_and_the_word_all_are_keys() -> None:
    for key in (new_ref(), new_ref(), "all"):
        assert parse(line(f"helpline.queue:{key}", 3)) == Told("helpline.queue", key, 3)


@pytest.mark.parametrize("content", CONTENT)
def test_content_does_not_fit_into_a_notification_and_is_not_repeated_in_the_error(content: str) -> None:
    for topic in (f"helpline.thread:{content}", f"helpline.{content}:{uuid4()}", f"helpline.thread:{uuid4()}{content}"):
        if content == "" and topic.startswith("helpline.thread:") and len(topic) > 20:
            continue  # nothing was added to a good topic
        if content == "aruzhan" and topic.startswith("helpline.aruzhan"):
            continue  # a source is a word of the code, not of a person
        with pytest.raises(ValueError, match="never carries content") as raised:
            line(topic, 1)
        assert not content.strip() or content not in str(raised.value)


@pytest.mark.parametrize("seq", [-1, MAX_SEQ + 1, 1.5, "7", True])
def test_a_sequence_number_is_a_whole_number(seq: object) -> None:
    with pytest.raises(ValueError, match="whole number"):
        line(f"helpline.thread:{uuid4()}", seq)


@given(st.text(max_size=200))
def test_an_unknown_notification_is_passed_over(payload: str) -> None:
    told = parse(payload)
    assert told is None or payload.startswith((f"{told.source}:", "revoked:"))


def test_a_revocation_has_no_source() -> None:
    account = uuid4()
    assert parse(f"revoked:{account}") == Told(source=None, key=str(account), seq=None)


def test_a_number_beyond_what_the_database_counts_is_passed_over() -> None:
    assert parse(f"helpline.thread:{uuid4()} {MAX_SEQ + 1}") is None


def test_a_source_is_named_room_and_noun() -> None:
    assert is_source("helpline.thread")
    assert not any(map(is_source, ("thread", "helpline.thread.x", "Helpline.thread", "helpline.", "revoked", "a.b\n")))
