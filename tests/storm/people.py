"""A child and a counsellor as their pages behave: plain HTTP, the live stream, sending again with the same key."""

from __future__ import annotations

import hashlib
import http.client
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from html import unescape
from http.cookies import SimpleCookie
from queue import Empty, SimpleQueue
from urllib.parse import urlencode
from uuid import uuid4

from tests.live.page import Page
from tests.storm.ledger import Ledger

LONGEST_PAUSE = 1.0  # seconds between two tries; the pages go up to 15, a test does not have to
PRESENCE = 20.0  # seconds between two words of an open desk
WORDS = "storm"
MINE = re.compile(r"<h3>(?:(?!</h3>).)*Mine(.*?)(?=<h3>|</div>\s*<p class=\"q-desk-foot)", re.DOTALL)


class Unreachable(Exception):
    """No answer, or one that says to come again: what was sent may have been done or not."""


class Answer:
    """Status, headers and text of an answer."""

    def __init__(self, status: int, headers: dict[str, str], text: str) -> None:
        self.status, self.headers, self.text = status, headers, text

    def hidden(self, name: str) -> str:
        """The value of a hidden field."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        assert found, f"no field {name}: {self.status}"
        return unescape(found[1])


class Browser:
    """Cookies and requests, each on a connection of its own; safe for several threads once signed in."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        """One request. Raises Unreachable for no answer and for every status from 500 on."""
        answer = self.ask_once(path, form, **headers)
        if answer.status >= 500:
            raise Unreachable(str(answer.status))
        return answer

    def ask_once(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        """One request, whatever its status; cookies are kept. Raises Unreachable for no answer."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if form is not None:
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.port}"}
            body = urlencode(form).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET" if form is None else "POST", path, body, sent)
            raw = connection.getresponse()
            answer = Answer(raw.status, {name.lower(): value for name, value in raw.getheaders()}, raw.read().decode())
        except (OSError, http.client.HTTPException) as fault:
            raise Unreachable(type(fault).__name__) from None
        finally:
            connection.close()
        for line in raw.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer

    def insist(self, path: str, form: dict[str, str] | None = None, *, ledger: Ledger, **headers: str) -> Answer:
        """Asks until there is an answer, as the pages do: the same form with the same key."""
        for pause in _pauses():
            with suppress(Unreachable):
                return self.ask(path, form, **headers)
            ledger.retried()
            time.sleep(pause)
        raise AssertionError("unreachable for two minutes")


def _pauses() -> Iterator[float]:
    """Growing pauses for two minutes."""
    pause, until = 0.1, time.monotonic() + 120
    while time.monotonic() < until:
        yield pause
        pause = min(pause * 2, LONGEST_PAUSE)


class Follower(Page):
    """An open page's stream. Only a 404 is final; after any other refusal the page asks again, as `live.js` does."""

    @property
    def is_refused(self) -> bool:
        return bool(self.statuses) and self.statuses[-1] == 404

    def _woken(self, data: str) -> None:
        self.wakes.append(data)
        assert self.read is not None
        for pause in _pauses():
            if self._ended.is_set():
                return
            try:
                self.got.extend(self.read(self.got[-1][0] if self.got else 0))
                return
            except Unreachable:
                time.sleep(pause)


def work(ticket: str, bits: int) -> str:
    """The little work that a form of the door costs."""
    for number in range(10_000_000):
        head = hashlib.sha256(f"{ticket}.{number}".encode()).digest()[:4]
        if int.from_bytes(head, "big") >> (32 - bits) == 0:
            return str(number)
    raise AssertionError("no answer found")


class Child:
    """One child: the door, the stream, messages one after the other. `has_script` pays with work, otherwise with a pause."""

    def __init__(self, port: int, number: int, ledger: Ledger, *, has_script: bool = True) -> None:
        self.browser, self.ledger, self.has_script = Browser(port), ledger, has_script
        self.name = f"{WORDS}-{number}-{uuid4().hex[:6]}"
        self.sent = 0
        self.follower: Follower | None = None
        self.form_key = ""

    def _next_text(self) -> str:
        self.sent += 1
        return f"{self.name} бала {self.sent}"

    def open(self) -> None:
        """Three taps."""
        page = self.browser.insist("/help?lang=kk", ledger=self.ledger)
        assert "set-cookie" not in page.headers
        ticket, bits = page.hidden("ticket"), int(re.search(r'data-bits="(\d+)"', page.text)[1])  # type: ignore[index]
        text = self._next_text()
        form = {"ticket": ticket, "work": work(ticket, bits) if self.has_script else "", "about": "self", "text": text}
        if not self.has_script:
            time.sleep(5)
        self.ledger.talk(self.name)
        opened = self.browser.insist("/help?lang=kk", form, ledger=self.ledger, X_Door="1")
        assert opened.status == 200, opened.status
        self.ledger.acked(self.name, text, by_child=True)
        self.form_key = opened.hidden("k")
        live = re.search(r'data-live="([^"]+)"', opened.text)[1]  # type: ignore[index]
        self.follower = Follower(self.browser.port, live, self.browser.cookies["t"], read=self.news, cookie_name="t")
        self.follower.open()

    def news(self, after: int) -> list[tuple[int, str]]:
        """What is newer; told to the ledger where it came from the other side."""
        answer = self.browser.ask(f"/chat/news?after={after}")
        assert answer.status == 200, answer.status
        found = [(int(seq), unescape(text)) for seq, text in SAID_AT_DOOR.findall(answer.text)]
        talk = self.ledger.talk(self.name)
        for seq, text in found:
            if seq > after:
                talk.at_door.append(text)
                self.ledger.read(text) if "жауап" in text else None
        return [one for one in found if one[0] > after]

    def write(self) -> None:
        """One message, sent until it is acknowledged."""
        text = self._next_text()
        form = {"k": self.form_key, "text": text, "key": str(uuid4())}
        answer = self.browser.insist("/chat?lang=kk", form, ledger=self.ledger, X_Door="1")
        assert answer.status == 204, f"{answer.status} {answer.text[:200]}"
        self.ledger.acked(self.name, text, by_child=True)

    def close(self) -> None:
        """The page is left."""
        if self.follower is not None:
            self.follower.close()


SAID_AT_DOOR = re.compile(r'<div class="say(?: me)?" data-seq="(\d+)"[^>]*>(?:<span class="sr">[^<]*</span>)?([^<]*)</div>')
SAID_AT_DESK = re.compile(r'<div class="q-said(?: q-said-us)?"[^>]*>([^<]*)<small')


class Counsellor:
    """One counsellor at the desk: takes whoever waits, reads what comes, answers each message of a child of this storm."""

    def __init__(self, port: int, username: str, password: str, ledger: Ledger) -> None:
        self.browser, self.ledger = Browser(port), ledger
        self.username, self.password = username, password
        self.followers: dict[str, Follower] = {}
        self.answered: set[str] = set()
        self.tasks: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self.token = ""
        self.strangers: set[str] = set()

    def sign_in(self) -> None:
        """By name and password; the demo asks for no second factor on the machine itself."""
        page = self.browser.insist("/sign-in?next=/desk", ledger=self.ledger)
        form = {"csrfmiddlewaretoken": page.hidden("csrfmiddlewaretoken"), "login": self.username, "password": self.password}
        answer = self.browser.insist("/sign-in?next=/desk", form, ledger=self.ledger)
        assert answer.status == 302, answer.status
        desk = self.browser.insist("/desk?lang=en", ledger=self.ledger)
        self.token = re.search(r'"X-CSRFToken": "([^"]+)"', desk.text)[1]  # type: ignore[index]
        live = re.search(r'data-live="(/live/helpline.desk/[^"]+)"', desk.text)[1]  # type: ignore[index]
        self._post("/desk/duty", {"duty": "on"})
        self._follow(live, self._desk_changed)

    def _follow(self, live: str, read: Callable[[int], list[tuple[int, str]]]) -> None:
        cookie = self.browser.cookies["s"]
        self.followers[live] = Follower(self.browser.port, live, cookie, read=read, cookie_name="s").open()

    def _post(self, path: str, form: dict[str, str]) -> Answer:
        return self.browser.insist(path, form, ledger=self.ledger, X_CSRFToken=self.token)

    def _desk_changed(self, _after: int) -> list[tuple[int, str]]:
        self.tasks.put(self.take)
        return []

    def take(self) -> None:
        """Takes until nobody waits, then looks at what is held: also what was taken by a sending whose answer was lost."""
        while self._post("/desk/next", {}).status == 302:
            pass
        desk = self.browser.insist("/desk?lang=en", ledger=self.ledger)
        mine = MINE.search(desk.text)
        for ref in set(re.findall(r'href="/desk/([0-9a-z]+)"', mine[1] if mine else "")):
            live = f"/live/helpline.thread/{ref}"
            if live not in self.followers:
                self._follow(live, lambda _after, ref=ref: self._talk_changed(ref))

    def _talk_changed(self, ref: str) -> list[tuple[int, str]]:
        """Draws the conversation anew; one that was there before this storm is drawn once and let be."""
        if ref in self.strangers:
            return []
        page = self.browser.ask(f"/desk/{ref}?lang=en", HX_Request="true", HX_Target="desk-talk", X_By_Itself="1")
        if page.status != 200:
            return []
        texts = [unescape(text) for text in SAID_AT_DESK.findall(page.text)]
        name = texts[0].split(" ")[0] if texts else ""
        if name not in self.ledger.talks:
            self.strangers.add(ref)
            return []
        self.ledger.desk_shows(name, texts)
        for text in texts:
            if " бала " in text and text not in self.answered:
                self.answered.add(text)
                self.ledger.read(text)
                self.tasks.put(lambda text=text: self.answer(ref, name, text))
        return []

    def answer(self, ref: str, name: str, text: str) -> None:
        """Sent until it is acknowledged."""
        said = f"{text.replace(' бала ', ' жауап ')}"
        form = {"text": said, "key": str(uuid4()), "side": "staff"}
        answer = self.browser.insist(
            f"/desk/{ref}/reply", form, ledger=self.ledger, X_CSRFToken=self.token, HX_Request="true", HX_Target="desk-talk"
        )
        assert answer.status == 200, answer.status
        self.ledger.acked(name, said, by_child=False)

    def work(self, is_over: threading.Event) -> None:
        """One thing after the other, as a person does, and the page says now and then that somebody sits at it."""
        said = time.monotonic()
        while not is_over.is_set() or not self.tasks.empty():
            if time.monotonic() - said > PRESENCE:
                said = time.monotonic()
                self._post("/desk/duty", {})
            with suppress(Empty):
                self.tasks.get(timeout=0.2)()

    def end_all(self) -> int:
        """Ends the conversations of this storm; how many."""
        ended = 0
        for live in self.followers:
            ref = live.rpartition("/")[2]
            if "helpline.thread" in live:
                ended += self._post(f"/desk/{ref}/end", {"ending": "answered"}).status == 302
        return ended

    def close(self) -> None:
        """The browser is closed."""
        for follower in self.followers.values():
            follower.close()
