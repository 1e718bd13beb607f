"""Where canaries are looked for: the dump of every database, column by column, and every file of a folder."""

from __future__ import annotations

import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import psycopg

from qorgan.site.launcher import Server, binaries
from tests.canaries.birds import Bird, found_in

PIECE = 8 * 1024 * 1024
OVERLAP = 256  # bytes; longer than any form of a canary
REST = "(no row)"


def databases(home: Path) -> list[str]:
    """Every database of the server that can be connected to."""
    with psycopg.connect(Server(home).url("superuser", "postgres")) as connection:
        return [name for (name,) in connection.execute("SELECT datname FROM pg_database WHERE datallowconn ORDER BY 1")]


def dump(home: Path, name: str) -> bytes:
    """The database as `pg_dump` writes it in plain text."""
    given = Server(home).arguments("superuser", name)
    done = subprocess.run(
        [binaries.installed() / "bin" / "pg_dump", "--no-owner", "--dbname", name],
        env={"PGHOST": given["host"], "PGPORT": str(given["port"]), "PGUSER": given["user"], "PGPASSWORD": given["password"]},
        capture_output=True,
        check=True,
    )
    return done.stdout


def cells(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Each column of each table with all its values, and `(no row)` with everything else."""
    columns: dict[str, list[bytes]] = defaultdict(list)
    table: str = ""
    names: list[str] = []
    for line in body.split(b"\n"):
        if not table and line.startswith(b"COPY "):
            head, _, rest = line[5:].decode().partition(" (")
            table, names = head.removeprefix("public."), rest.partition(")")[0].replace('"', "").split(", ")
        elif table and line == b"\\.":
            table = ""
        elif table:
            for name, value in zip(names, line.split(b"\t"), strict=True):
                columns[f"{table}.{name}"].append(value)
        else:
            columns[REST].append(line)
    for place, values in columns.items():
        yield place, b"\n".join(values)


def in_databases(home: Path, birds: list[Bird]) -> dict[str, set[str]]:
    """`table.column` → tokens found there, over all databases."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in databases(home):
        for place, values in cells(dump(home, name)):
            if tokens := found_in(values, birds):
                found[place] |= tokens
    return dict(found)


def in_files(folder: Path, birds: list[Bird]) -> dict[str, set[str]]:
    """File below the folder → tokens found in it."""
    found: dict[str, set[str]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        tokens = {token for piece in _pieces(path) for token in found_in(piece, birds)}
        if tokens:
            found[path.relative_to(folder).as_posix()] = tokens
    return found


def _pieces(path: Path) -> Iterator[bytes]:
    """The file's bytes piece by piece, overlapping, so that nothing is cut in two."""
    try:
        with path.open("rb") as file:
            before = b""
            while piece := file.read(PIECE):
                yield before + piece
                before = piece[-OVERLAP:]
    except FileNotFoundError:  # the server takes its own files away while we look
        return
