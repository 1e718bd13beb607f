"""The list of cases, one case, and a note that is kept in it, at 10,000 and at 100,000 cases of one organisation.

    .venv/bin/python benchmarks/cases.py [--small 10000] [--large 100000] [--times 150]

Whole requests through the product's own server as a supervisor who oversees every one of them: session, need to know, row
security, sealed names opened, the read entry on disk, the page drawn. One request in flight. The statements of each page are
counted at both sizes. The baseline of the same run is the same page at the smaller size; the database, the server and the
visitor share the machine's cores. Wanted: p95 below 100 ms at both sizes, and the same number of statements.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from benchmarks.stage import figures
from benchmarks.stage.installation import installation, served
from benchmarks.stage.visitors import Measured, get, post, visit

CSRF = "QorganBenchmarkOfCasesWithAToken"  # 32 letters and digits, as Django makes them
NAMES = {"kk": "Үлгі орталығы", "ru": "Пример центра", "en": "Sample centre"}


def main() -> None:
    """Prints p50 and p95 of each page at both sizes, the growth, and the statements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=150)
    given = parser.parse_args()
    with installation():
        from benchmarks.stage.case_rows import CaseWriter  # noqa: PLC0415 - Django is set up only now
        from benchmarks.stage.people import signed_in_reader  # noqa: PLC0415

        from qorgan.organisations.models import Organisation, OrganisationKind  # noqa: PLC0415
        from qorgan.places.models import Place  # noqa: PLC0415

        kind = OrganisationKind.objects.get(key="family_support_centre")
        centre = Organisation.objects.create(kind=kind, place=Place.objects.filter(level=1).order_by("code")[0], names=NAMES)
        reader = signed_in_reader("case_supervisor", centre)
        writer, found, counted = CaseWriter(reader), {}, {}
        with served("benchmarks.stage.settings", workers=1) as web:
            for size in (given.small, given.large):
                writer.write(size)
                found[size] = asked(web, reader.cookie, writer.refs, given.times)
                counted[size] = statements(reader.cookie, writer.refs)
    report(found, counted, given.small, given.large)


def asked(web: Path, cookie: str, refs: list[str], times: int) -> dict[str, Measured]:
    """Each page in turn, `times` times after a warm-up."""
    chance = random.Random(7)
    cookies = f"{cookie}; c={CSRF}"

    def kept(_number: int) -> bytes:
        fields = {"csrfmiddlewaretoken": CSRF, "once": str(uuid4()), "subject": "", "text": "Разговор с мамой, придут во вторник."}
        return post(f"/cases/{chance.choice(refs)}/note", fields, cookies)

    pages: dict[str, tuple[Callable[[int], bytes], int]] = {
        "list of cases": (lambda _number: get("/cases", cookie), 200),
        "list of cases, high risk": (lambda _number: get("/cases?risk=high", cookie), 200),
        "one case": (lambda _number: get(f"/cases/{chance.choice(refs)}", cookie), 200),
        "a note is kept": (kept, 302),
    }
    measured = {name: Measured() for name in pages}
    for _round in range(5):
        for name, (request, status) in pages.items():
            count = times // 5
            visit(web, request, in_flight=1, seconds=60, numbers=list(range(3)), status=status)
            measured[name].add(visit(web, request, in_flight=1, seconds=60, numbers=list(range(count)), status=status))
    return measured


def statements(cookie: str, refs: list[str]) -> dict[str, int]:
    """How many statements each page asks of the database, in this process, as the same reader."""
    from django.conf import settings  # noqa: PLC0415 - Django is set up only now
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    name, _, value = cookie.partition("=")
    client = Client(HTTP_HOST="localhost", HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64)")
    client.cookies[name] = value
    found = {}
    for label, path in (("list of cases", "/cases"), ("one case", f"/cases/{refs[-1]}")):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code} under {settings.SETTINGS_MODULE}")
        found[label] = len(queries)
    return found


def report(found: dict[int, dict[str, Measured]], counted: dict[int, dict[str, int]], small: int, large: int) -> None:
    """One line a page, and what is kept for the summary."""
    for name, few in found[small].items():
        many = found[large][name]
        p95, later = few.percentile(95), many.percentile(95)
        few_said, many_said = (f"p50 {one.percentile(50):>6.1f} p95 {one.percentile(95):>6.1f} ms" for one in (few, many))
        print(f"  {name:<26} {small:>8,}: {few_said}  {large:>8,}: {many_said}  growth {later / p95:.2f}")
        figures.keep(
            figures.Figure(f"{name}, p95 at {large // 1000} k cases", f"{later:.1f} ms", f"{p95:.1f} ms at {small // 1000} k",
                           later / p95, "≤ 100 ms at both", max(p95, later) <= 100)
        )  # fmt: skip
    for name, count in counted[small].items():
        later = counted[large][name]
        print(f"  {name:<26} statements: {count} and {later}")
        figures.keep(figures.Figure(f"statements of: {name}", f"{count} and {later}", "", None, "the same", count == later))


if __name__ == "__main__":
    main()
