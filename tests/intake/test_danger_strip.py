"""The strip of an open danger, at the desk, beside its conversation and on its contact's page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from qorgan.intake.actions.acknowledgement import note_acknowledgement
from qorgan.intake.actions.danger import close_danger
from tests.intake.danger_stage import *  # noqa: F403
from tests.intake.danger_stage import SECRET

pytestmark = pytest.mark.django_db
ANSWER = {"name": "Капитан Ахметов", "position": "дежурный", "plan": "едем"}


def strip_on(sat, address: str) -> str:
    """What stands in the strip of a page; empty where there is none."""
    page = sat.get(address).content.decode()
    _before, found, after = page.partition('<div class="q-strip">')
    return after.split('<main id="main"')[0] if found else ""


@pytest.fixture
def pages(thread) -> list[str]:
    return [reverse("desk"), reverse("thread", args=[thread.ref])]


def test_it_says_the_level_who_was_told_and_what_follows_and_opens_the_danger(sit, aigerim, danger, tell, police, pages) -> None:
    tell(danger, police)
    sat = sit(aigerim)
    for address in pages:
        said = strip_on(sat, address)
        assert f"{danger} · Immediate danger" in said
        assert "Police" in said
        assert "No answer by" in said
        assert reverse("danger", args=[danger.ref]) in said
        assert SECRET not in said


def test_untold_it_says_so(sit, aigerim, danger, pages) -> None:
    assert "No body was told yet" in strip_on(sit(aigerim), pages[1])


def test_taken_it_is_calm_and_finished_it_is_gone(sit, aigerim, danger, tell, police, pages) -> None:
    note_acknowledgement(by=aigerim, notification=tell(danger, police).notification, **ANSWER)
    said = strip_on(sit(aigerim), pages[1])
    assert "q-clock-ok" in said
    assert "A body has taken it" in said
    close_danger(by=aigerim, danger=danger)
    for address in pages:
        assert strip_on(sit(aigerim), address) == ""


def test_the_desk_asks_for_the_strip_alone_and_gets_nothing_else(sit, aigerim, danger, pages) -> None:
    heads = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "desk-strip"}
    for address in pages:
        answer = sit(aigerim).get(address, **heads).content.decode()
        assert str(danger) in answer
        assert "desk-queue" not in answer
        assert "desk-talk" not in answer


def test_a_colleague_sees_none_at_the_desk_and_the_shift_leader_does(sit, bolat, saule, danger, pages) -> None:
    assert strip_on(sit(bolat), pages[0]) == ""
    assert str(danger) in strip_on(sit(saule), pages[0])


def test_beside_another_conversation_it_says_that_it_is_anothers(sit, aigerim, bolat, danger, write) -> None:
    elsewhere = reverse("thread", args=[write("сәлем").ref])
    assert f"Another contact: {danger}" in strip_on(sit(aigerim), elsewhere)
    assert strip_on(sit(bolat), elsewhere) == ""
