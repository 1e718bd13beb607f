"""An entry in the reader's words: names, truth values, days; ids and codes as they are."""

from __future__ import annotations

import pytest
from django.utils import timezone, translation

from qorgan.journal.chain import READ_VERB
from qorgan.journal.events import verbs
from qorgan.oversight.entry_words import described, page_words, written


def test_an_event_reads_as_named_values_in_the_order_of_their_names() -> None:
    fields = {"is_late": True, "number": 2, "to_kind": "role", "due_at": "2026-03-05T09:30:00+00:00", "level": None}
    with timezone.override("Asia/Almaty"):
        said = described("clocks.clock.escalated", fields)
    assert said == "due: 05.03.2026\u00a014:30; kind of addressee: role; late: yes; number: 2"


@pytest.mark.parametrize(("language", "said"), [("kk", "кешіккен: жоқ; нөмірі: 1"), ("ru", "номер: 1; с опозданием: нет")])
def test_the_words_are_the_readers(language: str, said: str) -> None:
    with translation.override(language):
        assert described("clocks.clock.missed", {"is_late": False, "number": 1}) == said


def test_a_day_that_may_be_open_is_a_day_and_an_open_one_is_left_out() -> None:
    assert described("directory.service.closed", {"status": "suspended", "until": "2026-04-01"}) == (
        "status: suspended; until: 01.04.2026"
    )
    assert described("directory.service.closed", {"status": "suspended", "until": None}) == "status: suspended"


def test_codes_that_look_like_nothing_known_stay_as_they_are() -> None:
    assert written("children.child.searched", "asked", ["surname", "born"]) == "surname, born"
    assert described("gone.room.event", {"until": "2026-04-01", "colour": "red"}) == "colour: red; until: 2026-04-01"
    assert "gone.room.event" not in verbs()


def test_a_page_reads_as_its_address_and_what_it_needs() -> None:
    assert page_words("oversight.journal.journal") == "/oversight/journal (Read the journal)"
    assert page_words("oversight.emergency.emergency_review") == "/emergency/reviews/… (Review each use of emergency access)"
    assert page_words("gone.room.page") == "gone.room.page"


def test_a_call_of_the_api_reads_as_its_method_and_address() -> None:
    assert page_words("api.casework.read_case").startswith("GET /api/v1/cases/… (")


def test_a_read_entry_names_what_was_listed_without_numbers() -> None:
    fields = {"page": "oversight.journal.journal", "unnamed": ["toy.Box"]}
    assert described(READ_VERB, fields) == "/oversight/journal (Read the journal); records without a number: toy.Box"
