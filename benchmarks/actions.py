"""What the doors cost a writer: actions per second with eight writers, each beside a bare INSERT in the same run.

    .venv/bin/python benchmarks/actions.py [--seconds 4] [--writers 8]

An action is everything that a change passes: the permission, the transaction with its actor, the row under row security,
the journal's entry in its subject's chain, the commit on disk. The baseline is one INSERT and its commit through the
same driver. Database, writers and measurement share this machine's cores; the ratio is the figure.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import ClassVar
from uuid import UUID

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ["QORGAN_TEST_DURABLE"] = "1"

import django  # noqa: E402
from benchmarks.stage import figures  # noqa: E402

django.setup()

from django.db import connection, connections, transaction  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from qorgan.access.principal import Principal  # noqa: E402
from qorgan.journal.actions import action, record  # noqa: E402
from qorgan.journal.events import Event  # noqa: E402
from tests.cast import Cast  # noqa: E402
from tests.toy.models import BOX_READ, BOX_WRITE, Box  # noqa: E402


@dataclass(frozen=True, kw_only=True)
class BoxMade(Event):
    """A box was made."""

    verb: ClassVar = "toy.box.made"
    label: ClassVar = "Box made"


@action(BOX_WRITE)
def make_box(*, by: Principal, organisation: UUID) -> Box:
    """Makes a box, as a room's action would."""
    box = Box.objects.create(organisation=organisation)
    record(BoxMade(subject=box.id), by=by)
    return box


def write(kind: str, by: Principal, seconds: float, start: float, done: multiprocessing.Queue) -> None:
    """One writer: counts what it committed within the time."""
    connections.close_all()
    organisation, count = next(iter(by.organisations)), 0
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE qorgan_web")
    while monotonic() < start:
        pass
    while monotonic() < start + seconds:
        if kind == "action":
            make_box(by=by, organisation=organisation)
        else:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO toy_bare (organisation, count) VALUES (%s, 0)", [organisation])
        count += 1
    done.put(count)
    connections.close_all()


def measure(kind: str, by: Principal, writers: int, seconds: float) -> float:
    """Commits per second of so many writers at once."""
    done: multiprocessing.Queue = multiprocessing.Queue()
    connections.close_all()
    start = monotonic() + 1.5
    running = [multiprocessing.Process(target=write, args=(kind, by, seconds, start, done)) for _ in range(writers)]
    for one in running:
        one.start()
    total = sum(done.get() for _ in running)
    for one in running:
        one.join()
    return total / seconds


def main() -> None:
    """Prints commits per second and the ratio, for one writer and for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--writers", type=int, default=8)
    given = parser.parse_args()
    old = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE toy_bare (id bigserial PRIMARY KEY, organisation uuid, count int)")
            cursor.execute("GRANT ALL ON toy_bare TO qorgan_web; GRANT ALL ON SEQUENCE toy_bare_id_seq TO qorgan_web")
        by = Cast().person(BOX_READ, BOX_WRITE)
        print(f"Actions per second, {os.cpu_count()} cores")
        for writers in (1, given.writers):
            bare, ours = (measure(kind, by, writers, given.seconds) for kind in ("bare", "action"))
            print(f"  {writers} writers: action {ours:>8,.0f}/s   bare INSERT {bare:>8,.0f}/s   ratio {ours / bare:.2f}")
        figures.no_less(f"actions a second, {given.writers} writers", ours, 1_000, unit="/s", bare=bare)
    finally:
        connections.close_all()
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    main()
