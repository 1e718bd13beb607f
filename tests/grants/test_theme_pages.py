"""The screens of themes: drafting, a body's link with its code, what an outside body reads in three languages and says."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.grants.actions import change_theme, comment_theme, submit_theme
from qorgan.grants.choices import ApprovalFactor
from qorgan.grants.models import Theme, ThemeApproval
from qorgan.grants.theme_described import ThemeText
from qorgan.journal.models import Entry
from qorgan.notices.models import Delivery
from tests.grants.theme_stage import *  # noqa: F403
from tests.grants.theme_stage import TEXT, again, approval_of, ask

pytestmark = pytest.mark.django_db
OTHER = ThemeText(TEXT.title, TEXT.need, TEXT.aims.replaced(en="Far fewer return"), TEXT.results, TEXT.articles)


def words(name: str, text: str) -> dict[str, str]:
    return {f"{name}_{code}": f"{text} {code}" for code in ("kk", "ru", "en")}


def drafted() -> dict[str, str]:
    return {
        **words("title", "Сеть"), **words("need", "Зачем"), **words("aims", "Цель"), **words("results", "Итог"),
        **words("origin_words", "Решение"), "origin_source": "Протокол № 3", "article_1": "CRC-40", "article_2": "CRC-19",
        "once": str(uuid4()),
    }  # fmt: skip


def test_a_theme_is_drafted_and_submitted_on_its_screens(sit, officer) -> None:
    sat = sit(officer)
    made = sat.post(reverse("theme_new"), drafted())
    with acting(officer):
        theme = Theme.objects.visible_to(officer).get()
    assert made["Location"] == reverse("theme", args=[theme.ref])
    page = sat.get(made["Location"]).content.decode()
    assert "CRC-40" in page
    assert "Протокол № 3" in page
    assert "not submitted" in page
    assert sat.post(reverse("theme_submit", args=[theme.ref]), {"once": str(uuid4())}).status_code == 302
    listed = sat.get(reverse("themes") + "?state=submitted").content.decode()
    assert "Сеть" in listed
    assert "Waits for approval" in listed


def test_an_article_chosen_twice_is_refused_at_its_field(sit, officer) -> None:
    answer = sit(officer).post(reverse("theme_new"), {**drafted(), "article_2": "CRC-40"})
    assert answer.status_code == 422
    assert "chosen twice" in answer.content.decode()


def test_whoever_only_reads_finds_no_way_to_draft_or_decide(sit, cast, keeper, submitted, ombudsman, officer) -> None:
    from qorgan.grants import access

    reader = cast.person(access.THEME_READ, at=cast.elsewhere)
    approval = ask(officer, submitted, "ombudsman", ombudsman).approval
    sat = sit(reader)
    page = sat.get(reverse("theme", args=[submitted.ref])).content.decode()
    assert reverse("theme_change", args=[submitted.ref]) not in page
    for name, given in (
        ("theme_change", submitted.ref), ("theme_submit", submitted.ref), ("theme_ask", approval.ref), ("theme_asked", approval.ref),
        ("theme_comment", approval.ref),
    ):  # fmt: skip
        assert sat.post(reverse(name, args=[given]), {"once": str(uuid4())}).status_code == 404, name


def test_nobody_of_another_operator_opens_a_page_of_drafting(sit, stranger, submitted) -> None:
    sat = sit(stranger)
    for name in ("theme_change", "theme_submit", "theme_withdraw", "theme_paper_new"):
        assert sat.get(reverse(name, args=[submitted.ref])).status_code == 404, name


def test_the_code_of_a_link_is_shown_once_and_only_then(sit, officer, submitted, ombudsman) -> None:
    sat = sit(officer)
    approval = approval_of(officer, submitted, "ombudsman")
    said = {"organisation": ombudsman.ref, "factor": "pin", "once": str(uuid4())}
    sent = sat.post(reverse("theme_ask", args=[approval.ref]), said)
    code = re.search(r'q-code-once">(\d{6})<', sent.content.decode())[1]
    assert sent["Cache-Control"] == "no-store"
    assert code not in sat.get(reverse("theme", args=[submitted.ref])).content.decode()


@pytest.fixture
def opened(client, officer, submitted, ombudsman):
    """A browser that has opened the link of the Ombudsman, and what was asked."""
    made = ask(officer, submitted, "ombudsman", ombudsman)
    by = Principal.system("notices.sender")
    with reading(by):
        (path,) = set(Delivery.objects.visible_to(by).filter(wording="grants.asked").values_list("path", flat=True))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert client.post(path, {"code": made.pin}).status_code == 302
    return client, made.approval


@pytest.mark.parametrize(
    ("language", "button", "title"),
    [("en", "Give the decision", "services"), ("ru", "Дать решение", "services (ru)"), ("kk", "Шешімді беру", "services (kk)")],
)
def test_the_outside_body_reads_the_theme_in_its_language(opened, language, button, title) -> None:
    browser, _approval = opened
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    page = browser.get(reverse("theme_answer"))
    said = page.content.decode()
    assert button in said
    assert f"Mini-network of {title}<" in said
    assert (page["Cache-Control"], page.status_code) == ("no-store", 200)


def test_the_body_asks_returns_with_words_and_its_page_shuts(opened, officer, submitted) -> None:
    browser, approval = opened
    assert browser.post(reverse("theme_answer"), {"do": "write", "text": "Which seven sites?"}).status_code == 302
    refused = browser.post(reverse("theme_answer"), {"do": "decide", "decision": "returned", "name": "Ada"})
    assert refused.status_code == 422
    assert "what must be changed" in refused.content.decode().lower()
    letter = SimpleUploadedFile("letter.txt", b"Dear colleagues")
    said = {"do": "decide", "decision": "returned", "name": "Ada", "comment": "Name the sites", "letter": letter}
    answer = browser.post(reverse("theme_answer"), said)
    assert "Your answer was received" in answer.content.decode()
    assert browser.get(reverse("theme_answer")).status_code == 404, "the pass has ended"
    with acting(officer):
        kept = ThemeApproval.objects.visible_to(officer).get(pk=approval.pk)
    assert (kept.decision, kept.decided_way, kept.answer["comment"]) == ("returned", "link", "Name the sites")


def test_without_a_pass_the_page_opens_nothing(client, officer, submitted, ombudsman) -> None:
    ask(officer, submitted, "ombudsman", ombudsman)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    for answer in (client.get(reverse("theme_answer")), client.post(reverse("theme_answer"), {"do": "decide", "decision": "approved"})):
        assert answer.status_code == 404
        assert "Mini-network" not in answer.content.decode()


def test_a_body_with_accounts_reads_what_changed_and_decides_signed_in(sit, officer, submitted, decider, ombudsman) -> None:
    ask(officer, submitted, "ombudsman", ombudsman, ApprovalFactor.NONE)
    change_theme(by=officer, theme=submitted, text=OTHER, reason="Clearer aims")
    submit_theme(by=officer, theme=submitted)
    approval = ask(officer, submitted, "ombudsman", ombudsman, ApprovalFactor.NONE).approval
    comment_theme(by=officer, approval=approval, text="See the aims")
    sat = sit(decider)
    assert "Mini-network" in sat.get(reverse("themes_asked")).content.decode()
    where = reverse("theme_asked", args=[approval.ref])
    page = sat.get(where).content.decode()
    assert "<del>" in page
    assert "Far fewer" in page
    assert "Clearer aims" in page
    assert "See the aims" in page
    assert sat.post(where, {"do": "decide", "decision": "approved", "name": "Ada", "once": str(uuid4())}).status_code == 200
    assert "Ada" in sat.get(reverse("theme", args=[submitted.ref])).content.decode()
    assert Entry.objects.filter(stream=submitted.pk, verb="grants.approval.decided").count() == 1


def test_a_version_shows_the_difference_to_the_one_before(sit, officer, approved) -> None:
    change_theme(by=officer, theme=approved, text=OTHER, reason="Clearer aims")
    page = sit(officer).get(reverse("theme_version", args=[approved.ref, 2])).content.decode()
    assert re.search(r"<del><span[^>]*>crossed out: </span>Fewer</del>", page)
    assert re.search(r"<ins><span[^>]*>added: </span>Far fewer</ins>", page)
    assert "Being changed: approvals fell" in sit(officer).get(reverse("theme", args=[approved.ref])).content.decode()


def test_a_paper_is_added_opened_and_taken_out(sit, officer, theme) -> None:
    sat = sit(officer)
    paper = SimpleUploadedFile("plan.txt", b"A plan of the network")
    assert sat.post(reverse("theme_paper_new", args=[theme.ref]), {"file": paper, "once": str(uuid4())}).status_code == 302
    page = sat.get(reverse("theme", args=[theme.ref])).content.decode()
    where = re.search(r'action="(/themes/papers/\w+/open)"', page)[1]
    answer = sat.post(where)
    assert answer.content == b"A plan of the network"
    assert answer["Content-Disposition"].startswith("attachment")
    assert sat.post(where.replace("/open", "/remove"), {"once": str(uuid4())}).status_code == 302
    assert "plan.txt" not in sat.get(reverse("theme", args=[theme.ref])).content.decode()
    assert again(officer, theme).version == 1
