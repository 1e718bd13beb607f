"""What sealing costs: seal, open, look-up and files, each beside the bare operation in the same run.

    .venv/bin/python benchmarks/vault.py [--rows 3000]

Baselines: for seal and open, AES-GCM of the library alone on the same bytes; for a page of rows, the same query on a
table of plain text; for a look-up, the same B-tree query without the function, its permission and the wall; for
files, one AES-GCM call over the whole file in memory. Database, program and measurement share this machine's cores.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402
from benchmarks.stage import figures  # noqa: E402

django.setup()

from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402

from qorgan.access.acting import acting  # noqa: E402
from qorgan.vault import lookup, rotation  # noqa: E402
from qorgan.vault.cipher import place, seal, unseal  # noqa: E402
from qorgan.vault.files import seal_file, verify_file  # noqa: E402
from qorgan.vault.keys import new_key, opened  # noqa: E402
from tests.toy.models import Box  # noqa: E402
from tests.vault.models import KEEPER, Folder, Note  # noqa: E402

TEXT = "Мені мектепте ренжітеді, ал үйде бұл туралы айтуға қорқамын. " * 3
PAGE = 25


class Plain(models.Model):
    """The same row in plain text."""

    id = models.UUIDField(primary_key=True)
    subject = models.UUIDField()
    text = models.TextField()
    answers = models.JSONField(default=dict)

    class Meta:
        app_label = "toy"
        managed = False


def rate(what: Callable[[], int], *, seconds: float = 1.0) -> float:
    """Things per second: `what` does some and says how many; the best of three rounds."""
    best = 0.0
    for _ in range(3):
        done, begun = 0, perf_counter()
        while perf_counter() - begun < seconds:
            done += what()
        best = max(best, done / (perf_counter() - begun))
    return best


def line(name: str, ours: float, bare: float, unit: str) -> None:
    print(f"  {name:<34} {ours:>12,.0f} {unit:<12} bare {bare:>12,.0f}   ratio {ours / bare:.2f}")
    figures.known(f"vault: {name}", ours, unit=unit, bare=bare)


def measure_cipher() -> None:
    """The cipher alone: our format, padding and place, beside the library."""
    cipher, key_id, plain, where = AESGCM(os.urandom(32)), uuid4(), TEXT.encode(), place("t", uuid4(), "text")
    sealed, nonce = seal(cipher, key_id, plain, where), os.urandom(12)
    bare_sealed = cipher.encrypt(nonce, plain, where)

    def many(what: Callable[[], object]) -> Callable[[], int]:
        def run() -> int:
            for _ in range(500):
                what()
            return 500

        return run

    line(
        "seal a text of 340 bytes",
        rate(many(lambda: seal(cipher, key_id, plain, where))),
        rate(many(lambda: cipher.encrypt(os.urandom(12), plain, where))),
        "a second",
    )
    line(
        "open it",
        rate(many(lambda: unseal(cipher, sealed, where))),
        rate(many(lambda: cipher.decrypt(nonce, bare_sealed, where))),
        "a second",
    )


def measure_rows(rows: int) -> None:
    """Through the model: rows written and pages of 25 rows read, sealed and plain."""

    with connection.schema_editor() as editor:
        Plain._meta.managed = True
        editor.create_model(Plain)
    subjects = [uuid4() for _ in range(rows)]
    with opened(), transaction.atomic():
        begun = perf_counter()
        for subject in subjects:
            new_key(subject=subject, scope="toy.note")
        print(f"  {'new data key':<34} {rows / (perf_counter() - begun):>12,.0f} a second")
        begun = perf_counter()
        for subject in subjects:
            Note.objects.create(subject=subject, text=TEXT, answers={"n": 1})
        ours = rows / (perf_counter() - begun)
    with transaction.atomic():
        begun = perf_counter()
        for subject in subjects:
            Plain.objects.create(id=uuid4(), subject=subject, text=TEXT, answers={"n": 1})
        line("INSERT of a row with two fields", ours, rows / (perf_counter() - begun), "a second")

    def sealed_page() -> int:
        with opened():
            return len([(note.text, note.answers) for note in Note.objects.order_by("id")[:PAGE]]) // PAGE

    def plain_page() -> int:
        return len([(row.text, row.answers) for row in Plain.objects.order_by("id")[:PAGE]]) // PAGE

    line("page of 25 rows, 25 subjects", rate(sealed_page), rate(plain_page), "a second")


def measure_look_ups(rows: int) -> None:
    """Finding by telephone under the wall, beside the bare index."""

    with acting(KEEPER):
        box = Box.objects.create(organisation=uuid4())
        for number in range(rows):
            subject = uuid4()
            Folder.objects.create(box=box, subject=subject)
            lookup.remember("phone", subject=subject, values=[(f"+7701{number:07}",)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SET ROLE qorgan_worker")  # under row security, and allowed the bare query as well

    def found() -> int:
        with acting(KEEPER):
            for number in range(100):
                lookup.find("phone", f"+7701{number:07}")
        return 100

    def bare() -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            for number in range(100):
                cursor.execute(
                    "SELECT subject FROM vault_lookup WHERE kind = 'phone' AND digest = ANY(%s)",
                    [[lookup.digest("phone", f"+7701{number:07}")]],
                )
                cursor.fetchall()
        return 100

    line(f"look-up among {rows:,} under the wall", rate(found), rate(bare), "a second")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def measure_files() -> None:
    """A file of 20 MB in chunks, to the disk with fsync, beside one call in memory."""
    body, subject = os.urandom(20_000_000), uuid4()
    new_key(subject=subject, scope="toy.note")
    cipher, nonce = AESGCM(os.urandom(32)), os.urandom(12)
    sealed = cipher.encrypt(nonce, body, b"")
    with opened():
        kept = seal_file(subject=subject, source=io.BytesIO(body))
        sealing = rate(lambda: bool(seal_file(subject=subject, source=io.BytesIO(body))))
        line("seal a file of 20 MB, with fsync", 20 * sealing, 20 * rate(lambda: bool(cipher.encrypt(nonce, body, b""))), "MB a second")
        line(
            "read it back, checked",
            20 * rate(lambda: verify_file(kept.id) // len(body)),
            20 * rate(lambda: bool(cipher.decrypt(nonce, sealed, b""))),
            "MB a second",
        )


def measure_rotation() -> None:
    """Data keys moved to a new master per second."""
    rotation.rotate_master(by=KEEPER)
    begun = perf_counter()
    moved = rotation.rewrap(by=KEEPER)
    print(f"  {'re-wrap data keys on line':<34} {moved / (perf_counter() - begun):>12,.0f} a second ({moved:,} keys)")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=3000)
    args = parser.parse_args()

    named = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        measure_cipher()
        measure_rows(args.rows)
        measure_look_ups(args.rows)
        measure_files()
        measure_rotation()
    finally:
        connection.creation.destroy_test_db(named, verbosity=0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
