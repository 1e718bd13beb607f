"""Link a list of children: which rows are of one child. Reads CSV with the columns id, surname, given_name, patronymic, sex,
birth_date, region, phone, iin (any but id may be empty or missing) and writes id, cluster, score for each row, in its order.

score: for a row that was linked how sure that is, for a row alone how sure it is that it belongs to no other. Everything happens in
the memory of this program: no database is needed, nothing is written but the result, nothing leaves the machine.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from tqdm import tqdm

from qorgan.reach.country import sexes
from qorgan.reach.linkage.engine import MEMORY, OutOfMemory
from qorgan.reach.linkage.linking import Linked, Told, link_file
from qorgan.reach.linkage.model import model
from qorgan.reach.linkage.reading import FileRefused

STEPS = {"read": "reading", "compared": "comparing", "written": "writing"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", type=Path, metavar="FILE.csv", help="the list")
    parser.add_argument("--out", type=Path, required=True, metavar="CLUSTERS.csv", help="where the result is written")
    parser.add_argument("--engine", choices=("duckdb",), default="duckdb", help="what it is computed with (default: duckdb)")
    parser.add_argument("--memory", default=MEMORY, metavar="SIZE", help=f"memory for the comparing, such as 2GB (default: {MEMORY})")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def run(args: argparse.Namespace) -> int:
    """Give 0 when the result was written, 1 when the list cannot be read or linked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qorgan.site.settings")  # for the country pack; no database is opened
    if args.out.exists() and args.file.exists() and args.out.samefile(args.file):
        print("qorgan: the result would overwrite the list", file=sys.stderr)
        return 1
    try:
        with _bar(args.json) as told:
            linked = link_file(args.file, args.out, model=model(), sexes=sexes(), memory=args.memory, told=told)
    except OSError as fault:
        print(f"qorgan: {fault.filename or args.file}: {fault.strerror}", file=sys.stderr)
        return 1
    except (FileRefused, OutOfMemory, ValueError) as fault:
        print(f"qorgan: {args.file.name}: {fault}", file=sys.stderr)
        return 1
    _tell(args, linked)
    return 0


@contextmanager
def _bar(is_quiet: bool) -> Iterator[Told]:
    shape = "{desc}: {percentage:3.0f}%|{bar}|"
    with tqdm(total=100, disable=True if is_quiet else None, leave=False, file=sys.stderr, bar_format=shape) as bar:

        def told(step: str, done: float) -> None:
            bar.set_description_str(STEPS[step], refresh=False)
            bar.n = round(done * 100)
            bar.refresh()

        yield told


def _tell(args: argparse.Namespace, linked: Linked) -> None:
    if args.json:
        lines = [{"line": line, "column": column} for line, column in linked.lines]
        print(json.dumps({**asdict(linked), "lines": lines, "out": str(args.out)}, ensure_ascii=False))
        return
    for line, column in linked.lines:
        print(f"{args.file.name}:{line}: {column}: cannot be read, taken as unknown", file=sys.stderr)
    if linked.unread > len(linked.lines):
        print(f"… and {linked.unread - len(linked.lines)} more cells", file=sys.stderr)
    if linked.missing:
        print(f"no column: {', '.join(linked.missing)}", file=sys.stderr)
    if linked.ids_twice or linked.without_id:
        print(
            f"{linked.ids_twice} ids stand on more than one row, {linked.without_id} rows have none; each row stands for itself",
            file=sys.stderr,
        )
    print(f"{linked.rows} rows, {linked.children} children, {linked.reviews} pairs for a person to look at")
