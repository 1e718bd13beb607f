"""The database in and out of a folder, with PostgreSQL's own pg_dump and pg_restore of the embedded programs."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qorgan.site.backups.manifest import BackupProblem
from qorgan.site.launcher import binaries
from qorgan.vault.lookup import SCHEMA as REBUILT  # belongs to another role, and is built anew after every migration

# The schema `public` is there before us and on your own server belongs to somebody else.
NOT_OURS = re.compile(r"^\d+; \d+ \d+ (?:SCHEMA - public|ACL - SCHEMA public|COMMENT - SCHEMA public) ")


def surroundings(settings: Mapping[str, Any]) -> dict[str, str]:
    """The environment of the programs for one entry of DATABASES. The password is in no command line."""
    given = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
        "PGCONNECT_TIMEOUT": "10",
    }
    options = settings.get("OPTIONS", {})
    given |= {f"PG{word.upper()}": str(options[word]) for word in ("sslmode", "sslrootcert") if options.get(word)}
    return {**binaries.ENVIRONMENT, **{name: str(value) for name, value in given.items() if value}}


def dump(settings: Mapping[str, Any], target: Path) -> None:
    """Writes the database as of one moment; work goes on meanwhile. Raises BackupProblem with PostgreSQL's reason."""
    _run(
        "pg_dump", settings, "--format=directory", "--no-owner", "--compress=gzip:6", f"--exclude-schema={REBUILT}", f"--file={target}"
    )


def prove(target: Path) -> None:
    """Reads the whole archive as a restore would, and throws it away."""
    _run("pg_restore", {}, "--file=/dev/null", str(target))


def restore(settings: Mapping[str, Any], source: Path, work: Path) -> None:
    """Fills an empty database, all or nothing. `work` is a folder for the list of what to restore."""
    lines = _run("pg_restore", {}, "--list", str(source)).splitlines(keepends=True)
    wanted = work / "contents"
    wanted.write_text("".join(line for line in lines if not NOT_OURS.match(line)), encoding="utf-8")
    _run(
        "pg_restore",
        settings,
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        f"--use-list={wanted}",
        f"--dbname={settings['NAME']}",
        str(source),
    )


def _run(program: str, settings: Mapping[str, Any], *arguments: str) -> str:
    path = binaries.installed() / "bin" / program
    environment = surroundings(settings) if settings else binaries.ENVIRONMENT
    done = subprocess.run([path, *arguments], env=environment, capture_output=True, text=True, check=False, umask=0o077)
    if done.returncode:
        # Messages of the programs name tables and constraints; a row's content stands in DETAIL and CONTEXT lines.
        said = [line for line in done.stderr.splitlines() if "error:" in line]
        raise BackupProblem(f"{program} failed: {_first(said)}")
    return done.stdout


def _first(lines: list[str]) -> str:
    return lines[0].split("error:", 1)[1].strip().split(" DETAIL")[0] if lines else "see the log of the database"
