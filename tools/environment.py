"""Makes the virtual environment from the locked, hash-pinned dependencies and runs a program in it.

``python tools/bootstrap.py [--dev] PROGRAM…`` where the program's words go to the environment's Python. Only the
standard library is used. What was done is kept as a stamp, so a second run costs a few milliseconds."""

import contextlib
import fcntl
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
LOCKS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
INSTALLER_LOCK = ROOT / "tools" / "installer.lock"
PIP_LOCK = ROOT / "tools" / "pip.lock"
STAMP = VENV / "qorgan.json"
CERTIFICATES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
INDEX = "https://pypi.org/simple"  # where nothing else is configured


class Failed(Exception):
    """The environment could not be made; the text is one line."""


def main(arguments: list[str]) -> int:
    """Bring the environment up to date, then become the wanted program."""
    wanted = "dev" if arguments[:1] == ["--dev"] else "run"
    program = arguments[1:] if wanted == "dev" else arguments
    try:
        with _one_at_a_time():
            prepare(wanted)
    except Failed as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    if program:
        python = str(VENV / "bin" / "python")
        # Without its cache of compiled modules Python reads every source again: a start would take three times as long.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
        os.execv(python, [python, *program])
    return 0


def prepare(wanted: str) -> None:
    """Do what is missing for ``wanted``, run or dev; an environment made for dev serves run as well."""
    stamp = _stamp(wanted)
    kept = _kept_stamp()
    if kept == stamp or (wanted == "run" and kept == _stamp("dev")):
        return
    begun = time.monotonic()
    _say("Preparing the Python environment")
    try:
        if not _is_usable():
            shutil.rmtree(VENV, ignore_errors=True)
            _run([sys.executable, "-m", "venv", "--without-pip", str(VENV)])
        _install(wanted)
        _connect_sources()
        STAMP.write_text(json.dumps(stamp), encoding="utf-8")
    except OSError as error:
        raise Failed(f"the Python environment cannot be made in {VENV}: {error.strerror or error}") from None
    _say(f"The Python environment is ready ({time.monotonic() - begun:.0f} s)")


def _stamp(wanted: str) -> dict[str, str]:
    """What an up-to-date environment was made from; the root counts, because an environment cannot be moved."""
    digest = hashlib.sha256()
    for path in (*(LOCKS[kind] for kind in ("run", "dev") if kind == "run" or wanted == "dev"), INSTALLER_LOCK):
        digest.update(path.read_bytes())
    return {"kind": wanted, "locks": digest.hexdigest(), "root": str(ROOT)}


def _kept_stamp() -> dict[str, str] | None:
    try:
        content = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if _is_usable() else None


def _is_usable() -> bool:
    """Whether the environment's Python starts; a system upgrade may have taken it away."""
    python = VENV / "bin" / "python"
    if not os.access(python, os.X_OK) or not (VENV / "pyvenv.cfg").is_file():
        return False
    answer = subprocess.run(
        [str(python), "-I", "-c", "import sys; print(sys.version_info[:2] >= (3, 11))"],
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip() == "True"


def _install(wanted: str) -> None:
    """Install exactly what the lock names; every file's hash is checked by the installer."""
    uv = _uv()
    command = [
        str(uv),
        "pip",
        "sync",
        "--quiet",
        "--compile-bytecode",
        "--require-hashes",
        "--python",
        str(VENV / "bin" / "python"),
        str(LOCKS[wanted]),
    ]
    _run(command, environment=_for_uv())


def _uv() -> Path:
    """The installer, kept apart from the environment so that syncing does not remove it."""
    folder = VENV / "installer"
    uv = folder / "bin" / "uv"
    if not uv.exists():
        with _pip() as pip:
            shutil.rmtree(folder, ignore_errors=True)
            _run(
                [
                    *pip,
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "--no-deps",
                    "--require-hashes",
                    "--target",
                    str(folder),
                    "-r",
                    str(INSTALLER_LOCK),
                ]
            )
    return uv


@contextlib.contextmanager
def _pip() -> Iterator[list[str]]:
    """A pip to run: the one that came with Python, else one fetched and checked against ``pip.lock``."""
    python = str(VENV / "bin" / "python")
    if subprocess.run([python, "-m", "ensurepip"], capture_output=True, check=False).returncode == 0:
        yield [python, "-m", "pip"]
        return
    wheel = fetch_pip(VENV)
    try:
        yield [python, str(wheel / "pip")]
    finally:
        wheel.unlink(missing_ok=True)


def fetch_pip(folder: Path) -> Path:
    """Download pip's wheel of the version and hash in ``pip.lock``; a Python can run it as it is."""
    lock = PIP_LOCK.read_text(encoding="ascii")
    version = re.search(r"^pip==(\S+)", lock, re.MULTILINE)
    hashes = set(re.findall(r"--hash=sha256:([0-9a-f]{64})", lock))
    if version is None:
        raise Failed(f"{PIP_LOCK} names no version of pip")
    name = f"pip-{version.group(1)}-py3-none-any.whl"
    index = os.environ.get("PIP_INDEX_URL", INDEX).rstrip("/") + "/pip/"
    found = re.search(r'href="([^"]*/' + re.escape(name) + r'[^"]*)"', _get(index).decode("utf-8", "replace"))
    if found is None:
        raise Failed(f"the package index does not offer {name}; install your system's python3-venv and start again")
    content = _get(urljoin(index, html.unescape(found.group(1))))
    if hashlib.sha256(content).hexdigest() not in hashes:
        raise Failed(f"{name} from the package index does not have the pinned hash; nothing of it was used")
    wheel = folder / name
    wheel.write_bytes(content)
    return wheel


def _get(url: str) -> bytes:
    if not url.startswith(("https://", "http://")):
        raise Failed("the package index has an address that is not http")
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return bytes(answer.read())
    except (urllib.error.URLError, OSError) as error:
        raise Failed(f"the package index cannot be reached: {getattr(error, 'reason', error)}") from None


def _for_uv() -> dict[str, str]:
    """uv does not read pip's configuration: an index set for pip is handed on."""
    environment = dict(os.environ)
    index = environment.get("PIP_INDEX_URL")
    if index and not environment.keys() & {"UV_INDEX_URL", "UV_DEFAULT_INDEX"}:
        environment["UV_DEFAULT_INDEX"] = index
    environment.pop("VIRTUAL_ENV", None)
    if any(Path(store).exists() for store in CERTIFICATES):
        environment.setdefault("UV_SYSTEM_CERTS", "1")  # an office's own certificate authority is known to the system only
    return environment


def _connect_sources() -> None:
    """Make the package importable from the checkout and give it its command, without building anything."""
    code = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    packages = subprocess.run([str(VENV / "bin" / "python"), "-I", "-c", code], capture_output=True, text=True, check=True)
    Path(packages.stdout.strip(), "qorgan.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    command = VENV / "bin" / "qorgan"
    python = VENV / "bin" / "python"
    # `exec` through sh: a line `#!/path with space/python` does not work.
    command.write_text(
        f"#!/bin/sh\nexec '{str(python).replace(chr(39), chr(39) + chr(92) + chr(39) + chr(39))}' -m qorgan.site.cli \"$@\"\n",
        encoding="utf-8",
    )
    command.chmod(0o755)


def _run(command: list[str], *, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, env=environment, check=False)
    if done.returncode:
        raise Failed(f"{Path(command[0]).name} failed with status {done.returncode}; the lines above say why")


def _say(line: str) -> None:
    print(line, flush=True)


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two verbs started at once must not build the same environment twice."""
    descriptor = os.open(ROOT / "requirements.lock", os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
