"""Caseworkers and a service worker as their browsers behave: pages are opened, forms filled in and sent until answered."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import html

from tests.storm.ledger import Ledger
from tests.storm.people import Answer, Browser

PREPARING = ("change", "share", "consent", "exception", "send")


class Refusal(AssertionError):
    """A form was not accepted; the page's own words say why."""


class Worker:
    """Somebody of staff with a browser."""

    def __init__(self, port: int, username: str, password: str, ledger: Ledger) -> None:
        self.browser, self.ledger = Browser(port), ledger
        page = self.open("/sign-in")
        form = {"csrfmiddlewaretoken": page.hidden("csrfmiddlewaretoken"), "login": username, "password": password}
        assert self.browser.insist("/sign-in", form, ledger=ledger).status == 302

    def open(self, path: str) -> Answer:
        """A page, asked for until it comes."""
        return self.browser.insist(path, ledger=self.ledger)

    def send(self, path: str, values: dict[str, str], *, action: str = "") -> str:
        """Fills in the form of a page and sends it, with one key, until there is an answer; gives the address that it leads to."""
        page = self.open(path)
        form = _filled(page, action) | values
        answer = self.browser.insist(action or path, form, ledger=self.ledger)
        if answer.status == 422 and 'name="although_similar"' in answer.text:
            answer = self.browser.insist(path, form | {"although_similar": "on"}, ledger=self.ledger)
        if answer.status != 302:
            said = html.document_fromstring(answer.text).xpath("//*[@data-errors]//text() | //*[contains(@class,'q-note')]//text()")
            raise Refusal(f"{path}: {answer.status} {' '.join(said)[:300]}")
        return answer.headers["location"]


def _filled(page: Answer, action: str) -> dict[str, str]:
    """What a form holds as it comes: what is chosen, else the first that can be, and every box ticked."""
    tree = html.document_fromstring(page.text)
    forms = tree.xpath("//main//form[translate(@method,'POST','post')='post']")
    form = next((one for one in forms if not action or one.get("action") == action), None)
    assert form is not None, (page.status, action)
    filled: dict[str, str] = {}
    for control in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
        name, kind = control.get("name"), control.get("type", "")
        if control.tag == "select":
            values = [*control.xpath(".//option[@selected]/@value"), *control.xpath(".//option/@value")]
            filled[name] = next((str(one) for one in values if one), "")
        elif kind == "radio":
            filled.setdefault(name, control.get("value"))
            if control.get("checked") is not None:
                filled[name] = control.get("value")
        elif control.tag == "textarea":
            filled[name] = control.text or ""
        elif kind != "checkbox" or control.get("checked") is not None:
            filled[name] = control.get("value") or ("on" if kind == "checkbox" else "")
    return filled


class Chain:
    """The way of one child through the rooms; `reached` are the steps that were acknowledged, with the address each led to."""

    def __init__(self, word: str, worker: Worker, there: Worker, service: str) -> None:
        self.word, self.worker, self.there, self.service = word, worker, there, service
        self.reached: dict[str, str] = {}

    def go(self) -> None:
        """Every step, one after the other, each until it is acknowledged."""
        self._of_worker()
        self._of_service()

    def _of_worker(self) -> None:
        send, today = self.worker.send, datetime.now(UTC).date()
        child = send("/children/new", {"surname": self.word, "given": self.word[::-1], "born_in": "2013", "iin": "", "born_on": "",
                                       "age": "", "born_month": "", "phone": ""})  # fmt: skip
        self.reached["child"] = child = child.partition("?")[0]
        ref = child.rpartition("/")[2]
        self.reached["case"] = case = send(f"/cases/new/{ref}", {"risk": "high", "concerns": "neglect", "story": f"{self.word} оқиға"})
        self.reached["note"] = send(f"{case}/note", {"text": f"{self.word} жазба", "subject": ""})
        self.reached["task"] = send(f"{case}/task", {"what": f"{self.word} тапсырма", "due_on": str(today + timedelta(days=3))})
        at = send(f"/referrals/new/{self.service}?for=child:{ref}", {"urgency": "usual", "message": f"{self.word} өтініш"})
        self.reached["referral"] = referral = re.sub(rf"/(?:{'|'.join(PREPARING)})$", "", at.partition("?")[0])
        send(f"{referral}/share", {"shared": "child:name"})
        send(f"{referral}/consent", {"given_by": "representative", "on": str(today)})
        self.reached["sent"] = send(f"{referral}/send", {"although": "on"})

    def _of_service(self) -> None:
        send, referral = self.there.send, self.reached["referral"]
        self.reached["accepted"] = send(f"{referral}/accept", {})
        for number in (1, 2):
            self.reached[f"record {number}"] = send(f"{referral}/record", {"minutes": "45", "note": f"{self.word} кездесу {number}"})
        self.reached["reported"] = send(f"{referral}/report", {"report": f"{self.word} есеп"})


def rows(watcher: Any, question: str, *given: Any) -> list[tuple[Any, ...]]:
    """What the database holds, read past every wall."""
    return watcher.execute(question, given).fetchall()
