"""A walk through the running product as people with browsers without script: every page that can be reached, every form
sent with a canary in each field where something can be typed."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from django.urls import Resolver404, resolve
from lxml import html

from tests.canaries.birds import Aviary
from tests.house.routes import routes

PER_VIEW = 2  # examples of each page, for each person
PER_WALK = 6  # the same, for all together
TRIES = 4  # times that a form is sent until somebody's is accepted
AGAIN = 5.0  # seconds after which a person tries again what a database that was away could not do
MOST_LINKS = 5  # of a filtered list that are followed
PAUSE = 5.0  # seconds that the child's door asks of a browser without script
TYPED = {"", "text", "search", "tel", "email", "url"}
DATES = {"date": "2026-01-15", "number": "7", "time": "10:00", "datetime-local": "2026-01-15T10:00", "month": "2026-01"}
# Ends what others still walk through: sent last.
LAST = ("end", "close", "remove", "revoke", "discard", "retire", "stop", "destroy", "retry", "code")
# Never sent: they would end the walk itself, or need a key in somebody's hand.
NEVER = {
    "account_logout", "own_password", "mfa_add_webauthn", "mfa_activate_totp", "mfa_generate_recovery_codes", "factor_remove",
    "account_sessions_end", "end_session", "account_login", "choose_role", "csp", "openid_connect_login", "mfa_login_webauthn",
    "exit", "keys_page",
}  # fmt: skip


@dataclass
class Seen:
    """Everything that the walk saw: what must not carry a canary, and what became of each form."""

    addresses: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    sent: dict[str, int] = field(default_factory=dict)  # form → status of its last answer
    tries: Counter[str] = field(default_factory=Counter)
    emptied: set[str] = field(default_factory=set)  # forms that were sent with nothing in them
    shown: Counter[str] = field(default_factory=Counter)  # pages that were opened, by view
    taken: set[str] = field(default_factory=set)  # `view.field` of every field of a form that was accepted
    searched: set[str] = field(default_factory=set)  # `view?field` of every field whose words an address carries
    faults: list[str] = field(default_factory=list)


def view_of(address: str) -> str:
    """The name of the address; empty where none of ours answers."""
    try:
        return resolve(urlsplit(address).path).url_name or ""
    except Resolver404:
        return ""


def plain_addresses() -> list[str]:
    """Every address without arguments that can be asked for."""
    return [one.example for one in routes() if "<" not in one.written and one.page and "GET" in one.page.methods]


class Walker:
    """One person with a browser. `overrides` gives what a field whose content is checked must hold: view.field → value."""

    def __init__(self, base: str, aviary: Aviary, seen: Seen, overrides: dict[str, str]) -> None:
        self.base, self.aviary, self.seen, self.overrides = base, aviary, seen, overrides
        self.browser = requests.Session()
        self.browser.headers["Accept-Language"] = "en"
        self._opened: Counter[str] = Counter()
        self._waiting: list[str] = []
        self._last: list[tuple[str, Any]] = []
        self._before = ""  # the page that was open, as browsers tell it to the next
        self._typed_in: dict[str, str] = {}  # view → page of a form in which something can be typed

    def sign_in(self, username: str, password: str) -> None:
        """By the form, as anybody does."""
        page = html.document_fromstring(self.browser.get(f"{self.base}/sign-in", timeout=60).text)
        form = next(one for one in page.forms if "login" in one.fields)
        data = dict(form.fields) | {"login": username, "password": password}
        answer = self.browser.post(urljoin(f"{self.base}/sign-in", form.action or ""), data=data, timeout=60)
        assert answer.ok
        assert not answer.url.startswith(f"{self.base}/sign-in"), f"{username} did not come in"

    def walk(self, *starts: str) -> None:
        """All pages from here, breadth first; what ends something comes last."""
        self._waiting += starts
        while self._waiting:
            self._open(self._waiting.pop(0))
        for address, form in self._last:
            self._send(address, form)
        for target, address in self._typed_in.items():
            self._send_empty(target, address)

    def _open(self, address: str) -> None:
        view = view_of(address)
        if not view or view in NEVER or not self._is_new(view):
            return
        self._opened[view] += 1
        answer = self._asked("GET", urljoin(self.base, address))
        tree = self._read(answer)
        if tree is not None and answer.ok:
            self.seen.shown[view_of(answer.url)] += 1
            self._look_around(answer.url, tree)

    def _asked(self, method: str, address: str, **sent: Any) -> requests.Response:
        """The answer; once more where the database was away for a moment, as the page itself says. Why it was away is in the log."""
        come = {"headers": {"Referer": self._before} if self._before else {}, "timeout": 60}
        answer = self.browser.request(method, address, **come, **sent)
        if answer.status_code == 503:
            time.sleep(AGAIN)
            answer = self.browser.request(method, address, **come, **sent)
        self._before = answer.url
        return answer

    def _is_new(self, view: str) -> bool:
        return self._opened[view] < PER_VIEW and self.seen.shown[view] < PER_WALK

    def _read(self, answer: requests.Response) -> Any:
        """The page; None where the answer is none. What it says outwardly is kept."""
        for one in (*answer.history, answer):
            self.seen.addresses += [one.url, one.headers.get("Location", "")]
        if answer.status_code >= 500:
            self.seen.faults.append(f"{answer.status_code} {answer.request.method} {view_of(answer.url)}")
        if not answer.headers.get("Content-Type", "").startswith("text/html") or not answer.text.strip():
            return None
        tree = html.document_fromstring(answer.text)
        tree.make_links_absolute(answer.url)
        self.seen.titles += tree.xpath("//title/text()")
        return tree

    def _look_around(self, address: str, tree: Any) -> None:
        """Remembers the links and sends the forms of a page."""
        for link in tree.xpath("//a/@href | //iframe/@src"):
            if link.startswith(self.base):
                self._waiting.append(link.removeprefix(self.base))
        for form in tree.forms:
            target = view_of(form.action or address)
            if (form.method or "GET").upper() == "GET" and target and target not in NEVER:
                self._search(address, target, form)
            if (form.method or "GET").upper() != "POST" or not target or target in NEVER:
                continue
            if form.xpath(".//textarea | .//select | .//input[@type='text']"):
                self._typed_in.setdefault(target, address)
            if any(word in target.split("_") for word in LAST):
                self._last.append((address, form))
            else:
                self._send(address, form)

    def _send(self, address: str, form: Any) -> None:
        """Once with each of its named buttons, until it was accepted by somebody."""
        target = view_of(form.action or address)
        for button in _buttons(form):
            name = f"{target}({','.join(sorted({one for one in form.fields.keys() if one}))}){button}"  # noqa: SIM118
            if self.seen.sent.get(name, 422) < 400 or self.seen.tries[name] >= TRIES:
                continue
            self.seen.tries[name] += 1
            fields, typed = self._filled(target, form)
            if target in ("help", "school_door"):
                time.sleep(PAUSE)
            answer = self._asked("POST", form.action or address, data=[*fields, *button])
            tree = self._read(answer)
            self.seen.sent[name] = answer.status_code
            if answer.ok:
                self.seen.taken |= typed
            if tree is not None and answer.ok and self._is_new(view_of(answer.url)):
                self._opened[view_of(answer.url)] += 1
                self._look_around(answer.url, tree)

    def _search(self, address: str, target: str, form: Any) -> None:
        """A form whose words go into the address: asked for with a canary in each field where something can be typed, and the
        page that comes is looked at, for what it makes of them (titles, links of its pages and of its order)."""
        fields, typed = self._filled(target, form, mark="?")
        if not typed or typed <= self.seen.searched:
            return
        self.seen.searched |= typed
        tree = self._read(self._asked("GET", (form.action or address).partition("?")[0], params=fields))
        for link in tree.xpath("//main//a/@href")[:MOST_LINKS] if tree is not None else ():
            if link.startswith(self.base) and "?" in link and view_of(link) == target:
                self._read(self._asked("GET", link))

    def _send_empty(self, target: str, address: str) -> None:
        """A form as it comes, with every answer taken out: refused in words or accepted, never a fault."""
        if target in self.seen.emptied:
            return
        self.seen.emptied.add(target)
        tree = self._read(self._asked("GET", address))
        for form in tree.forms if tree is not None else ():
            if view_of(form.action or address) == target and (form.method or "").upper() == "POST":
                hidden = form.xpath(".//input[@type='hidden'][@name]")
                fields = [(one.get("name"), one.get("value") or "") for one in hidden]
                self._read(self._asked("POST", form.action or address, data=[*fields, *_buttons(form)[0]]))
                return

    def _filled(self, target: str, form: Any, mark: str = ".") -> tuple[list[tuple[str, str]], set[str]]:
        """What is sent, and the fields in which something was typed."""
        fields: list[tuple[str, str]] = []
        typed: set[str] = set()
        for control in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
            name, kind, where = control.get("name"), control.get("type", "").lower(), f"{target}{mark}{control.get('name')}"
            if where in self.overrides:
                fields = [*(pair for pair in fields if pair[0] != name), (name, self.overrides[where])]
            elif control.get("data-day") is not None:
                kind = "datetime-local" if control.get("data-day") == "moment" else "date"
                fields.append((name, control.get("value") or DATES[kind]))
            elif control.tag == "textarea" or (control.tag == "input" and kind in TYPED):
                fields.append((name, self._canary(where, control)))
                typed.add(where)
            elif kind != "radio" or name not in {known for known, _value in fields}:
                fields += [(name, value) for value in _chosen(control, kind)]
        return fields, typed

    def _canary(self, where: str, control: Any) -> str:
        bird = self.aviary.new(where)
        name, kind, mode = control.get("name").lower(), control.get("type", ""), control.get("inputmode", "")
        if "phone" in name or "tel" in (kind, mode):
            return f"+7{bird.digits}"
        if kind == "email" or "mail" in name:
            return f"{bird.token}@example.org"
        if mode in ("numeric", "decimal"):
            return "7"
        if "username" in name:
            return bird.token
        return f"{bird.token} үйге барғым келмейді, көмек керек"[: int(control.get("maxlength") or 400)]


def _buttons(form: Any) -> list[tuple[tuple[str, str], ...]]:
    """The named buttons of a form, one after the other; a form without any is sent by its plain button."""
    found = form.xpath(".//button[@name and not(@formaction)] | .//input[@type='submit'][@name]")
    return [((one.get("name"), one.get("value") or ""),) for one in found] or [()]


def _chosen(control: Any, kind: str) -> list[str]:
    """What stands in a control where nothing is typed: chosen, or the first that can be."""
    if control.tag == "select":
        values = [*control.xpath(".//option[@selected]/@value"), *control.xpath(".//option/@value")]
        return [next((str(value) for value in values if value), "")]
    if kind == "checkbox":
        is_sent = control.get("checked") is not None or control.get("required") is not None
        return [control.get("value", "on")] if is_sent else []
    if kind in ("submit", "button", "file", "image", "reset"):
        return []
    return [control.get("value") or DATES.get(kind, "")]
