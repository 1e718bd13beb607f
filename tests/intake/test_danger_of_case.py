"""A danger is known with the case to which its conversation's contact was handed over, and stands in the story of the case."""

from __future__ import annotations

import pytest
from django.urls import reverse

from qorgan.access.acting import acting
from qorgan.casework.models import Case
from qorgan.helpline.models import Thread
from qorgan.intake import danger_access
from qorgan.intake.actions.danger import Said, assess_danger
from qorgan.intake.danger_queries import lines_of_case
from qorgan.intake.models import Danger
from tests.intake.conftest import LINE, SUPERVISOR, handed, recorded, take_thread

pytestmark = pytest.mark.django_db
SECRET = "Канарейкина солгала, тётя рядом"


@pytest.fixture
def asker(employ, cast):
    """A counsellor who answers the questions of danger."""
    return employ(*LINE, danger_access.DANGER_READ, danger_access.DANGER_ASSESS, at=cast.here)


@pytest.fixture
def head_of_centre(employ, cast):
    """Oversees the cases of the centre."""
    return employ(*SUPERVISOR, danger_access.DANGER_READ, at=cast.elsewhere)


@pytest.fixture
def far_away(employ, ground):
    """Oversees the cases of another centre."""
    return employ(*SUPERVISOR, danger_access.DANGER_READ, at=ground["far"].pk)


@pytest.fixture
def contact(asker, write):
    return recorded(asker, take_thread(by=asker, thread=write()))


@pytest.fixture
def danger(asker, contact) -> Danger:
    said = Said(answers={"violence_lately": "yes"}, level=2, reason=SECRET)
    with acting(asker):
        thread = Thread.objects.visible_to(asker).select_related("place").get(pk=contact.thread_id)
    return assess_danger(by=asker, of=thread, said=said)


def sees(by) -> bool:
    """Through both walls alike."""
    with acting(by):
        first = Danger.objects.visible_to(by).exists()
        assert Danger.objects.everything(because="the test asks the second wall alone").exists() is first
    return first


def test_a_danger_comes_to_a_case_with_the_hand_over_and_to_no_other(danger, asker, contact, ground, head_of_centre, far_away) -> None:
    assert not sees(head_of_centre)
    made = handed(asker, contact, ground)
    assert sees(head_of_centre)
    assert not sees(far_away)
    with acting(head_of_centre):
        case = Case.objects.visible_to(head_of_centre).get(pk=made.case_id)
        lines = lines_of_case(head_of_centre, case)
    assert next(str(line.title) for line in lines) == "Danger assessed"


def test_the_case_reads_what_was_found_and_not_the_counsellors_reason(danger, asker, contact, ground, head_of_centre, sit) -> None:
    made = handed(asker, contact, ground)
    sat = sit(head_of_centre)
    page = sat.get(reverse("danger", args=[danger.ref])).content.decode()
    assert str(danger) in page
    assert SECRET not in page
    with acting(head_of_centre):
        ref = Case.objects.visible_to(head_of_centre).get(pk=made.case_id).ref
    assert "Danger assessed" in sat.get(reverse("case", args=[ref])).content.decode()
