"""The screens of the bridge: from the desk to the case, and back to the child's door."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from qorgan.access.acting import acting
from qorgan.casework.models import Case
from qorgan.helpline import door_keys
from qorgan.helpline.actions.door import door_of
from qorgan.helpline.doorway import form_key
from qorgan.intake.actions.answer import send_answer, write_answer
from qorgan.intake.choices import AnswerState, Ending
from qorgan.intake.models import Answer, FollowUp, Handover
from tests.casework.conftest import one, seen
from tests.intake.conftest import STORY

pytestmark = pytest.mark.django_db
TOLD = "Саған көмек келеді"


@pytest.fixture
def answer(made, saule) -> Answer:
    return write_answer(by=saule, handover=one(saule, Handover), text=TOLD)


@pytest.fixture
def sent(answer, aigerim) -> FollowUp:
    return send_answer(by=aigerim, answer=one(aigerim, Answer), text="Сәлем", client_key=uuid4())


@pytest.fixture
def at_door(client, thread):
    """The child's own browser, back in its conversation."""
    with acting(door_of(thread.id)):
        key = door_keys.open_key(may_see_earlier=True)
    client.cookies[door_keys.COOKIE] = key
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client, form_key(key)


def filled(ground, **given) -> dict:
    usual = {
        "which": "new", "given": "Айару", "age": "11", "sex": "female", "place": ground["centre"].place.ref, "risk": "high",
        "concerns": ["physical_abuse_violence"], "lines": ["summary"], "wants_help": "yes", "agrees_to_tell": "not_asked",
        "legal_ground": "family_violence", "given_by": "nobody", "note": "Бала айтты", "organisation": ground["centre"].ref,
        "seen": "0", "once": str(uuid4()),
    }  # fmt: skip
    return {**usual, **given}


def test_the_form_begins_with_what_the_record_says_and_says_what_is_seen_afterwards(sit, aigerim, record, ground, saule) -> None:
    shown = sit(aigerim).get(reverse("case_of_contact", args=[record.ref])).content.decode()
    assert STORY in shown
    assert "You will not see" in shown
    assert "Айару" in shown


def test_handing_over_by_the_form_makes_a_case_and_leads_back_to_the_conversation(sit, aigerim, record, ground, saule, thread) -> None:
    sent = sit(aigerim).post(reverse("case_of_contact", args=[record.ref]), filled(ground))
    assert (sent.status_code, sent["Location"]) == (302, reverse("thread", args=[thread.ref]))
    assert one(saule, Case).risk == "high"
    panel = sit(aigerim).get(sent["Location"]).content.decode()
    assert str(one(saule, Case)) in panel
    assert "Nobody answers for it yet" in panel


def test_the_same_form_twice_is_one_case(sit, aigerim, record, ground, saule) -> None:
    data = filled(ground)
    for _again in range(2):
        assert sit(aigerim).post(reverse("case_of_contact", args=[record.ref]), data).status_code == 302
    assert len(seen(saule, Case)) == 1


def test_an_empty_form_is_refused_in_words_and_keeps_nothing(sit, aigerim, record, ground, saule) -> None:
    answered = sit(aigerim).post(reverse("case_of_contact", args=[record.ref]), {"once": str(uuid4())})
    assert answered.status_code == 422
    assert seen(saule, Case) == []


def test_looking_draws_the_organisations_of_a_place_and_hands_nothing_over(sit, aigerim, record, ground, saule) -> None:
    looked = sit(aigerim).post(reverse("case_of_contact", args=[record.ref]), filled(ground, do="look"))
    assert looked.status_code == 200
    assert ground["centre"].ref in looked.content.decode()
    assert seen(saule, Case) == []


def test_what_was_handed_over_is_read_from_both_ends_and_by_nobody_else(sit, made, aigerim, saule, dana, bolat) -> None:
    address = reverse("handed_over", args=[made.ref])
    for by in (aigerim, saule):
        assert STORY in sit(by).get(address).content.decode()
    for by in (dana, bolat):
        assert sit(by).get(address).status_code == 404


def test_the_case_shows_the_story_from_the_first_message_and_a_button_to_answer(sit, made, saule) -> None:
    shown = sit(saule).get(reverse("case", args=[one(saule, Case).ref])).content.decode()
    for words in ("First message to the helpline", "Contact handed over to a case", "Answer to the helpline", "What was handed over"):
        assert words in shown


def test_an_answer_goes_through_the_screens_to_the_childs_door_and_its_word_comes_back(sit, made, saule, aigerim, at_door) -> None:
    client, key = at_door
    sit(saule).post(reverse("answer_new", args=[made.ref]), {"text": TOLD, "once": str(uuid4())})
    answer = one(aigerim, Answer)
    sit(aigerim).post(reverse("answer_receive", args=[answer.ref]))
    assert TOLD in sit(aigerim).get(reverse("answer", args=[answer.ref])).content.decode()
    sit(aigerim).post(reverse("answer", args=[answer.ref]), {"text": "Сәлем, Айару", "once": str(uuid4())})
    door = client.get(reverse("chat") + "?lang=en").content.decode()
    assert "Сәлем, Айару" in door
    assert "Did it help?" in door
    assert TOLD not in door
    follow_up = one(saule, FollowUp)
    client.post(reverse("helped") + "?lang=en", {"k": key, "about": follow_up.ref, "helped": "yes", "words": "Рақмет"})
    kept = one(saule, FollowUp)
    assert (kept.ending, kept.helped, kept.words) == (Ending.SAID, "yes", "Рақмет")
    assert "Did it help?" not in client.get(reverse("chat") + "?lang=en").content.decode()


def test_the_question_stays_within_the_doors_budget(sent, at_door) -> None:
    client, _key = at_door
    assert len(client.get(reverse("chat") + "?lang=kk").content) < 25_000


def test_a_form_of_another_page_says_nothing_for_the_child(sent, at_door, saule) -> None:
    client, _key = at_door
    assert client.post(reverse("helped"), {"k": "0" * 32, "about": sent.ref, "helped": "yes"}).status_code == 403
    assert one(saule, FollowUp).ending == ""


def test_an_open_page_that_says_it_was_read_moves_the_answer(sent, at_door, saule) -> None:
    client, key = at_door
    client.post(reverse("chat_here"), {"k": key, "seen": "99", "typing": ""})
    assert one(saule, Answer).state == AnswerState.READ


def test_the_due_list_shows_what_waits_and_ends_it(sit, sent, aigerim, bolat) -> None:
    shown = sit(aigerim).get(reverse("follow_ups")).content.decode()
    assert str(one(aigerim, Handover)) in shown
    sit(aigerim).post(reverse("follow_up", args=[sent.ref]), {"ending": "not_reached", "helped": "", "once": str(uuid4())})
    assert one(aigerim, FollowUp).ending == Ending.NOT_REACHED
    assert sit(bolat).get(reverse("follow_up", args=[sent.ref])).status_code == 404
