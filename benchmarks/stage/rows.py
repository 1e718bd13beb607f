"""Contacts by the thousand, written by COPY as the actions would leave them: sealed, with keys, look-ups and chains.

Each contact has its own conversation with one message, its own data key, answers in the country pack's form, an entry in
the journal. Every third left a telephone number; a fifth of those numbers is shared by a handful of contacts.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from benchmarks.stage.copying import Copying
from benchmarks.stage.people import Reader
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from qorgan.access.guarded import new_ref, uuid7
from qorgan.forms.queries import current_version
from qorgan.helpline.actions.contact import FORM
from qorgan.helpline.models import Contact, Helpline, Message
from qorgan.journal.chain import GENESIS, body_of, digest
from qorgan.vault import lookup
from qorgan.vault.cipher import KEY_BYTES, place, seal, wrap
from qorgan.vault.keyring import keyring
from qorgan.vault.keys import current_master
from qorgan.vault.opened import about

TEXT = "Мені мектепте ренжітеді, ал үйде бұл туралы айтуға қорқамын. Сыныптастарым күн сайын мазақ етеді. "
SPAN = timedelta(days=900)
TABLES = {
    "vault_datakey": "subject scope master_id wrapped created_at held_for shred_asked_for",
    "helpline_thread": "id ref number line_id organisation_id state channel language about urgency is_raised flag_reasons "
    "opened_at queued_at read_by first_read_at answered_at taken_at taken_by taken_alias ended_at episode last_seq code_state",
    "helpline_message": "id ref thread_id seq side alias text sent_at client_key",
    "helpline_contact": "id ref form_version_id plain version number thread_id key_id organisation_id counsellor alias episode "
    "channel language began_at ended_at ending finalised_at saved_at call_type is_data age gender region categories sealed",
    "vault_lookup": "kind digest subject root",
    "journal_head": "stream seq previous hash changed_at",
    "journal_entry": "stream seq at verb actor role about body previous hash",
}
CALL_TYPES = ("child_about_self", "child_about_self", "someone_about_child", "question", "silent", "prank")


def phone(number: int) -> str:
    """The telephone number of the contact with this number: its own, or one of a few shared ones."""
    return f"+7701{number % 997:07d}" if number % 15 == 0 else f"+7702{number:07d}"


class Writer(Copying):
    """Makes rows for `reader`'s line; numbers go on where the last batch ended."""

    tables: ClassVar[Mapping[str, str]] = TABLES

    def __init__(self, reader: Reader) -> None:
        self.reader, self.line = reader, Helpline.objects.get()
        self.version, self.ring = current_version(FORM), keyring()
        self.master = current_master(self.ring)
        self.wrapping = self.ring.derived(self.master, "wrap helpline.thread")
        self.random = random.Random(111)
        self.counsellors = [(uuid4(), f"Алиас {number}") for number in range(30)]

    def one(self, number: int) -> Iterator[tuple[str, tuple]]:
        thread, contact, now = uuid7(), uuid7(), datetime.now(UTC)
        began = now - SPAN * self.random.random()
        counsellor, alias = self.random.choice(self.counsellors)
        raw = os.urandom(KEY_BYTES)
        cipher, organisation = AESGCM(raw), self.reader.organisation.id
        wrapped = wrap(self.wrapping, raw, about(thread, "helpline.thread", self.master))
        yield "vault_datakey", (thread, "helpline.thread", self.master, wrapped, began, "", "")
        yield "helpline_thread", (
            thread, new_ref(), 10**6 + number, self.line.id, organisation, "ended", "web", "kk", "self", "not_said", False, [],
            began, began, began, began, began, began, counsellor, alias, began + timedelta(minutes=20), 1, 1, "kept",
        )  # fmt: skip
        message = uuid7()
        text = seal(cipher, thread, TEXT.encode(), place(Message._meta.db_table, message, "text"))
        yield "helpline_message", (message, new_ref(), thread, 1, "child", "", text, began, uuid4())
        yield "helpline_contact", self._record(number, (contact, thread), cipher, began, (counsellor, alias))
        if number % 3 == 0:
            found = lookup.digest("phone", phone(number))
            yield "vault_lookup", ("phone", found, contact, self.ring.newest("lookup").name)
        yield from self._remembered(contact, began)

    def _record(self, number: int, ids: tuple[UUID, UUID], cipher: AESGCM, began: datetime, kept_by: tuple[UUID, str]) -> tuple:
        (contact, thread), (counsellor, alias) = ids, kept_by
        call_type = self.random.choice(CALL_TYPES)
        age, ended = str(self.random.randrange(7, 18)), began + timedelta(minutes=20)
        plain = {"call_type": call_type, "child_age": age, "urgency": "within_week", "child_language": "kk"}
        told = json.dumps({"summary": TEXT, "child_phone": phone(number)}, ensure_ascii=False).encode()
        sealed = seal(cipher, thread, told, place(Contact._meta.db_table, contact, "sealed"))
        return (
            contact, new_ref(), self.version.id, json.dumps(plain), 1, 10**6 + number, thread, thread,
            self.reader.organisation.id, counsellor, alias, 1, "web", "kk", began, ended, "answered", ended, ended, call_type,
            call_type in CALL_TYPES[:3], age, "unknown", "KZ-75", [], sealed,
        )  # fmt: skip

    def _remembered(self, contact: UUID, began: datetime) -> Iterator[tuple[str, tuple]]:
        body = body_of(verb="helpline.contact.begun", subject=contact, by=self.reader.by, fields={})
        made, role = digest(GENESIS, 1, body), self.reader.by.role
        yield "journal_head", (contact, 1, GENESIS, made, began)
        yield "journal_entry", (contact, 1, began, "helpline.contact.begun", self.reader.by.actor_id, role, [], body, GENESIS, made)


def write_bare(cursor) -> None:
    """The same contacts in the plain table of the bare framework, from the sealed ones' own columns."""
    cursor.execute("TRUNCATE bare_record RESTART IDENTITY")
    with cursor.copy(
        "COPY bare_record (number, organisation, counsellor, alias, channel, language, began_at, ending, call_type, is_data, "
        "is_final, age, phone, told) FROM STDIN"
    ) as copy:
        for row in Contact.objects.everything(because="the benchmark copies its invented rows").order_by("pk").iterator(5_000):
            copy.write_row(
                (row.number, row.organisation_id, row.counsellor, row.alias, row.channel, row.language, row.began_at, row.ending,
                 row.call_type, row.is_data, True, row.age, phone(row.number - 10**6), TEXT)
            )  # fmt: skip
    cursor.execute("VACUUM ANALYZE bare_record")
