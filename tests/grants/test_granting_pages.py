"""The chain through its pages: every page opens for whoever it is for, and its form does what it says."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from qorgan.grants import actions
from qorgan.grants.models import (
    Application,
    Call,
    ContractVersion,
    Deliverable,
    Document,
    Expenditure,
    Panelist,
    ProjectLine,
    Reallocation,
    Report,
    Tranche,
)
from tests.grants.granting import AFTER, MARKS, seen, world  # noqa: F401
from tests.places.stage import go  # noqa: F401

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    """The words of a page, with plain spaces."""
    return answer.content.decode().replace("\u00a0", " ")


def opened(go, by, path: str, status: int = 200) -> str:  # noqa: F811
    answer = go(by, path)
    assert answer.status_code == status, path
    return text(answer) if status == 200 else ""


def sent(go, by, path: str, **given: Any) -> str:  # noqa: F811
    """Sends a form and gives where it leads; a form that comes back fails with its errors."""
    answer = go(by, path, {"once": str(uuid4()), **given})
    assert answer.status_code == 302, text(answer)
    return answer.headers["Location"]


def test_from_the_call_to_the_decision_through_the_pages(world, go):  # noqa: F811
    who = world.ngo()
    for path in (
        "/grants/calls",
        "/grants/calls/new",
        "/grants/programmes/new",
        "/grants/experts",
        "/grants/experts/new",
        "/grants/applications",
    ):
        opened(go, world.officer, path)
    call = world.call(is_open=False)
    there = f"/grants/calls/{call.ref}"
    assert "Open the call" in opened(go, world.officer, there)
    sent(go, world.officer, f"{there}/open")
    page = opened(go, who, there)
    assert "KZT 2,162,500 – KZT 12,975,000" in page
    assert "Official rates of the National Bank" in page

    mine = _filed(go, who, there)
    world.moment(AFTER)
    assert go(world.officer, f"{mine}/check", {"passed": ["register"], "note": ""}).status_code == 422
    sent(go, world.officer, f"{mine}/check", passed=["register", "filing", "standing", "plan"])
    world.register()
    sent(go, world.officer, f"{there}/draw", seed="498.51")
    assert "E-00" in opened(go, who, there)
    _evaluated(world, go)
    assert "within the money" in opened(go, world.decider, there)
    assert "80.00" in opened(go, world.decider, there)
    sent(go, world.decider, f"{mine}/decide", is_awarded="yes", reason="By the ranking")
    assert "By the ranking" in opened(go, who, mine)
    assert Call.objects.get(pk=call.pk).state == "decided"


def _filed(go, who, there: str) -> str:  # noqa: F811
    """An application written, signed, taken back and signed again; gives its address."""
    mine = sent(go, who, f"{there}/apply")
    sent(go, who, f"{mine}/words", title="A centre", summary="Help", starts_on="2027-01-01", ends_on="2027-12-31")
    sent(go, who, f"{mine}/budget", **{"category-1": "services", "words-1": "Consultations", "amount-1": "5 800 000",
                                       "category-2": "admin", "words-2": "Rent", "amount-2": "200 000,50"})  # fmt: skip
    assert go(who, f"{mine}/budget", {"category-1": "services", "amount-1": "x"}).status_code == 422
    sent(go, who, f"{mine}/promises", children="400")
    page = opened(go, who, mine)
    assert "KZT 6,000,000.50" in page
    sent(go, who, f"{mine}/file")
    assert "Take back" in opened(go, who, mine)
    assert go(who, f"{mine}/words", {"title": "x", "summary": "x"}).status_code == 422, "what was signed comes back with its reason"
    sent(go, who, f"{mine}/take-back")
    sent(go, who, f"{mine}/file")
    return mine


def _evaluated(world, go) -> None:  # noqa: F811
    application = seen(world.officer, Application)[0]
    for number, one in enumerate(seen(world.officer, Panelist)):
        expert, path = world.who(one), f"/grants/reviews/{one.ref}"
        assert one.title in opened(go, expert, "/grants/reviews")
        assert "Consultations" not in opened(go, expert, path), "shut before the declaration"
        opened(go, expert, f"{path}/conflict")
        sent(go, expert, f"{path}/free")
        assert "Consultations" in opened(go, expert, path)
        opened(go, expert, f"{path}/score")
        if number == 0:
            assert go(expert, f"{path}/score", {**MARKS, "need": "11"}).status_code == 422
        sent(go, expert, f"{path}/score", **MARKS)
        assert "Your marks" in opened(go, expert, path)
        page = opened(go, world.officer, f"/grants/applications/{application.ref}")
        assert ("Scores are shown when the last one is in" in page) is (number < 2)


def test_from_the_contract_to_the_report_through_the_pages(world, go):  # noqa: F811
    who = world.ngo()
    project = world.awarded(who)
    there = f"/grants/projects/{project.ref}"
    for by in (who, world.officer, world.approver, world.payer, world.verifier):
        opened(go, by, "/grants/projects")
        opened(go, by, there)
    assert go(world.officer, f"{there}/tranches", {"amount-1": "1", "due_on-1": "2027-01-01"}).status_code == 422
    plan = {"amount-1": "4 000 000", "due_on-1": "2027-01-01", "amount-2": "2 000 000", "due_on-2": "2027-07-01"}
    sent(go, world.officer, f"{there}/tranches", **plan)
    sent(go, world.officer, f"{there}/contract", terms="The law holds.")
    version = seen(who, ContractVersion)[0]
    assert "The law holds." in opened(go, who, f"/grants/contracts/{version.ref}")
    for by in (who, world.officer):
        sent(go, by, f"/grants/contracts/{version.ref}/sign")
    first = seen(who, Tranche, number=1)[0]
    sent(go, world.officer, f"/grants/tranches/{first.ref}/prepare")
    sent(go, world.approver, f"/grants/tranches/{first.ref}/return")
    sent(go, world.officer, f"/grants/tranches/{first.ref}/prepare")
    sent(go, world.approver, f"/grants/tranches/{first.ref}/approve")
    sent(go, world.payer, f"/grants/tranches/{first.ref}/pay", on=AFTER.date().isoformat(), order="PO-1")
    assert "KZT 4,000,000" in opened(go, who, there)
    _spent(world, go, who, there)
    _reported(world, go, who, there)
    opened(go, world.officer, f"{there}/finish")


def _spent(world, go, who, there: str) -> None:  # noqa: F811
    sent(go, who, f"{there}/papers", file=SimpleUploadedFile("invoice.txt", b"An invoice in plain words.", "text/plain"))
    paper = seen(who, Document)[0]
    lines = sorted(seen(who, ProjectLine), key=lambda one: one.position)
    answer = go(world.officer, f"/grants/papers/{paper.ref}", {})
    assert (answer.status_code, answer.content) == (200, b"An invoice in plain words.")
    opened(go, who, f"{there}/spending")
    sent(
        go,
        who,
        f"{there}/spending",
        line=lines[0].ref,
        amount="1 000",
        on=AFTER.date().isoformat(),
        words="Invoice 7",
        document=paper.ref,
    )
    one = seen(who, Expenditure)[0]
    opened(go, world.officer, f"/grants/spending/{one.ref}/decide")
    sent(go, world.officer, f"/grants/spending/{one.ref}/decide", is_accepted="yes")
    sent(go, who, f"{there}/moves", source=lines[0].ref, target=lines[1].ref, amount="100 000", reason="Rent rose")
    move = seen(who, Reallocation)[0]
    opened(go, world.approver, f"/grants/moves/{move.ref}/decide")
    sent(go, world.approver, f"/grants/moves/{move.ref}/decide", is_approved="yes")
    sent(go, who, f"{there}/results", kind="study", title="The study")
    result = seen(who, Deliverable)[0]
    opened(go, who, f"/grants/results/{result.ref}/claim")
    given = {"address": "https://example.org/study", "published_on": AFTER.date().isoformat(), "document": paper.ref}
    sent(go, who, f"/grants/results/{result.ref}/claim", **given)
    opened(go, world.verifier, f"/grants/results/{result.ref}/judge")
    sent(go, world.verifier, f"/grants/results/{result.ref}/judge", is_verified="yes", verdict="Read it")
    page = opened(go, world.officer, there)
    assert "https://example.org/study" in page
    assert "KZT 1,000" in page


def _reported(world, go, who, there: str) -> None:  # noqa: F811
    path = sent(go, who, f"{there}/reports", starts_on="2026-11-01", ends_on=AFTER.date().isoformat())
    opened(go, who, f"{path}/write")
    row = {"indicator-1": "children", "age_band-1": "Y14T15", "sex-1": "girl", "disability-1": "without", "place-1": world.place.ref}
    assert go(who, f"{path}/write", {"words": "Done", **row, "value-1": "120", "value-2": "5"}).status_code == 422, "a row is whole"
    sent(go, who, f"{path}/write", words="Done", **row, **{"value-1": "120"})
    sent(go, who, f"{path}/send")
    opened(go, world.officer, f"{path}/decide")
    sent(go, world.officer, f"{path}/decide", is_accepted="yes", answer="Thank you")
    assert "120" in opened(go, world.officer, path)
    assert seen(who, Report)[0].state == "accepted"


def test_a_stranger_finds_no_page_of_an_application_or_a_project(world, go):  # noqa: F811
    who, stranger = world.ngo(), world.ngo()
    application = world.draft(world.call(), who)
    for by in (stranger, world.officer):
        with pytest.raises(Http404):
            go(by, f"/grants/applications/{application.ref}")
    actions.file_application(by=who, application=application)
    opened(go, world.officer, f"/grants/applications/{application.ref}")
    with pytest.raises(Http404):
        go(stranger, f"/grants/applications/{application.ref}")
