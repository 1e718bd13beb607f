"""`make check`: everything that can be checked without running the product. One line per check, with its seconds.

`--fix` lets the tools put right what they can; `--only NAME` runs one check. The output of a check that fails follows
its line. Status 1 when one failed."""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
# Licences that Apache-2.0 software may be distributed with; LGPL and MPL only as unchanged libraries.
LICENCES = (
    r"Apache|BSD|MIT|ISC|PSF|Python Software Foundation|Mozilla Public License|MPL-2\.0|LGPL|CNRI-Python|Zlib|"
    r"Unlicense|0BSD|PostgreSQL|HPND"
)
# Wheels that carry no licence in a form the tool reads; looked up by hand, with where it was read.
READ_BY_HAND = {"pyxform": "BSD-2-Clause, its file LICENSE"}
PYTHON = ("src", "tests", "tools", "benchmarks")
LONGEST_OUTPUT = 6000  # characters of a failing check's output

Check = Callable[[], str]


def ruff() -> str:
    """Lint."""
    return _problems("ruff", "check", "--quiet", "--output-format", "concise", ".")


def ruff_format() -> str:
    """Layout of Python files."""
    return _problems("ruff", "format", "--check", "--quiet", "--output-format", "concise", *PYTHON)


def floors() -> str:
    """import-linter: no upward import, no circle."""
    return _problems("lint-imports", "--no-cache")


def types() -> str:
    """mypy with django-stubs."""
    return _problems("mypy", "--no-error-summary", "src/qorgan")


def djade() -> str:
    """Layout of templates."""
    return _problems("djade", "--check", "--target-version", "5.2", *_files("*.html"))


def djlint() -> str:
    """Faults in templates."""
    return _problems("djlint", "src", "--lint", "--profile", "django", "--quiet")


def words() -> str:
    """Catalogues: nothing missing, fuzzy, stale or unused."""
    return _problems("python", "tools/words.py", "--check")


def django() -> str:
    """Django's own system check, and models without a migration."""
    return _manage("check", "--fail-level", "WARNING") or _manage("makemigrations", "--check", "--dry-run")


def migrations() -> str:
    """Migrations that would block writers on a full database."""
    return _manage("lintmigrations", "--project-root-path", str(ROOT), "--no-cache", "--quiet", "ok", "ignore")


def licences() -> str:
    """Every run-time dependency has a licence on the list."""
    locked = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    done = _run("pip-licenses", "--from=mixed", "--format=json", "--packages", *locked)
    if done.returncode:
        return done.stdout + done.stderr
    rows = [(row["Name"], row["License"]) for row in json.loads(done.stdout)]
    known = {_plain(name) for name, _ in rows}
    problems = [f"{name}: {licence}" for name, licence in rows if name not in READ_BY_HAND and not re.search(LICENCES, licence)]
    problems += [f"{name}: not installed" for name in locked if _plain(name) not in known and not _is_elsewhere(name)]
    return "\n".join(problems)


def secrets() -> str:
    """No key, token or password in the tree."""
    skipped = (".lock", "/vendor.py", ".po", ".mo", ".png")  # hashes of packages, and what words.toml made
    files = [name for name in _files() if not name.endswith(skipped) and "/vendor/" not in name]
    # Field names such as `password` are the product's own words; alphabets are no secrets.
    return _problems("detect-secrets-hook", "--disable-plugin", "KeywordDetector", "--exclude-lines", "ALPHABET", *files)


CHECKS: dict[str, Check] = {
    "ruff": ruff,
    "ruff format": ruff_format,
    "floors": floors,
    "types": types,
    "djade": djade,
    "djlint": djlint,
    "words": words,
    "django": django,
    "migrations": migrations,
    "licences": licences,
    "secrets": secrets,
}


def fix() -> None:
    """Let the tools put right what they can."""
    for command in (
        ("ruff", "check", "--fix", "--quiet", "."),
        ("ruff", "format", "--quiet", *PYTHON),
        ("djade", "--target-version", "5.2", *_files("*.html")),
        ("python", "tools/words.py"),
    ):
        _run(*command)


def main() -> int:
    """Run the checks in order; gives 1 when one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fix", action="store_true", help="put right what tools can, then check")
    parser.add_argument("--only", choices=CHECKS, action="append", help="run this check; may be given again")
    args = parser.parse_args()
    os.chdir(ROOT)
    if args.fix:
        fix()
    failed = [name for name in args.only or CHECKS if not _show(name, CHECKS[name])]
    print(f"{len(failed)} failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


def _show(name: str, check: Check) -> bool:
    begun = time.monotonic()
    problems = check().strip()
    print(f"{'failed' if problems else 'ok':<7} {name:<12} {time.monotonic() - begun:5.1f} s", flush=True)
    if problems:
        print(problems[:LONGEST_OUTPUT], flush=True)
    return not problems


def _problems(tool: str, *arguments: str) -> str:
    """The output of a tool that was not content, otherwise nothing."""
    done = _run(tool, *arguments)
    if not done.returncode:
        return ""
    return (done.stdout + done.stderr).strip() or f"{tool} ended with status {done.returncode}"


def _run(tool: str, *arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    program = sys.executable if tool == "python" else str(BIN / tool)
    variables = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}", **(environment or {})}
    return subprocess.run([program, *arguments], env=variables, capture_output=True, text=True, check=False, cwd=ROOT)


def _manage(*arguments: str) -> str:
    """A command of Django on a throw-away database; your own installation is not touched."""
    with tempfile.TemporaryDirectory(prefix="qorgan-check-") as home:
        environment = {"QORGAN_HOME": home, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "tools.check_settings"}
        program = ("-c", "import sys; from tools.throwaway import manage; sys.exit(manage(sys.argv[1:]))")
        done = _run("python", *program, *arguments, environment=environment)
    return "" if not done.returncode else (done.stdout + done.stderr)


def _files(pattern: str = "*") -> list[str]:
    listed = subprocess.run(["git", "ls-files", pattern], capture_output=True, text=True, check=True, cwd=ROOT)
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _is_elsewhere(name: str) -> bool:
    """Whether the lock wants the package on other systems only, such as `tzdata` on Windows."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return re.search(rf"^{re.escape(name)}==\S+ ;", lock, re.MULTILINE) is not None


if __name__ == "__main__":
    sys.exit(main())
