"""Figures of the line: counted without a conversation, hidden where small, every number with its records."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from qorgan.access.acting import reading
from qorgan.helpline import access
from qorgan.helpline.actions import desk
from qorgan.helpline.actions.contact import begin_contact
from qorgan.helpline.choices import Channel
from qorgan.helpline.models import Contact
from qorgan.helpline.queries.figures import figures_of, hidden
from tests.helpline.test_contacts import published

pytestmark = pytest.mark.django_db
__all__ = ["published"]


def today(by):
    with reading(by):
        return figures_of(by, timezone.localdate(), timezone.localdate())


@pytest.fixture
def contacts(published, aigerim, write, owner):
    write("сәлем")
    thread = write("көкем ұрды")
    desk.take_thread(by=aigerim, thread=thread)
    for _number in range(6):
        begin_contact(by=aigerim, organisation_id=thread.organisation_id, channel=Channel.PHONE, language="ru")
    with owner():
        Contact.objects.everything(because="the test finds danger").filter(thread=thread).update(plain={"urgency": "danger_now"})
    return thread


def cells(found, key):
    return {cell.label: cell.amount for group in found.groups if group.key == key for cell in group.cells}


def test_contacts_are_counted_by_channel_and_language_and_open_their_records(contacts, saule, sit) -> None:
    found = today(saule)
    assert found.contacts.amount == 7
    assert cells(found, "language") == {"Русский": 6, "Қазақша": 1}
    assert (found.threads, found.read, found.in_time) == (2, 1, 1)
    channel = next(group for group in found.groups if group.key == "channel")
    browser = sit(saule)
    html = browser.get(channel.cells[0].url).content.decode()
    assert len(set(re.findall(r"C-\d+", html))) == 6


def test_danger_that_no_flag_had_raised_is_measured_for_each_language(contacts, saule, owner) -> None:
    assert [(cell.label, cell.amount, cell.out_of) for cell in today(saule).danger] == [("Қазақша", 0, 1)]
    with owner():
        contacts.flag_reasons, contacts.is_raised = [], False
        contacts.save(update_fields=["flag_reasons", "is_raised"])
    assert [(cell.label, cell.amount, cell.out_of) for cell in today(saule).danger] == [("Қазақша", 1, 1)]


def test_whoever_may_not_open_records_gets_no_small_number_and_no_way_to_them(contacts, cast, sit) -> None:
    head = cast.person(access.FIGURES_READ)
    found = today(head)
    assert found.contacts.amount == 7
    assert cells(found, "language") == {"Русский": None, "Қазақша": None}
    assert [cell.amount for cell in found.danger] == [None]
    html = sit(head).get("/helpline/figures?lang=en").content.decode()
    assert "/contacts?" not in html
    assert "fewer than 5" in html


def test_one_hidden_number_takes_a_second_with_it() -> None:
    assert hidden([20, 7, 3]) == [20, None, None]
    assert hidden([20, 7, 3, 2]) == [20, 7, None, None]
    assert hidden([20, 7]) == [20, 7]
    assert hidden([3]) == [None]


def test_who_may_not_see_figures_gets_none_even_from_the_database(contacts, aigerim, sit) -> None:
    found = today(aigerim)
    assert (found.contacts.amount, found.threads, found.groups[0].cells) == (0, 0, [])
    assert sit(aigerim).get("/helpline/figures").status_code == 404


def test_the_figures_come_as_a_file(contacts, saule, sit) -> None:
    browser = sit(saule)
    text = browser.get("/helpline/figures?days=7&export=csv").content.decode("utf-8-sig")
    assert any(line.endswith(",6") for line in text.splitlines())
    assert browser.get("/helpline/figures?days=7&export=xlsx").content[:2] == b"PK"


def test_a_period_that_is_not_offered_is_the_usual_one(contacts, saule, sit) -> None:
    assert 'href="?days=30" aria-current="true"' in sit(saule).get("/helpline/figures?days=x").content.decode()
