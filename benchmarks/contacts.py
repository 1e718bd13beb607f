"""Contacts that children open per second at the real door, beside a bare view that commits one INSERT, in the same run.

    .venv/bin/python benchmarks/contacts.py [--rounds 3] [--seconds 3]

Ours: POST /help with a ticket whose proof of work was solved beforehand, as a browser sends it: the ticket is spent, a data
key made, the conversation and its first message sealed and written, flags looked for, the journal's entries chained, open
desks told, the page's key made, and the conversation drawn. The six words to come back with cost an Argon2id of their own,
chosen to be slow; it is measured apart. Bare: one row and its commit. Both through granian with the same workers and
threads, in short rounds in turn; commits reach the disk.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from benchmarks.stage import figures
from benchmarks.stage.installation import installation, served
from benchmarks.stage.visitors import Measured, post, visit

OURS, LIGHT, BARE = "benchmarks.stage.settings", "benchmarks.stage.light_settings", "benchmarks.stage.bare.settings"
TEXT = "Мені мектепте ренжітеді, ал үйде бұл туралы айтуға қорқамын. Сыныптастарым күн сайын мазақ етеді."
NAMED, WITHOUT = "contacts opened", "contacts opened, without Argon2"
BATCH = 150


class Children:
    """Forms that children send, each with a ticket of its own whose work is done."""

    def __init__(self) -> None:
        self.ready: list[bytes] = []

    def prepare(self, count: int) -> None:
        """Solves the proofs of work beforehand."""
        from qorgan.helpline import tickets  # noqa: PLC0415 - Django is set up only now

        while len(self.ready) < count:
            ticket = tickets.issue("open")
            work = next(str(number) for number in range(10**9) if tickets.is_work(ticket, str(number)))
            self.ready.append(post("/help?lang=kk", {"ticket": ticket, "work": work, "text": TEXT, "about": "self"}))

    def take(self, _number: int) -> bytes:
        return self.ready.pop()


def main() -> None:
    """Prints contacts per second and the ratio, at 1 and at 8 in flight."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with installation() as server:
        from benchmarks.stage.plain import make_plain  # noqa: PLC0415 - Django is set up only now

        make_plain(server)
        with (
            served(OURS, workers=given.workers) as ours,
            served(LIGHT, workers=given.workers) as light,
            served(BARE, workers=given.workers) as bare,
        ):
            for in_flight in (1, 8):
                sockets = {NAMED: ours, WITHOUT: light, "bare": bare}
                report(in_flight, rounds(sockets, Children(), in_flight, given))
        argon()


def rounds(sockets: dict[str, Path], children: Children, in_flight: int, given: argparse.Namespace) -> dict[str, Measured]:
    """Short rounds in turn; the first of each only warms up."""
    measured = {name: Measured() for name in sockets}
    written = post("/write", {"text": TEXT, "about": "self"})
    for number in range(given.rounds + 1):
        for name, socket in sockets.items():
            if name == "bare":
                one = visit(socket, lambda _number: written, in_flight=in_flight, seconds=given.seconds if number else 1)
            else:
                children.prepare(BATCH)
                left = list(range(BATCH if number else 20))
                one = visit(socket, children.take, in_flight=in_flight, seconds=given.seconds, numbers=left)
            if number:
                measured[name].add(one)
    return measured


def report(in_flight: int, measured: dict[str, Measured]) -> None:
    """One line each for the door as it is, the door without the slow hash, and the bare view."""
    base = measured["bare"]
    for name, one in measured.items():
        print(f"  {in_flight} in flight  {name:<34} {one.rate:>6,.0f}/s  p50 {one.percentile(50):>6.1f} ms  "
              f"p95 {one.percentile(95):>6.1f} ms  ratio {one.rate / base.rate:.2f}")  # fmt: skip
        if name != "bare":
            figures.at_least(f"{name}, {in_flight} in flight", one.rate, base.rate, share=1 / 3, unit="/s")


def argon() -> None:
    """The Argon2id of one return code, alone on one core."""
    from qorgan.helpline import codes  # noqa: PLC0415 - Django is set up only now

    began, code = time.process_time(), codes.new_code("kk")
    for _ in range(20):
        codes.hashed(code)
    cost = (time.process_time() - began) / 20 * 1000
    print(f"  Argon2id of the six words (19 MiB, 2 passes, OWASP's least): {cost:.1f} ms of CPU, once a conversation")
    figures.known("Argon2id of the return words", cost, unit="ms")


if __name__ == "__main__":
    main()
