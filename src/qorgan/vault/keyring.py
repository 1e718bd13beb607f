"""The root keys: outside the database, and everything derived from them.

Four kinds. *master* keys wrap data keys and change monthly. *lookup* is the stable root of keyed look-ups; it changes
only when it leaked, because every digest must then be made again. *pepper* goes into Argon2 hashes of return codes; a
new one serves new hashes while the old one still checks the old. *signing* seeds Ed25519 signatures. Each changes
apart from the others.

They are files `QORGAN_HOME/keys/<kind>-YYYY-MM.key` of mode 0600, or come from `QORGAN_KEY_COMMAND`, a command that
prints `{"keys": {"master-2026-11": "<32 bytes in base64>", …}}`, for a hardware module or a secrets service."""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
import shlex
import stat
import subprocess
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings

from qorgan.vault.cipher import KEY_BYTES, derive
from qorgan.vault.faults import KeyringBroken

KINDS = ("master", "lookup", "pepper", "signing")
SUFFIX = ".key"
MAGIC = "qorgan-key 1"
COMMAND_SECONDS = 30
COMMAND_IS_ASKED_AGAIN_AFTER = 600.0
_NAME = re.compile(r"^(master|lookup|pepper|signing)-(\d{4})-(0[1-9]|1[0-2])(?:-([1-9]\d{0,3}))?$")


@dataclass(frozen=True, slots=True, order=True)
class RootKey:
    """One root key. Sorted by kind, then by age: the last of a kind is its newest."""

    order: tuple[str, int, int, int] = field(repr=False)
    name: str = field(compare=False)
    secret: bytes = field(repr=False, compare=False)

    @property
    def kind(self) -> str:
        return self.order[0]

    @property
    def check(self) -> str:
        """Eight bytes in hexadecimal that tell this key from any other without revealing it."""
        return derive(self.secret, f"check {self.name}")[:8].hex()


def root_key(name: str, secret: bytes) -> RootKey:
    """A root key from its name and 32 bytes. Raises KeyringBroken for another shape."""
    match = _NAME.match(name)
    if match is None:
        raise KeyringBroken(f"a root key is named kind-YYYY-MM with a kind of {', '.join(KINDS)}")
    if len(secret) != KEY_BYTES:
        raise KeyringBroken(f"root key {name} is {len(secret)} bytes long; it must be {KEY_BYTES}")
    kind, year, month, count = match.groups()
    return RootKey((kind, int(year), int(month), int(count or 0)), name, secret)


class Keyring:
    """The root keys of an installation, held in the memory of the process; derived keys are made once each."""

    def __init__(self, keys: Iterable[RootKey]) -> None:
        self._keys = {key.name: key for key in sorted(keys)}
        self._derived: dict[tuple[str, str], bytes] = {}

    def __repr__(self) -> str:
        return f"Keyring({', '.join(self._keys)})"

    def __contains__(self, name: str) -> bool:
        return name in self._keys

    def of(self, kind: str) -> list[RootKey]:
        """All keys of a kind, newest first."""
        return [key for key in reversed(self._keys.values()) if key.kind == kind]

    def newest(self, kind: str) -> RootKey:
        """The key that new things of this kind use. Raises KeyringBroken where there is none."""
        found = self.of(kind)
        if not found:
            raise KeyringBroken(f"there is no {kind} key in the keyring")
        return found[0]

    def named(self, name: str) -> RootKey:
        """One key by name. Raises KeyringBroken where it is missing."""
        try:
            return self._keys[name]
        except KeyError:
            said = f"root key {name} is missing: what it wraps cannot be opened until it is put back"
            raise KeyringBroken(said) from None

    def derived(self, name: str, purpose: str) -> bytes:
        """The 32-byte sub-key of root key `name` for `purpose`, such as `wrap helpline.thread`."""
        found = self._derived.get((name, purpose))
        if found is None:
            found = self._derived[name, purpose] = derive(self.named(name).secret, purpose)
        return found

    def pepper(self, name: str | None = None) -> tuple[str, bytes]:
        """Name and 32 bytes of a pepper: the newest, or the one that an old hash was made with."""
        key = self.newest("pepper") if name is None else self.named(name)
        return key.name, self.derived(key.name, "pepper")

    def all(self) -> list[RootKey]:
        return list(self._keys.values())


def folder(home: Path | None = None) -> Path:
    """The folder of the key files."""
    return (home or Path(settings.QORGAN_HOME)) / "keys"


def next_name(kind: str, today: date, existing: Iterable[str]) -> str:
    """The name of a new key of this month; a second one in the same month gets a number behind it."""
    taken, name, count = set(existing), f"{kind}-{today:%Y-%m}", 1
    while name in taken:
        count += 1
        name = f"{kind}-{today:%Y-%m}-{count}"
    return name


def make(name: str) -> RootKey:
    """A new random root key."""
    return root_key(name, os.urandom(KEY_BYTES))


def write(where: Path, key: RootKey) -> Path:
    """Writes a key file that only its owner reads. Raises FileExistsError rather than replace a key."""
    where.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = where / (key.name + SUFFIX)
    body = f"{MAGIC}\nname: {key.name}\ncheck: {key.check}\n{base64.b64encode(key.secret).decode()}\n"
    # Written whole under another name, then linked: whoever reads the folder meanwhile sees all of a key or none of it.
    unfinished = where / f".{key.name}.{os.getpid()}.{os.urandom(4).hex()}"
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            give_to_owner(file.fileno(), where)
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, path)
    finally:
        unfinished.unlink()
    sync_folder(where)
    return path


def give_to_owner(handle: int, where: Path) -> None:
    """What root writes belongs to the owner of the folder: the pages run as that user and must read it."""
    if os.geteuid() == 0:
        owner = where.stat()
        os.fchown(handle, owner.st_uid, owner.st_gid)


def sync_folder(where: Path) -> None:
    """Makes a new or removed name in a folder survive a loss of power."""
    handle = os.open(where, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def erase(path: Path) -> None:
    """Overwrites and removes a key file. On copy-on-write storage and SSDs old blocks may live on: see the decision
    page.
    """
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(os.urandom(size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_folder(path.parent)


def _refuse_open_doors(status: os.stat_result, called: str, wanted: str, *, trusted: int | None = None) -> None:
    mode = stat.S_IMODE(status.st_mode)
    if mode & 0o077:
        raise KeyringBroken(f"{called} may be read by others (mode {mode:04o}); run: chmod {wanted} on it")
    if status.st_uid not in (os.geteuid(), 0, trusted):
        raise KeyringBroken(f"{called} belongs to another user of this machine")


def read_file(path: Path) -> RootKey:
    """Reads and checks one key file. Raises KeyringBroken, naming the file and never its content."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError as fault:
        raise KeyringBroken(f"key file {path.name} cannot be read: {os.strerror(fault.errno or 0)}") from None
    with os.fdopen(handle) as file:
        trusted = path.parent.stat().st_uid if os.geteuid() == 0 else None
        _refuse_open_doors(os.fstat(file.fileno()), f"key file {path.name}", "600", trusted=trusted)
        lines = file.read(1024).splitlines()
    if len(lines) != 4 or lines[0] != MAGIC or lines[1] != f"name: {path.name.removesuffix(SUFFIX)}":
        raise KeyringBroken(f"key file {path.name} is damaged or was renamed")
    key = root_key(path.name.removesuffix(SUFFIX), _decoded(lines[3], path.name))
    if lines[2] != f"check: {key.check}":
        raise KeyringBroken(f"key file {path.name} is damaged: its check does not agree")
    return key


def _decoded(text: object, called: str) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        raise KeyringBroken(f"key {called} is not base64") from None


def from_files(where: Path) -> Keyring:
    """All keys of a folder; an absent folder is an empty keyring. Raises KeyringBroken for any doubtful file."""
    if not where.exists():
        return Keyring([])
    status = where.stat()
    _refuse_open_doors(status, "the folder of keys", "700", trusted=status.st_uid if os.geteuid() == 0 else None)
    return Keyring(read_file(path) for path in where.iterdir() if path.suffix == SUFFIX)


def from_command(command: str) -> Keyring:
    """Asks the operator's command. Its output is never repeated in an error."""
    try:
        # The operator's own setting, split without a shell.
        done = subprocess.run(  # noqa: S603
            shlex.split(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=COMMAND_SECONDS,
            check=True,
        )
        keys = json.loads(done.stdout)["keys"]
        return Keyring(root_key(str(name), _decoded(secret, str(name))) for name, secret in keys.items())
    except subprocess.CalledProcessError as fault:
        raise KeyringBroken(f"QORGAN_KEY_COMMAND ended with status {fault.returncode}") from None
    except subprocess.TimeoutExpired:
        raise KeyringBroken(f"QORGAN_KEY_COMMAND gave no answer in {COMMAND_SECONDS} seconds") from None
    except OSError:
        raise KeyringBroken("QORGAN_KEY_COMMAND cannot be started") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyringBroken('QORGAN_KEY_COMMAND did not print {"keys": {name: base64}}') from None


_lock = threading.Lock()
_held: dict[str, tuple[tuple[object, ...], Keyring]] = {}


def command() -> str:
    """The operator's key command, or nothing when the keys are files."""
    return settings.QORGAN_KEY_COMMAND


def _stamp() -> tuple[object, ...]:
    if command():
        return command(), time.monotonic() // COMMAND_IS_ASKED_AGAIN_AFTER
    where = folder()
    try:
        return str(where), where.stat().st_mtime_ns
    except FileNotFoundError:
        return str(where), None


def keyring(*, fresh: bool = False) -> Keyring:
    """The keyring of this process, read again as soon as a key file came or went: no restart after a rotation."""
    stamp = _stamp()
    held = _held.get("ring")
    if held is None or held[0] != stamp or fresh:
        with _lock:
            ring = from_command(command()) if command() else from_files(folder())
            held = _held["ring"] = (stamp, ring)
    return held[1]
