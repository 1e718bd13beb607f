"""A stolen dump: what was sealed is not in it, in any form that a thief would search."""

from __future__ import annotations

import base64
import subprocess
from uuid import uuid4

from django.conf import settings
from django.db import connection

from qorgan.access.acting import acting
from qorgan.site.launcher import binaries
from qorgan.vault import lookup
from qorgan.vault.keys import new_key
from tests.vault.models import KEEPER, Note

CANARIES = ("Қанарейка Өмірзақ кітапханада", "canary-7f3e19", "+77019998877", "Қ. Әбдіғаппар ауласы, 17-үй")


def forms_of(canary: str) -> set[bytes]:
    """The text itself, its hexadecimal, and base64 at each of the three offsets, without the uncertain ends."""
    plain = canary.encode()
    shifted = {base64.b64encode(bytes(offset) + plain)[4 * bool(offset) : -4] for offset in range(3)}
    return {plain, plain.hex().encode(), plain.hex().upper().encode(), *shifted}


def dump() -> bytes:
    """Everything the database holds, as `pg_dump` writes it."""
    named = settings.DATABASES["default"]
    tool = binaries.installed() / "bin" / "pg_dump"
    done = subprocess.run(
        [tool, "--host", named["HOST"], "--username", named["USER"], connection.settings_dict["NAME"]],
        env={"PGPASSWORD": named["PASSWORD"], "PATH": "/usr/bin:/bin", "PGPORT": str(named["PORT"] or "")},
        capture_output=True,
        check=True,
    )
    return done.stdout


def found_in(body: bytes) -> set[str]:
    return {canary for canary in CANARIES if any(form in body for form in forms_of(canary))}


def write_canaries() -> None:
    subject = uuid4()
    new_key(subject=subject, scope="toy.note")
    for canary in CANARIES:
        Note.objects.create(subject=subject, text=canary, aside=canary, answers={"said": [canary, {"again": canary}]})
    with acting(KEEPER):
        lookup.remember("phone", subject=subject, values=[(CANARIES[2],)])
        lookup.remember("toy.name_year", subject=subject, values=[(CANARIES[0], CANARIES[1], "2014")])


def test_a_dump_holds_no_canary(committed):
    write_canaries()
    body = dump()
    assert b"toy_note" in body
    assert b"vault_lookup" in body
    assert found_in(body) == set()


def test_planted_fault_a_text_that_is_not_sealed_is_found_in_the_dump(committed, monkeypatch):
    """Proves that the search is alive, for a value that is written as bytes without being sealed."""
    from qorgan.vault import fields

    monkeypatch.setattr(fields, "seal", lambda cipher, key_id, plain, where: b"\x01" + key_id.bytes + bytes(12) + plain)
    write_canaries()
    assert found_in(dump()) == set(CANARIES)


def test_the_search_finds_every_form():
    for canary in CANARIES:
        for form in (
            canary.encode(),
            canary.encode().hex().encode(),
            base64.b64encode(canary.encode()),
            base64.b64encode(b"x" + canary.encode()),
            base64.b64encode(b"xy" + canary.encode()),
        ):
            assert canary in found_in(b"before " + form + b" after")
