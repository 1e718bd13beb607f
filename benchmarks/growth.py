"""A contact by its id, the list of contacts and earlier contacts by telephone, at 10,000 and at 100,000 contacts.

    .venv/bin/python benchmarks/growth.py [--small 10000] [--large 100000] [--times 200]

Contacts are written by COPY with real sealed values and look-up tokens. Each question is asked as the page's own query,
under need to know, row security and the vault, as the role of the web. The baseline is the same question to the plain
table of the bare framework in the same moment: what grows there as well is the disk's and the cache's, not ours. Wanted: from
ten thousand to a hundred thousand p95 grows no more than a B-tree does, log(100,000) / log(10,000) = 1.25, times what the
plain table grew in the same moment; a difference below half a millisecond is noise.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import time
from collections.abc import Callable

import psycopg
from benchmarks.stage import figures
from benchmarks.stage.installation import installation

NOISE = 0.5  # milliseconds


def main() -> None:
    """Prints p50 and p95 at both sizes, and the growth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=300)
    given = parser.parse_args()
    with installation() as server:
        from benchmarks.stage.asked import bare_questions, questions  # noqa: PLC0415 - Django is set up only now
        from benchmarks.stage.people import signed_in_reader  # noqa: PLC0415
        from benchmarks.stage.plain import fill_plain, make_plain  # noqa: PLC0415
        from benchmarks.stage.rows import Writer  # noqa: PLC0415

        reader = signed_in_reader()
        writer = Writer(reader)
        make_plain(server)
        found: dict[str, list[tuple[float, float]]] = {}
        for size in (given.small, given.large):
            writer.write(size)
            fill_plain(server)
            with psycopg.connect(**server.arguments("web", "bare"), autocommit=True) as plain:
                asked = questions(reader, size) | bare_questions(plain, size)
                for name, times in in_turn(asked, given.times).items():
                    found.setdefault(name, []).append(times)
    report(found, given.small, given.large)


def in_turn(asked: dict[str, Callable[[random.Random], object]], times: int) -> dict[str, tuple[float, float]]:
    """p50 and p95 in milliseconds of each question; all are asked in turn, the first tenth warms up."""
    chance, seconds = random.Random(111), {name: [] for name in asked}
    for number in range(times + times // 10):
        for name, ask in asked.items():
            began = time.perf_counter()
            ask(chance)
            if number >= times // 10:
                seconds[name].append(time.perf_counter() - began)
    return {name: (statistics.median(taken) * 1000, statistics.quantiles(taken, n=20)[18] * 1000) for name, taken in seconds.items()}


def report(found: dict[str, list[tuple[float, float]]], small: int, large: int) -> None:
    """One line a question, and what is kept for the summary."""
    most = math.log(large) / math.log(small)
    print(f"  {'':<40} {small:>9,} p50    p95 {large:>9,} p50    p95   growth of p50, p95")
    for name, ((p50, p95), (later50, later95)) in found.items():
        grown50, grown95 = later50 / p50, later95 / p95
        print(f"  {name:<40} {p50:>10.2f} ms {p95:>6.2f} {later50:>10.2f} ms {later95:>6.2f}   {grown50:.2f}  {grown95:.2f}")
        if name.startswith("bare"):
            continue
        (_bare50, bare95), (_later, bare_later95) = found[f"bare: {name}"]
        allowed = most * max(1.0, bare_later95 / bare95)
        is_met = grown95 <= allowed or later95 - p95 <= NOISE
        figures.keep(
            figures.Figure(
                f"{name}, p95 at {small // 1000} k and {large // 1000} k", f"{p95:.1f} and {later95:.1f} ms",
                f"{bare95:.1f} and {bare_later95:.1f} ms", grown95, f"growth ≤ {allowed:.2f}", is_met,
            )
        )  # fmt: skip


if __name__ == "__main__":
    main()
