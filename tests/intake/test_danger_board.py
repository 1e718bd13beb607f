"""Open dangers on the wall board: numbers for the board's readers, the list for whoever may see it, nothing for anybody else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from qorgan.access.acting import reading
from qorgan.helpline import access as line_access
from qorgan.intake.actions.acknowledgement import note_acknowledgement
from qorgan.intake.actions.danger import close_danger
from qorgan.intake.danger_access import DANGER_OVERSEE, DANGER_READ
from qorgan.intake.danger_board import open_by_level
from qorgan.intake.danger_choices import State
from qorgan.intake.danger_queries import waiting
from qorgan.intake.models import Danger
from tests.intake.danger_stage import *  # noqa: F403
from tests.intake.danger_stage import SECRET

pytestmark = pytest.mark.django_db
ANSWER = {"name": "Капитан Ахметов", "position": "дежурный", "plan": "едем"}


@pytest.fixture
def viewer(cast, line):
    """A screen on the wall: sees the board and nothing else."""
    return cast.person(line_access.BOARD_READ)


@pytest.fixture
def overseer(cast, line):
    """Sees the board, and every danger of the line."""
    return cast.person(line_access.BOARD_READ, DANGER_READ, DANGER_OVERSEE)


def figures(by):
    with reading(by):
        return open_by_level()


def test_counts_the_oldest_and_its_limit(viewer, danger, aigerim, tell, police) -> None:
    (row,) = figures(viewer)
    assert (row.level, row.open, row.untaken) == (4, 1, 1)
    assert row.untaken_since == danger.opened_at
    assert row.due_at > row.untaken_since
    note_acknowledgement(by=aigerim, notification=tell(danger, police).notification, **ANSWER)
    (row,) = figures(viewer)
    assert (row.open, row.untaken, row.untaken_since, row.due_at) == (1, 0, None, None)
    close_danger(by=aigerim, danger=danger)
    assert figures(viewer) == []


def test_a_lower_danger_that_nobody_was_told_of_has_no_limit(viewer, assessed) -> None:
    assessed(2, offence="")
    (row,) = figures(viewer)
    assert (row.level, row.untaken, row.due_at) == (2, 1, None)


def test_whoever_may_not_see_the_board_gets_nothing_even_from_the_database(danger, cast, aigerim, dana) -> None:
    elsewhere = cast.person(line_access.BOARD_READ, at=cast.elsewhere)
    for by in (aigerim, dana, elsewhere):
        assert figures(by) == []


def test_the_board_shows_numbers_and_no_name_and_opens_the_list_for_those_who_may(
    sit, viewer, overseer, danger, tell, police
) -> None:  # fmt: skip
    tell(danger, police)
    page = sit(viewer).get(reverse("board")).content.decode()
    assert "Open dangers" in page
    assert "Immediate danger" in page
    for word in (SECRET, str(danger), str(police), "/dangers"):
        assert word not in page
    seen = sit(overseer).get(reverse("board")).content.decode()
    link = "/dangers?state=open&amp;state=taken&amp;level=4"
    assert link in seen
    listed = sit(overseer).get(link.replace("&amp;", "&")).content.decode()
    assert str(danger) in listed


def test_the_number_in_the_navigation_is_that_of_the_list_for_everybody(danger, aigerim, bolat, dana, overseer, viewer) -> None:
    seen = set()
    for by in (aigerim, bolat, dana, overseer, viewer):
        with reading(by):
            listed = Danger.objects.visible_to(by).filter(state=State.OPEN, level__gt=0).count()
            assert waiting(by) == listed
            seen.add(listed)
    assert seen == {0, 1}
