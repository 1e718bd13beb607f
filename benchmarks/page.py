"""What a page of 25 rows costs with every door on, beside the bare framework's page of the same rows in the same run.

    .venv/bin/python benchmarks/page.py [--contacts 10000] [--rounds 5] [--seconds 4]

Ours: session, principal, permission, need to know, row security, 25 data keys and 25 sealed values opened, the read entry
on disk before the answer leaves, table with filters, chips, saved views and page links, in the shell of the product. Bare:
`benchmarks/stage/bare`. Both through granian with the same workers and threads, straight to its socket, in short rounds in
turn, so that what else runs on the machine weighs on both alike. Visitors, servers and database share the cores.
"""

from __future__ import annotations

import argparse

from benchmarks.stage import figures
from benchmarks.stage.installation import installation, served
from benchmarks.stage.visitors import Measured, get, visit

OURS, BARE = "benchmarks.stage.settings", "benchmarks.stage.bare.settings"


def main() -> None:
    """Prints requests per second and the ratio, at 1 and at 8 in flight."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with installation() as server:
        from benchmarks.stage.people import signed_in_reader  # noqa: PLC0415 - Django is set up only now
        from benchmarks.stage.plain import fill_plain, make_plain  # noqa: PLC0415
        from benchmarks.stage.rows import Writer  # noqa: PLC0415

        reader = signed_in_reader()
        Writer(reader).write(given.contacts)
        cookie = make_plain(server)
        fill_plain(server)
        with served(OURS, workers=given.workers) as ours, served(BARE, workers=given.workers) as bare:
            pages = {
                "bare page": (bare, get("/records", cookie)),
                "every door on": (ours, get("/bench/told", reader.cookie)),
                "list of contacts": (ours, get("/contacts", reader.cookie)),
            }
            for in_flight in (1, 8):
                report(in_flight, rounds(pages, in_flight, given.rounds, given.seconds))


def rounds(pages: dict, in_flight: int, count: int, seconds: float) -> dict[str, Measured]:
    """Short rounds in turn; the first of each only warms up."""
    measured = {name: Measured() for name in pages}
    for number in range(count + 1):
        for name, (socket, request) in pages.items():
            one = visit(socket, lambda _number, request=request: request, in_flight=in_flight, seconds=seconds if number else 1)
            if number:
                measured[name].add(one)
    return measured


def report(in_flight: int, measured: dict[str, Measured]) -> None:
    """One line for each page."""
    base = measured["bare page"].rate
    for name, one in measured.items():
        print(f"  {in_flight} in flight  {name:<18} {one.rate:>7,.0f} pages/s  p50 {one.percentile(50):>6.1f} ms  "
              f"p95 {one.percentile(95):>6.1f} ms  {one.size / 1000:>4.0f} kB  ratio {one.rate / base:.2f}")  # fmt: skip
    figures.at_least(f"page of 25 rows, {in_flight} in flight", measured["every door on"].rate, base, share=1 / 3, unit="/s")


if __name__ == "__main__":
    main()
