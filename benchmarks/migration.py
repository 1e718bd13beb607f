"""How long a writer is held up while a new migration runs over a full table.

    .venv/bin/python benchmarks/migration.py [--cases 100000] [--writers 4]

The migration is the product's own `casework.0003_next_due`: a column, two triggers, 100,000 rows filled in small steps, an index
built beside the writers. It is taken back on the full table and made again while writers change cases and add notes, each
in a transaction of its own. The baseline of the same run is the longest wait of the same writers before it began. Wanted: no writer
waits longer than 200 ms.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import statistics
import time
from multiprocessing.synchronize import Event
from typing import Any

import psycopg
from benchmarks.stage import figures
from benchmarks.stage.installation import installation

BEFORE = 5.0  # seconds of writing without a migration
ROOM, EARLIER, LATER = "casework", "0002_functions", "0003_next_due"
NAMES = {"kk": "Үлгі орталығы", "ru": "Пример центра", "en": "Sample centre"}
CHANGE = "UPDATE casework_case SET is_urgent = NOT is_urgent, version = version + 1 WHERE id = %s"
MOVE = "UPDATE casework_task SET due_at = due_at + interval '1 minute', version = version + 1 WHERE case_id = %s AND state = 'open'"


def main() -> None:
    """Prints the longest and the usual wait of a writer before and during the migration."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--writers", type=int, default=4)
    given = parser.parse_args()
    with installation() as server:
        from benchmarks.stage.case_rows import CaseWriter  # noqa: PLC0415 - Django is set up only now
        from benchmarks.stage.people import signed_in_reader  # noqa: PLC0415
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        from qorgan.organisations.models import Organisation, OrganisationKind  # noqa: PLC0415
        from qorgan.places.models import Place  # noqa: PLC0415

        kind = OrganisationKind.objects.get(key="family_support_centre")
        centre = Organisation.objects.create(kind=kind, place=Place.objects.filter(level=1).order_by("code")[0], names=NAMES)
        CaseWriter(signed_in_reader("case_supervisor", centre)).write(given.cases)
        call_command("migrate", ROOM, EARLIER, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM casework_case ORDER BY random() LIMIT 5000")
            cases = [row[0] for row in cursor.fetchall()]
        moments = written(
            server.arguments("owner", "qorgan"), cases, given.writers, lambda: call_command("migrate", ROOM, LATER, verbosity=0)
        )
    report(*moments, given.cases)


def written(where: dict[str, Any], cases: list, writers: int, migrate: Any) -> tuple[list[float], list[float], float]:
    """What each write took before and during the migration, and how long the migration took."""
    context = multiprocessing.get_context("spawn")
    stop, told = context.Event(), context.Queue()
    people = [context.Process(target=write, args=(where, cases, number, stop, told)) for number in range(writers)]
    for one in people:
        one.start()
    time.sleep(BEFORE)
    began = time.time()
    migrate()
    ended = time.time()
    time.sleep(1)
    stop.set()
    taken = [pair for _ in people for pair in told.get()]
    for one in people:
        one.join()
    before = [seconds for at, seconds in taken if at + seconds < began]
    during = [seconds for at, seconds in taken if at + seconds >= began and at <= ended]
    return before, during, ended - began


def write(where: dict[str, Any], cases: list, number: int, stop: Event, told: Any) -> None:
    """One writer: changes a case, then moves its task, on and on. Every write and when it began."""
    chance, taken = random.Random(number), []
    with psycopg.connect(**where, autocommit=True) as connection:
        while not stop.is_set():
            case, at, began = chance.choice(cases), time.time(), time.perf_counter()
            connection.execute(CHANGE if chance.random() < 0.7 else MOVE, [case])
            taken.append((at, time.perf_counter() - began))
    told.put(taken)


def report(before: list[float], during: list[float], lasted: float, cases: int) -> None:
    """One line each, and what is kept for the summary."""
    for name, seconds in (("before", before), (f"during {lasted:.1f} s of migration", during)):
        p99 = statistics.quantiles(seconds, n=100)[98]
        print(f"  {name:<28} {len(seconds):>7,} writes  p50 {statistics.median(seconds) * 1000:>6.1f} ms  p99 {p99 * 1000:>7.1f}  "
              f"longest {max(seconds) * 1000:>7.1f}")  # fmt: skip
    line = f"longest wait of a writer while {cases // 1000} k rows are migrated"
    figures.at_most(line, max(during) * 1000, 200, unit="ms", baseline=f"{max(before) * 1000:,.1f} ms")


if __name__ == "__main__":
    main()
