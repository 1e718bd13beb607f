"""Which folders the embedded server uses, and that they are safe to use.

Everything lies in ``QORGAN_HOME``: ``database/`` (the cluster), ``secrets/``, ``log/``, ``socket/``. Two exceptions:

* A socket's path may have 103 bytes at most (107 on Linux). Where ``QORGAN_HOME`` is too deep, or has letters that a
  connection string would have to quote, the socket lies in a new private folder of the run-time directory or ``/tmp``.
* Started as root, the server runs as an unprivileged account. Where that account cannot enter ``QORGAN_HOME`` or the
  programs, cluster and a copy of the programs lie in ``/var/lib/qorgan-<hash>``. That folder and the programs belong to
  root, so that the account cannot change what root runs; cluster and socket belong to the account. No permission of an
  existing folder is ever changed.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qorgan.site.launcher import binaries, credentials
from qorgan.site.launcher.account import Account, for_server
from qorgan.site.launcher.problems import LauncherProblem

SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 103
NEEDS_NO_QUOTING = re.compile(r"[A-Za-z0-9/._-]+")
STATE = Path("/var/lib")
SHORT_PLACE = "/tmp"  # noqa: S108  (only a folder made by mkdtemp is used, with its owner and mode checked each time)
SMALLEST_FREE_SPACE = 300 * 1024 * 1024  # bytes; a new cluster with its first write-ahead log takes about 120 MB


@dataclass(frozen=True)
class Layout:
    """Where the parts of one embedded server are, and as whom it runs."""

    home: Path
    account: Account
    programs: Path
    cluster: Path
    socket: Path

    @property
    def log(self) -> Path:
        """What the server wrote about itself; statements and values are never in it."""
        return self.home / "log" / "database.log"

    @property
    def lock(self) -> Path:
        """Locked for as long as a server of this home lives."""
        return self.home / "database.lock"

    @property
    def exists(self) -> bool:
        """Whether the cluster was made."""
        return (self.cluster / "PG_VERSION").exists()


def prepare(home: Path) -> Layout:
    """Find or make the folders of ``home`` and remember the socket's folder; starts nothing."""
    home = home.absolute()
    account = for_server()
    _make_home(home, account)
    refuse_full_disk(home)
    with _one_at_a_time(home):
        return _prepare(home, account)


def _prepare(home: Path, account: Account) -> Layout:
    programs = binaries.installed()
    private = STATE / f"qorgan-{hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]}"
    if not account.can_enter(programs / "bin"):
        programs = binaries.copy(programs, _state_folder(private) / f"postgresql-{binaries.version(programs)}")
    base = home if account.can_traverse(home) else _state_folder(private)
    kept = credentials.complete(home)
    socket = private_folder(base / "socket", Path(kept.socket) if kept.socket else None, account)
    if str(socket) != kept.socket:
        kept.socket = str(socket)
        credentials.save(home, kept)
    return Layout(home=home, account=account, programs=programs, cluster=base / "database", socket=socket)


def refuse_full_disk(folder: Path) -> None:
    """A start that would end with half a database is refused."""
    free = shutil.disk_usage(folder).free
    if free < SMALLEST_FREE_SPACE:
        needed = SMALLEST_FREE_SPACE // 2**20
        raise LauncherProblem(f"the disk that holds {folder} is full: {free // 2**20} MB are free, {needed} MB are needed")


def _make_home(home: Path, account: Account) -> None:
    """A home made here is private; a root's home may be passed through, because the server's account works inside."""
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        home.mkdir(mode=0o700 if account.is_ourselves else 0o711, exist_ok=True)
        (home / "log").mkdir(mode=0o700, exist_ok=True)
    except FileExistsError:
        raise LauncherProblem(f"{home} is a file; QORGAN_HOME must be a folder") from None
    except OSError as error:
        raise LauncherProblem(f"QORGAN_HOME {home} cannot be made: {error.strerror}") from None
    if not os.access(home, os.W_OK | os.X_OK):
        raise LauncherProblem(f"QORGAN_HOME {home} belongs to another user and cannot be written")


@contextlib.contextmanager
def _one_at_a_time(home: Path) -> Iterator[None]:
    """Two commands that begin at once must not each invent passwords."""
    descriptor = os.open(home / "prepare.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _state_folder(folder: Path) -> Path:
    """``folder`` of root, which others may pass through but not list; an existing one must be root's."""
    try:
        folder.mkdir(mode=0o711)
    except FileExistsError:
        status = os.lstat(folder)
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != 0 or stat.S_IMODE(status.st_mode) & 0o022:
            raise LauncherProblem(f"{folder} is not a folder of root alone; move it away and start again") from None
    except OSError as error:
        raise LauncherProblem(f"{folder} cannot be made: {error.strerror}; start as another user than root") from None
    return folder


def _is_private(folder: Path, account: Account) -> bool:
    """A folder, not a link, that belongs to the account and is closed to everybody else."""
    try:
        status = os.lstat(folder)
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == account.uid and not stat.S_IMODE(status.st_mode) & 0o077


def private_folder(inside: Path, kept: Path | None, account: Account) -> Path:
    """A folder for sockets that is private to ``account`` and has a short path.

    ``kept`` (used before) if it is still private or can be made again, else ``inside``, else a new temporary one.
    """
    for folder in (kept, inside):
        if folder is not None and _fits(folder) and _make_private(folder, account):
            return folder
    for place in (os.environ.get("XDG_RUNTIME_DIR"), SHORT_PLACE, tempfile.gettempdir()):
        folder = Path(place) if place else None
        if folder and _fits(folder / "qorgan-12345678") and os.access(folder, os.W_OK) and account.can_traverse(folder):
            made = Path(tempfile.mkdtemp(prefix="qorgan-", dir=folder))
            os.lchown(made, account.uid, account.gid)
            return made
    raise LauncherProblem("no private folder with a short path for the database socket; set XDG_RUNTIME_DIR to one")


def _make_private(folder: Path, account: Account) -> bool:
    try:
        folder.mkdir(mode=0o700)
        os.lchown(folder, account.uid, account.gid)
    except FileExistsError:
        return _is_private(folder, account)
    except OSError:
        return False
    return True


def _fits(folder: Path) -> bool:
    path = os.fsencode(folder / SOCKET_NAME)
    return folder.is_absolute() and len(path) <= LONGEST_SOCKET_PATH and NEEDS_NO_QUOTING.fullmatch(str(folder)) is not None
