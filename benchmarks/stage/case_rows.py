"""Cases by the thousand, written by COPY as the actions would leave them: child and case with their keys, a task, the chain.

Every child is registered by the reader's own organisation; a third of the cases have no worker yet, an eighth are closed.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from benchmarks.stage.copying import Copying
from benchmarks.stage.people import Reader
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from qorgan.access.guarded import REF_ALPHABET, new_ref, uuid7
from qorgan.casework.choices import Risk, TaskKind
from qorgan.journal.chain import GENESIS, body_of, digest
from qorgan.places.models import Place
from qorgan.vault.cipher import KEY_BYTES, place, seal, wrap
from qorgan.vault.keyring import keyring
from qorgan.vault.keys import current_master
from qorgan.vault.opened import about

SPAN = timedelta(days=900)
STORY = "Ребёнок не ходит в школу вторую неделю, дома ссоры, мать одна с тремя детьми. "
TABLES = {
    "vault_datakey": "subject scope master_id wrapped created_at held_for shred_asked_for",
    "children_child": "id ref number survivor_id given surname patronymic as_given also_called iin born birth_precision born_in sex "
    "citizenship citizenships languages disability place_id address phone is_restricted is_invented registered_at version",
    "children_registration": "child_id survivor_id organisation_id registered_at way",
    "casework_case": "id ref number child_id organisation_id place_id owner state stage risk is_urgent concerns legal_ground story "
    "opened_at closed_at closure_reason version",
    "casework_task": "id ref case_id kind state due_at made_at ended_at arises_from version",
    "journal_head": "stream seq previous hash changed_at",
    "journal_entry": "stream seq at verb actor role about body previous hash",
}
SEALED = ("given", "surname", "patronymic", "as_given", "also_called", "iin", "born", "citizenships", "disability", "address", "phone")
NAMES = ("Айгерім", "Динара", "Санжар", "Мадина", "Ерлан", "Томирис", "Алихан", "Амина")


class CaseWriter(Copying):
    """Makes rows for `reader`'s organisation; numbers go on where the last batch ended. `refs` are the cases that are open."""

    tables: ClassVar[Mapping[str, str]] = TABLES

    def __init__(self, reader: Reader) -> None:
        self.reader, self.ring, self.random = reader, keyring(), random.Random(112)
        self.master = current_master(self.ring)
        self.wrapping = {scope: self.ring.derived(self.master, f"wrap {scope}") for scope in ("children.child", "casework.case")}
        self.place = Place.objects.filter(level=2).order_by("code").values_list("pk", flat=True)[0]
        self.workers = [uuid7() for _ in range(40)]
        self.refs: list[str] = []

    def one(self, number: int) -> Iterator[tuple[str, tuple]]:
        child, case, opened = uuid7(), uuid7(), datetime.now(UTC) - SPAN * self.random.random()
        yield from self._child(child, number, opened)
        cipher, key = self._key(case, "casework.case", opened)
        yield key
        is_closed, owner = number % 8 == 0, None if number % 3 == 0 else self.random.choice(self.workers)
        ref, risk = new_ref(), self.random.choice(Risk.values)
        ended = opened + timedelta(days=30) if is_closed else None
        story = seal(cipher, case, STORY.encode(), place("casework_case", case, "story"))
        yield "casework_case", (
            case, ref, 10**6 + number, child, self.reader.organisation.id, self.place, owner, "closed" if is_closed else "open",
            "closed" if is_closed else "assessment", risk, number % 20 == 0, ["neglect"], "child_in_need", story, opened, ended,
            "goals_met" if is_closed else "", 1,
        )  # fmt: skip
        task = (
            uuid7(),
            new_ref(),
            case,
            TaskKind.ASSESSMENT,
            "done" if is_closed else "open",
            opened + timedelta(days=3),
            opened,
            ended,
        )
        yield "casework_task", (*task, "opening", 1)
        yield from self._remembered(case, child, opened)
        if not is_closed:
            self.refs.append(ref)

    def _child(self, child: UUID, number: int, at: datetime) -> Iterator[tuple[str, tuple]]:
        cipher, key = self._key(child, "children.child", at)
        yield key
        said = dict.fromkeys(SEALED, "") | {"given": self.random.choice(NAMES), "surname": f"Үлгі{number % 977}", "born": "2014"}
        said["citizenships"] = "[]"
        kept = {name: seal(cipher, child, text.encode(), place("children_child", child, name)) for name, text in said.items()}
        yield "children_child", (
            child, new_ref(), _number(number), child, *(kept[name] for name in SEALED[:7]), "year", 2014, "female", "",
            kept["citizenships"], [], kept["disability"], self.place, kept["address"], kept["phone"], False, True, at, 1,
        )  # fmt: skip
        yield "children_registration", (child, child, self.reader.organisation.id, at, "import")

    def _key(self, subject: UUID, scope: str, at: datetime) -> tuple[AESGCM, tuple[str, tuple]]:
        raw = os.urandom(KEY_BYTES)
        wrapped = wrap(self.wrapping[scope], raw, about(subject, scope, self.master))
        return AESGCM(raw), ("vault_datakey", (subject, scope, self.master, wrapped, at, "", ""))

    def _remembered(self, case: UUID, child: UUID, at: datetime) -> Iterator[tuple[str, tuple]]:
        fields = {"organisation": str(self.reader.organisation.id), "child": str(child), "risk": "high"}
        body = body_of(verb="casework.case.opened", subject=case, by=self.reader.by, fields=fields, about=(child,))
        made = digest(GENESIS, 1, body)
        yield "journal_head", (case, 1, GENESIS, made, at)
        yield "journal_entry", (
            case, 1, at, "casework.case.opened", self.reader.by.actor_id, self.reader.by.role, [child], body, GENESIS, made,
        )  # fmt: skip


def _number(number: int) -> str:
    letters = ""
    for _ in range(8):
        number, digit = divmod(number, len(REF_ALPHABET))
        letters += REF_ALPHABET[digit]
    return letters
