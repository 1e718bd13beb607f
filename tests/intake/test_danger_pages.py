"""The screens of danger: what a counsellor keeps, what a stranger never finds, what a duty officer sees and says."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.intake import danger_queries
from qorgan.intake.actions.duty import omit_report
from qorgan.intake.actions.notification import withdraw_notification
from qorgan.intake.danger_choices import Factor, Standing, State
from qorgan.intake.models import Danger, DutyReport
from qorgan.journal.models import Entry
from qorgan.notices.actions.link import find_link
from qorgan.notices.jobs import turn as notices_turn
from qorgan.notices.models import Delivery
from tests.intake.danger_stage import *  # noqa: F403
from tests.intake.danger_stage import SECRET, again, notified

pytestmark = pytest.mark.django_db
ANSWER = {"name": "Капитан Ахметов", "position": "дежурный", "plan": "едем, через 20 минут"}


def questions(thread) -> str:
    return reverse("danger_assess", args=[thread.ref])


# The questions ---------------------------------------------------------------------------------------------------------


def test_the_answers_are_kept_and_lead_to_the_danger(sit, aigerim, thread, pack) -> None:
    sat = sit(aigerim)
    answer = sat.post(questions(thread), {"q_attack_now": "yes", "offence": "yes", "once": str(uuid4())})
    with acting(aigerim):
        danger = Danger.objects.visible_to(aigerim).get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("danger", args=[danger.ref])
    page = sat.get(answer["Location"]).content.decode()
    assert "tel:102" in page
    assert "Call now, write later" in page
    assert "A report of an offence is due" in page


def test_looking_at_what_the_answers_say_keeps_nothing(sit, aigerim, thread, pack) -> None:
    heads = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "danger-result"}
    answer = sit(aigerim).post(questions(thread), {"q_suicide_thoughts": "yes"}, **heads)
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "High danger" in said
    assert "<form" not in said
    with acting(aigerim):
        assert not Danger.objects.visible_to(aigerim).exists()


def test_a_high_level_without_a_word_on_the_report_is_refused_at_its_field(sit, aigerim, thread, pack) -> None:
    answer = sit(aigerim).post(questions(thread), {"q_attack_now": "yes", "once": str(uuid4())})
    assert answer.status_code == 422
    assert "nobody goes on without an answer" in answer.content.decode()


def test_the_panel_beside_the_conversation_leads_to_the_questions(sit, aigerim, thread, danger) -> None:
    page = sit(aigerim).get(reverse("thread", args=[thread.ref])).content.decode()
    assert questions(thread) in page
    assert str(danger) in page


# Telling ---------------------------------------------------------------------------------------------------------------


def test_the_code_is_shown_once_and_only_then(sit, aigerim, danger, police) -> None:
    sat = sit(aigerim)
    where = reverse("danger_notify", args=[danger.ref, "police"])
    form = sat.get(where).content.decode()
    assert "in the child’s district" in form or "at the child’s place" in form
    sent = sat.post(where, {"organisation": police.ref, "message": SECRET, "form-danger": ["danger:level"], "factor": "pin"})
    code = re.search(r'q-pin">(\d{6})<', sent.content.decode())[1]
    assert sent["Cache-Control"] == "no-store"
    (kept,) = notified(aigerim, danger)
    assert [one["form"] for one in kept.told] == ["message", "danger"], "nothing but what was written and ticked"
    page = sat.get(reverse("danger", args=[danger.ref])).content.decode()
    assert SECRET in page
    assert code not in page


def test_nothing_chosen_and_nothing_written_is_refused(sit, aigerim, danger, police) -> None:
    where = reverse("danger_notify", args=[danger.ref, "police"])
    answer = sit(aigerim).post(where, {"organisation": police.ref, "message": "", "factor": "pin"})
    assert answer.status_code == 422
    assert notified(aigerim, danger) == []


def test_by_telephone_the_answer_is_written_down(sit, aigerim, danger, tell, police) -> None:
    sent = tell(danger, police, factor=Factor.NONE)
    answer = sit(aigerim).post(reverse("notification_taken", args=[sent.notification.ref]), {**ANSWER, "once": str(uuid4())})
    assert answer.status_code == 302
    assert again(aigerim, danger).state == State.ACKNOWLEDGED


# The duty officer ------------------------------------------------------------------------------------------------------


@pytest.fixture
def opened(client, danger, tell, police):
    """A browser that has opened the link of the police's notification, and the notification."""
    sent = tell(danger, police)
    (path,) = _paths()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert client.post(path, {"code": sent.pin}).status_code == 302
    return client, sent.notification


def _paths() -> list[str]:
    by = Principal.system("notices.sender")
    with reading(by):
        rows = Delivery.objects.visible_to(by).filter(wording="intake.notified").order_by("made_at")
        return list(dict.fromkeys(rows.values_list("path", flat=True)))


def test_the_officer_reads_what_was_passed_on_and_the_reading_is_written_down(opened) -> None:
    browser, notification = opened
    answer = browser.get(reverse("danger_answer"))
    assert SECRET in answer.content.decode()
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "same-origin")
    assert Entry.objects.filter(verb="journal.page.read", about__contains=[notification.pk]).count() == 1


def test_the_officer_says_it_is_not_theirs(opened, aigerim, danger) -> None:
    browser, _notification = opened
    said = {"do": "decline", "name": "Ахметов", "reason": "не наш район", "pass_to": "Центр"}
    assert browser.post(reverse("danger_answer"), said).status_code == 200
    (kept,) = notified(aigerim, danger)
    assert kept.standing == Standing.DECLINED
    assert browser.get(reverse("danger_answer")).status_code == 404, "the pass has ended"


def test_an_answer_without_a_plan_is_refused_and_the_page_stays_open(opened, aigerim, danger) -> None:
    browser, _notification = opened
    answer = browser.post(reverse("danger_answer"), {"do": "take", "name": "Ахметов", "plan": " "})
    assert answer.status_code == 422
    assert SECRET in answer.content.decode()
    assert browser.get(reverse("danger_answer")).status_code == 200


def test_without_a_pass_the_page_opens_nothing(client, danger, tell, police) -> None:
    tell(danger, police)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    answer = client.get(reverse("danger_answer"))
    assert answer.status_code == 404
    assert SECRET not in answer.content.decode()
    assert client.post(reverse("danger_answer"), {"do": "take", **ANSWER}).status_code == 404


def test_a_withdrawn_notification_shuts_the_page_of_whoever_has_opened_it(opened, aigerim) -> None:
    browser, notification = opened
    withdraw_notification(by=aigerim, notification=notification)
    assert browser.get(reverse("danger_answer")).status_code == 404


def test_the_outbox_keeps_no_code(danger, tell, police, post, gateway) -> None:
    sent = tell(danger, police)
    (path,) = _paths()
    assert find_link(path.removeprefix("/l/")) is not None
    notices_turn()
    assert sent.pin not in str(gateway.asked) + "".join(mail.as_string() for mail in post.mails)


def test_a_body_with_accounts_answers_signed_in(sit, duty_officer, danger, tell, centre, aigerim) -> None:
    sent = tell(danger, centre, "family_support")
    sat = sit(duty_officer)
    assert sent.notification.ref in sat.get(reverse("notifications_received")).content.decode()
    where = reverse("notification_received", args=[sent.notification.ref])
    assert SECRET in sat.get(where).content.decode()
    assert sat.post(where, {"do": "take", **ANSWER}).status_code == 200
    assert again(aigerim, danger).state == State.ACKNOWLEDGED


# Strangers -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def addresses(danger, tell, police, thread, aigerim) -> list[str]:
    """Every address of one danger and of what belongs to it."""
    sent = tell(danger, police)
    omit_report(by=aigerim, danger=danger, reason="no_facts", note="игра")
    with acting(aigerim):
        report = DutyReport.objects.visible_to(aigerim).get()
    one, told = danger.ref, sent.notification.ref
    return [
        questions(thread), reverse("danger", args=[one]),
        *(reverse(name, args=[one]) for name in ("danger_call", "danger_close", "duty_report", "duty_omit")),
        *(reverse(f"notification_{verb}", args=[told]) for verb in ("remind", "taken", "declined", "withdraw", "received")),
        reverse("danger_notify", args=[one, "police"]), reverse("duty_countersign", args=[report.ref]),
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["bolat", "dana", "duty_officer"])
def test_foreign_ids_are_the_same_404_as_absent_ones(who, request, sit, addresses, danger, centre) -> None:
    sat = sit(request.getfixturevalue(who))
    for address in addresses:
        for ask in (sat.get, sat.post):
            found = ask(address)  # a page without a form answers no post, whoever asks
            assert found.status_code == 404 or (ask == sat.post and found.status_code == 405), address
            assert SECRET not in found.content.decode()


def test_the_head_sees_that_and_when_but_not_what_was_passed_on(sit, head, danger, tell, police, aigerim) -> None:
    tell(danger, police)
    sat = sit(head)
    assert str(danger) in sat.get(reverse("dangers")).content.decode()
    page = sat.get(reverse("danger", args=[danger.ref])).content.decode()
    assert str(police) in page
    assert SECRET not in page
    assert sat.get(reverse("danger_notify", args=[danger.ref, "police"])).status_code == 404


def test_the_list_shows_nothing_of_other_lines(sit, dana, danger) -> None:
    assert str(danger) not in sit(dana).get(reverse("dangers")).content.decode()


def test_a_second_person_decides_on_the_page(sit, saule, aigerim, assessed) -> None:
    danger = assessed(4, offence="yes")
    omit_report(by=aigerim, danger=danger, reason="no_facts", note="игра")
    sat = sit(saule)
    page = sat.get(reverse("danger", args=[danger.ref])).content.decode()
    where = re.search(r'href="(/dangers/reports/[^"]+)"', page)[1]
    assert sat.post(where, {"is_agreed": "yes", "once": str(uuid4())}).status_code == 302
    assert not again(saule, danger).is_duty_open


def test_the_story_of_a_conversation_is_told_to_whom_it_may_be(danger, tell, police, aigerim, bolat, thread) -> None:
    tell(danger, police)
    with acting(aigerim):
        lines = danger_queries.danger_lines(aigerim, thread)
    titles = [str(line.title) for line in lines]
    assert titles.index("Danger assessed") < titles.index("Body notified")
    assert str(police) in [str(line.detail) for line in lines]
    assert all(line.at <= timezone.now() for line in lines)
    with acting(bolat):
        assert danger_queries.danger_lines(bolat, thread) == []
