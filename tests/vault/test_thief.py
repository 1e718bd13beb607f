"""What a thief opens, by the part of an installation that they hold. The thief's program is written from the format that
`docs/decisions/0020-sealing-and-keys.md` publishes and uses nothing of ours: secrecy lies in the keys alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import connection

from qorgan.vault import keyring as rings
from qorgan.vault.actions import shred_subject
from qorgan.vault.choices import ShredReason
from qorgan.vault.keys import new_key
from tests.vault.models import KEEPER, Note

pytestmark = pytest.mark.django_db
SAID = "мені үйде ұрады"


class Thief:
    """Holds the rows of a dump, and whatever key files they took."""

    def __init__(self, owner: Any, masters: dict[str, bytes]) -> None:
        self.masters = masters
        with owner(), connection.cursor() as cursor:
            cursor.execute("SELECT subject, scope, master_id, wrapped FROM vault_datakey")
            self.keys = {row[0]: row[1:] for row in cursor.fetchall()}
            cursor.execute("SELECT id, text FROM toy_note")
            self.notes = {row[0]: bytes(row[1]) for row in cursor.fetchall()}

    def opened(self) -> dict[UUID, str]:
        """Every note that opens with what they have."""
        found = {}
        for note, sealed in self.notes.items():
            subject = UUID(bytes=sealed[1:17])
            for data_key in self._data_keys(subject):
                plain = AESGCM(data_key).decrypt(sealed[17:29], sealed[29:], f"toy_note:{note}:text".encode())
                found[note] = plain.rstrip(b"\0").removesuffix(b"\x80").decode()
        return found

    def _data_keys(self, subject: UUID) -> list[bytes]:
        scope, master, wrapped = self.keys[subject]
        if wrapped is None:
            return []
        found = []
        for secret in self.masters.values():
            wrapping = HKDF(SHA256(), 32, b"qorgan vault 1", f"wrap {scope}".encode()).derive(secret)
            try:
                about = f"datakey:{subject}:{scope}:{master}".encode()
                found.append(AESGCM(wrapping).decrypt(bytes(wrapped[1:13]), bytes(wrapped[13:]), about))
            except InvalidTag:
                continue
        return found


@pytest.fixture
def note(subject: UUID) -> Note:
    return Note.objects.create(subject=subject, text=SAID)


def secrets(*kinds: str) -> dict[str, bytes]:
    """The key files of these kinds, as they lie in the home."""
    found = [rings.read_file(path) for path in sorted(rings.folder().glob("*.key"))]
    return {key.name: key.secret for key in found if key.kind in kinds}


def test_with_the_dump_and_every_other_key_nothing_opens(note, owner) -> None:
    others = secrets("lookup", "pepper", "signing")
    assert len(others) >= 3
    assert Thief(owner, others).opened() == {}


def test_with_the_dump_and_a_master_of_another_installation_nothing_opens(note, owner) -> None:
    assert Thief(owner, {"master-2026-11": bytes(range(32))}).opened() == {}


def test_with_the_dump_and_its_master_everything_opens_that_was_not_erased(note, owner, home) -> None:
    """The honest test: keys and database together are everything, which is why they are never kept together."""
    erased = uuid4()
    new_key(subject=erased, scope="toy.note")
    gone = Note.objects.create(subject=erased, text="ешкімге айтпаңызшы")
    shred_subject(by=KEEPER, subject=erased, reason=ShredReason.ASKED)
    opened = Thief(owner, secrets("master")).opened()
    assert opened[note.pk] == SAID
    assert gone.pk not in opened
    assert gone.pk in Thief(owner, {}).notes, "the ciphertext is still there, and nothing opens it"
