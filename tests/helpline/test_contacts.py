"""The contact record in two windows: nothing is overwritten silently; every change is in the history."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from qorgan.access.acting import reading
from qorgan.forms.loading import load_pack_forms
from qorgan.helpline.actions import desk
from qorgan.helpline.models import Contact, Thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(line, owner):
    """The pack's contact record, as it is filled in."""
    with owner():
        load_pack_forms()
    assert settings.PACK


@pytest.fixture
def record(published, aigerim, write):
    thread = write()
    desk.take_thread(by=aigerim, thread=thread)
    with reading(aigerim):
        return Contact.objects.visible_to(aigerim).get(thread=thread)


def now(by, record) -> Contact:
    with reading(by):
        return Contact.objects.visible_to(by).get(pk=record.pk)


def first(**answers) -> dict[str, str]:
    return {"version": "1", "_do": "save"} | {f"a.{name}": value for name, value in answers.items()}


def saved_elsewhere(browser, address) -> None:
    given = first(call_type="child_about_self", child_gender="girl")
    assert browser.post(address, given).status_code == 302


def test_two_windows_differ_line_by_line_and_nothing_is_overwritten(sit, aigerim, record) -> None:
    browser, address = sit(aigerim), f"/contacts/{record.ref}"
    saved_elsewhere(browser, address)
    answer = browser.post(address, first(call_type="child_about_self", child_gender="boy"))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'name="keep-child_gender"' in html
    assert 'name="keep-call_type"' not in html
    assert 'name="a.child_gender" value="boy"' in html
    assert 'name="version" value="2"' in html
    assert now(aigerim, record).answers["child_gender"] == "girl"


def test_a_form_that_says_what_is_stored_meets_its_own_draft_as_no_change_of_others(sit, aigerim, record) -> None:
    browser, address = sit(aigerim), f"/contacts/{record.ref}"
    mine = first(call_type="child_about_self", child_gender="girl")
    assert browser.post(address, mine | {"_do": "autosave"}).status_code == 200
    assert browser.post(address, mine | {"_do": "save"}).status_code == 302
    assert now(aigerim, record).version == 3


@pytest.mark.parametrize(("side", "stays"), [("mine", "boy"), ("theirs", "girl")])
def test_the_chosen_answer_stays(sit, aigerim, record, side, stays) -> None:
    browser, address = sit(aigerim), f"/contacts/{record.ref}"
    saved_elsewhere(browser, address)
    mine = first(call_type="child_about_self", child_gender="boy") | {"version": "2", "keep-child_gender": side}
    assert browser.post(address, mine).status_code == 302
    assert now(aigerim, record).answers["child_gender"] == stays
    assert now(aigerim, record).version == 3


def test_an_autosave_of_an_old_window_puts_the_choice_in_place_of_the_answers(sit, aigerim, record) -> None:
    browser, address = sit(aigerim), f"/contacts/{record.ref}"
    saved_elsewhere(browser, address)
    given = first(call_type="child_about_self", child_gender="boy") | {"_do": "autosave"}
    answer = browser.post(address, given, headers={"HX-Request": "true", "HX-Target": "record-saved"})
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#record")
    assert answer.content.decode().lstrip().startswith('<div id="record"')
    assert now(aigerim, record).answers["child_gender"] == "girl"


def test_every_change_is_in_the_history_of_the_record_and_of_the_conversation(sit, aigerim, record) -> None:
    browser = sit(aigerim)
    saved_elsewhere(browser, f"/contacts/{record.ref}")
    html = browser.get(f"/contacts/{record.ref}?lang=en").content.decode()
    lines = re.findall(r'<div class="q-text"><b>([^<]+)</b>', html)
    assert lines == ["Contact record saved", "Contact record begun"]
    with reading(aigerim):
        ref = Thread.objects.visible_to(aigerim).get(pk=record.thread_id).ref
    html = browser.get(f"/desk/{ref}?lang=en").content.decode()
    assert "<b>Conversation taken</b>, Айгерім" in html
    assert "<b>Conversation opened</b>, the child" in html
