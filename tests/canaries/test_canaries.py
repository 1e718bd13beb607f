"""What must not be found: words, numbers and addresses that people type stand nowhere but sealed.

A running product with its demo data; a child, and somebody of every role, send every form there is with a canary in each
field. Then everything that a thief, an operator or a neighbour could read is searched: dumps of all databases, the whole
home with its logs, notifications, addresses, page titles, temporary files.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import psycopg
import pytest
from aiosmtpd.controller import Controller

from qorgan.live.topics import CHANNEL
from qorgan.site.launcher import Server
from tests.canaries import search
from tests.canaries.birds import Aviary, found_in
from tests.canaries.declared import IN_ADDRESS, IN_CLEAR, MUST_BE_TAKEN
from tests.canaries.walk import Seen, Walker, plain_addresses
from tests.notices.conftest import Post
from tests.site.homes import with_demo
from tests.site.machine import ROOT, environment, needs_linux, open_folder
from tests.site.running import FIRST_START, Running, free_port

pytestmark = needs_linux
PUBLIC_FIELDS = {name for clear in IN_CLEAR.values() for name in clear.fields}
REMEMBERED = ("journal_entry.body", "procrastinate_jobs.args", "staff_session.session_data")


class Ear:
    """Hears every notification on our channel while the walk lasts."""

    def __init__(self, url: str) -> None:
        self.heard: list[str] = []
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute(f"LISTEN {CHANNEL}")
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while not self._stop.is_set():
            self.heard += [f"{one.channel} {one.payload}" for one in self._connection.notifies(timeout=0.3)]

    def close(self) -> None:
        self._stop.set()
        self._thread.join(10)
        self._connection.close()


@dataclass
class Walked:
    """The product after the walk, still running: where it keeps things, and what was seen on the way."""

    home: Path
    temporary: Path
    running: Running
    aviary: Aviary = field(default_factory=Aviary)
    seen: Seen = field(default_factory=Seen)
    heard: list[str] = field(default_factory=list)
    post: Post = field(default_factory=Post)
    columns: dict[str, set[str]] = field(default_factory=dict)

    def sealed(self, tokens: set[str]) -> set[str]:
        """Those that were typed into a field which is never kept in clear."""
        return tokens - {bird.token for bird in self.aviary.birds if any(fnmatchcase(bird.where, form) for form in PUBLIC_FIELDS)}

    def asked_openly(self) -> set[str]:
        """Those that were typed into a search whose words an address carries."""
        return {bird.token for bird in self.aviary.birds if bird.where in IN_ADDRESS}

    def found_in(self, text: str) -> set[str]:
        return found_in(text.encode(), self.aviary.birds)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    """The whole walk, once for this file."""
    with open_folder() as folder:
        yield from _walked(with_demo(folder / "home"), tmp_path_factory.mktemp("temporary"))


def _walked(home: Path, temporary: Path) -> Iterator[Walked]:
    port, mail_port, post = free_port(), free_port(), Post()
    variables = environment(
        QORGAN_HOME=str(home), PORT=str(port), TMPDIR=str(temporary), HOME=str(temporary),
        QORGAN_SMTP_HOST="127.0.0.1", QORGAN_SMTP_PORT=str(mail_port), QORGAN_SMTP_SECURITY="none",
    )  # fmt: skip
    letterbox = Controller(post, hostname="127.0.0.1", port=mail_port)
    letterbox.start()
    running = Running([sys.executable, "-m", "qorgan.site.cli", "run"], variables, port)
    try:
        running.line_with("Qorgan is ready", FIRST_START)
        found = Walked(home, temporary, running, post=post)
        ear = Ear(Server(home).url("superuser", "qorgan"))
        try:
            _walk_as_everybody(found, f"http://localhost:{port}", _accounts(variables))
        finally:
            ear.close()
        found.heard = ear.heard
        found.columns = search.in_databases(home, found.aviary.birds)
        yield found
    finally:
        running.end()
        letterbox.stop()


def _accounts(variables: dict[str, str]) -> list[tuple[str, str]]:
    """One of each role."""
    command = [sys.executable, "-m", "qorgan.site.cli", "demo", "--accounts", "--json"]
    told = subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    accounts: dict[str, tuple[str, str]] = {}
    for row in json.loads(told):
        accounts.setdefault(row["role"], (row["username"], row["password"]))
    return list(accounts.values())


def _walk_as_everybody(walked: Walked, base: str, accounts: list[tuple[str, str]]) -> None:
    """The child first, then every role: each leaves forms for the next that they may not send themselves."""
    number = _thread_number(walked.home)
    for name, password in [("", ""), *accounts]:
        walker = Walker(base, walked.aviary, walked.seen, {"emergency.kind": "helpline.thread", "emergency.number": number})
        if name:
            walker.sign_in(name, password)
        walker.walk(*plain_addresses())


def _thread_number(home: Path) -> str:
    """A conversation that an emergency can be about."""
    with psycopg.connect(Server(home).url("superuser", "qorgan")) as connection:
        return str(connection.execute("SELECT max(number) FROM helpline_thread").fetchone()[0])


def wrongly_in_clear(walked: Walked, columns: dict[str, set[str]]) -> list[str]:
    """Canaries in a column that does not keep their field in clear."""
    wrong = []
    for place, tokens in sorted(columns.items()):
        allowed = IN_CLEAR[place].fields if place in IN_CLEAR else ()
        birds = [bird for bird in walked.aviary.birds if bird.token in tokens]
        foreign = {bird.token for bird in birds if not any(fnmatchcase(bird.where, form) for form in allowed)}
        wrong += [f"{place}: {line}" for line in walked.aviary.named(foreign)]
    return wrong


def test_the_walk_filled_in_what_matters(walked: Walked) -> None:
    assert MUST_BE_TAKEN - walked.seen.taken == set(), walked.seen.sent
    assert len(walked.aviary.birds) >= 150
    assert len(walked.heard) >= 10
    assert len(walked.seen.titles) >= 200


def test_no_page_and_no_form_of_the_walk_ended_in_a_fault(walked: Walked) -> None:
    said = walked.running.said()
    faulty = [place for place, line in enumerate(said) if " ERROR " in line]
    assert walked.seen.faults == [], "\n".join(line for place in faulty for line in said[place : place + 40])


def test_every_form_was_also_sent_with_nothing_in_it(walked: Walked) -> None:
    assert len(walked.seen.emptied) >= 40, sorted(walked.seen.emptied)


def test_no_write_of_the_walk_was_refused_by_the_database_for_what_it_was(walked: Walked) -> None:
    """A door's page says calmly that the database is away, whatever the database said; the log tells it apart."""
    ours = ("Deadlock", "IntegrityError", "ProgrammingError", "DataError", "SerializationFailure")
    assert [
        line for line in walked.running.said() if line.startswith(("django.db", "psycopg")) and any(one in line for one in ours)
    ] == []


def test_the_dump_of_every_database_holds_no_canary(walked: Walked) -> None:
    assert wrongly_in_clear(walked, walked.columns) == []


def test_what_is_declared_to_stand_in_clear_really_does(walked: Walked) -> None:
    """The search finds what is there: without this it could be blind."""
    assert {"staff_account.username", "organisations_organisation.names"} <= walked.columns.keys()


def test_journal_jobs_and_sessions_hold_none_at_all(walked: Walked) -> None:
    assert [place for place in REMEMBERED if place in walked.columns] == []
    with psycopg.connect(Server(walked.home).url("superuser", "qorgan")) as connection:
        for place in REMEMBERED:
            table, _, column = place.partition(".")
            count = connection.execute(f'SELECT count("{column}") FROM "{table}"').fetchone()
            assert count, place


def test_no_file_of_the_home_holds_what_is_sealed(walked: Walked) -> None:
    """The files of the database with its write-ahead log, keys, ledgers, logs: everything an operator copies or loses."""
    found = search.in_files(walked.home, walked.aviary.birds)
    wrong = {path: walked.aviary.named(walked.sealed(tokens)) for path, tokens in found.items()}
    assert {path: lines for path, lines in wrong.items() if lines} == {}


def test_logs_and_temporary_files_hold_none_at_all(walked: Walked) -> None:
    said = "\n".join(walked.running.said())
    assert "Qorgan is ready" in said
    assert walked.aviary.named(walked.found_in(said)) == []
    assert search.in_files(walked.temporary, walked.aviary.birds) == {}
    assert search.in_files(walked.home / "log", walked.aviary.birds) == {}


def test_notifications_and_addresses_hold_none_at_all(walked: Walked) -> None:
    assert walked.aviary.named(walked.found_in("\n".join(walked.heard))) == []
    assert walked.aviary.named(walked.found_in("\n".join(walked.seen.addresses)) - walked.asked_openly()) == []


def test_only_declared_searches_put_their_words_into_an_address(walked: Walked) -> None:
    """Who searches for a person posts: an address stays in the browser's history and goes along with a link."""
    assert sorted(walked.seen.searched - IN_ADDRESS.keys()) == []
    assert sorted(IN_ADDRESS.keys() - walked.seen.searched) == [], "a declared search that the walk no longer meets"


def test_what_was_searched_for_is_kept_nowhere_at_all(walked: Walked) -> None:
    """No column, no file: what somebody looked for says as much as what they wrote."""
    asked = walked.asked_openly()
    assert asked
    kept = {place: walked.aviary.named(tokens & asked) for place, tokens in walked.columns.items()}
    assert {place: lines for place, lines in kept.items() if lines} == {}
    files = search.in_files(walked.home, [bird for bird in walked.aviary.birds if bird.token in asked])
    assert files == {}


def test_mails_hold_no_canary_but_the_address_they_go_to(walked: Walked) -> None:
    assert walked.post.mails, "no mail left the house: the walk proves nothing about them"
    for mail in walked.post.mails:
        to = walked.found_in(str(mail["To"]))
        assert {bird.where.rpartition(".")[2] for bird in walked.aviary.birds if bird.token in to} <= {"mail"}
        del mail["To"]
        words = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
        assert walked.aviary.named(walked.found_in("\n".join([mail.as_string(), *words]))) == []


def test_page_titles_name_nobody(walked: Walked) -> None:
    """A title stays in the history of a shared computer: bodies of the register may stand in it, people never."""
    assert walked.aviary.named(walked.sealed(walked.found_in("\n".join(walked.seen.titles)))) == []


def test_a_canary_in_a_harmless_column_or_a_log_makes_the_guard_red(walked: Walked) -> None:
    """The planted faults: a child's word in a column that keeps names of bodies, in a code, and in a file."""
    said = next(bird for bird in walked.aviary.birds if bird.where == "help.text")
    with psycopg.connect(Server(walked.home).url("superuser", "qorgan"), autocommit=True) as connection:
        connection.execute(
            "UPDATE organisations_organisation SET names = names || jsonb_build_object('en', %s::text) "
            "WHERE id = (SELECT min(id::text)::uuid FROM organisations_organisation)",
            [said.token.upper()],
        )
        connection.execute("UPDATE helpline_reply SET key = %s WHERE id = (SELECT id FROM helpline_reply LIMIT 1)", [said.token])
    (walked.temporary / "planted.log").write_text(f"x{said.token.encode().hex()}")
    wrong = wrongly_in_clear(walked, search.in_databases(walked.home, walked.aviary.birds))
    line = f"{said.token} typed into help.text"
    assert f"organisations_organisation.names: {line}" in wrong
    assert f"helpline_reply.key: {line}" in wrong
    assert search.in_files(walked.temporary, walked.aviary.birds) == {"planted.log": {said.token}}
