"""Names and passwords of the database roles, kept in ``QORGAN_HOME/secrets/database.json``.

The file is readable by its owner only (0600, in a folder 0700) and holds::

    {"superuser": "<password>", "roles": {"qorgan_owner": "<password>", …}, "socket": "/short/private/folder"}

``superuser`` and ``socket`` belong to the embedded server; ``roles`` serve your own server as well. Passwords are 32
random bytes in URL-safe base64, so they need no quoting in a shell, a URL or SQL.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from qorgan.site.launcher.problems import LauncherProblem

ROLES = ("qorgan_owner", "qorgan_web", "qorgan_worker", "qorgan_journal")
SUPERUSER = "qorgan_superuser"
SCRAM_ROUNDS = 4096


@dataclass
class Credentials:
    """Passwords by role, the bootstrap superuser's password and the folder of the embedded server's socket."""

    roles: dict[str, str] = field(default_factory=dict)
    superuser: str = ""
    socket: str = ""


def path_of(home: Path) -> Path:
    """Where the credentials of this home are."""
    return home / "secrets" / "database.json"


def load(home: Path) -> Credentials:
    """Read the file; a home without one gives empty credentials. A file open to others or unreadable is a problem."""
    path = path_of(home)
    try:
        with path.open(encoding="utf-8") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise LauncherProblem(f"{path} can be read by others; run: chmod 600 '{path}'")
            content = json.load(file)
        return Credentials(roles=dict(content["roles"]), superuser=content["superuser"], socket=content["socket"])
    except FileNotFoundError:
        return Credentials()
    except PermissionError:
        raise LauncherProblem(f"{path} belongs to another user; run Qorgan as the user that made it") from None
    except (json.JSONDecodeError, KeyError, TypeError, UnicodeDecodeError):
        raise LauncherProblem(f"{path} is damaged; put it back from a backup") from None


def complete(home: Path) -> Credentials:
    """Read the file and add what is missing: the folder ``secrets``, a password per role and for the superuser."""
    credentials = load(home)
    missing = [role for role in ROLES if not credentials.roles.get(role)]
    if missing or not credentials.superuser:
        credentials.roles.update({role: secrets.token_urlsafe(32) for role in missing})
        credentials.superuser = credentials.superuser or secrets.token_urlsafe(32)
        save(home, credentials)
    return credentials


def save(home: Path, credentials: Credentials) -> None:
    """Write the file whole or not at all: a new file beside it, synced, then renamed over it."""
    path = path_of(home)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    content = {"superuser": credentials.superuser, "roles": credentials.roles, "socket": credentials.socket}
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def scram(password: str, *, salt: bytes | None = None) -> str:
    """PostgreSQL's SCRAM-SHA-256 verifier of an ASCII password (RFC 5802, RFC 7677).

    The verifier is what ``CREATE ROLE … PASSWORD`` gets, so that no password reaches the server's log or a DBA's
    screen.
    """
    salt = secrets.token_bytes(16) if salt is None else salt
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, SCRAM_ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    parts = (base64.b64encode(part).decode("ascii") for part in (salt, stored, server))
    return "SCRAM-SHA-256${}:{}${}:{}".format(SCRAM_ROUNDS, *parts)
