"""Whether a database was already brought up to date by this very release, so that a warm start need not ask again.

A fingerprint of everything that ``qorgan migrate`` works from (migrations, the SQL beside them, access rules, country
pack, locked versions) is kept as the comment of the database. A restored dump does not carry it, so a restored
database is always migrated.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from qorgan.site import env

PACKAGE = Path(__file__).resolve().parents[1]
PREFIX = "qorgan "
THIS_DATABASE = "FROM pg_database WHERE datname = current_database()"


class Connection(Protocol):
    """What is needed of a connection of Django."""

    def cursor(self) -> Any:
        """A cursor that is a context manager."""


def fingerprint(package: Path = PACKAGE, pack: Path | None = None) -> str:
    """Hex SHA-256 over names, sizes and times of change of the files that the preparation reads."""
    digest = hashlib.sha256()
    for path in _files(package, pack or env.folder("QORGAN_PACK", env.CHECKOUT / "packs" / "kz")):
        status = path.stat()
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def kept_fingerprint(connection: Connection) -> str:
    """The fingerprint kept in the connected database, empty when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(shobj_description(oid, 'pg_database'), '') {THIS_DATABASE}")
        comment: str = cursor.fetchone()[0]
    return comment.removeprefix(PREFIX) if comment.startswith(PREFIX) else ""


def keep_fingerprint(connection: Connection, value: str) -> None:
    """Keep it; needs the database's owner. On your own server, where another role owns the database, nothing is
    kept."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_has_role(datdba, 'USAGE'), quote_ident(datname) {THIS_DATABASE}")
        is_owner, name = cursor.fetchone()
        if is_owner:
            cursor.execute(f"COMMENT ON DATABASE {name} IS '{PREFIX}{int(value, 16):064x}'")


def _files(package: Path, pack: Path) -> Iterator[Path]:
    for pattern in ("*.py", "*.sql", "*.toml"):
        yield from sorted(package.rglob(pattern))
    yield from sorted(path for path in pack.rglob("*") if path.is_file())
