"""The unprivileged account the server runs as when we are root; PostgreSQL refuses to run as root.

An existing account is taken, none is made: ``qorgan`` where an administrator made one, else ``postgres``, else
``nobody``.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qorgan.site.launcher.problems import LauncherProblem

PREFERRED = ("qorgan", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A user of the operating system by name, user id and group id."""

    name: str
    uid: int
    gid: int

    def owns(self, path: Path) -> bool:
        """Whether ``path`` itself (no link followed) belongs to this account."""
        return os.lstat(path).st_uid == self.uid

    @property
    def is_ourselves(self) -> bool:
        """Whether the server runs as the user that starts it."""
        return self.uid == os.geteuid()

    def popen_arguments(self) -> dict[str, Any]:
        """Arguments of ``subprocess`` that start a program as this account, with no other group."""
        return {} if self.is_ourselves else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, folder: Path) -> bool:
        """Whether the account can list and enter ``folder``: asked of the operating system, not computed from modes."""
        if self.is_ourselves:
            return os.access(folder, os.R_OK | os.X_OK)
        test = ["/bin/sh", "-c", '[ -r "$1" ] && [ -x "$1" ]', "sh", str(folder)]
        return self._run(test).returncode == 0

    def can_traverse(self, folder: Path) -> bool:
        """Whether the account can reach what it owns inside ``folder``; listing the folder is not needed."""
        if self.is_ourselves:
            return os.access(folder, os.X_OK)
        return self._run(["/bin/sh", "-c", '[ -x "$1" ]', "sh", str(folder)]).returncode == 0

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(command, cwd="/", env={}, capture_output=True, timeout=30, check=False, **self.popen_arguments())
        except PermissionError:
            raise LauncherProblem(
                f"PostgreSQL does not run as root and this root may not become {self.name}; start as another user"
            ) from None


def for_server() -> Account:
    """Ourselves, or the unprivileged account when we are root."""
    if os.geteuid() != 0:
        return ourselves()
    for name in PREFERRED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise LauncherProblem("PostgreSQL does not run as root and there is no account 'nobody'; start as another user")


def ourselves() -> Account:
    """The user this process runs as."""
    uid = os.geteuid()
    return Account(_name_of(uid), uid, os.getegid())


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        raise LauncherProblem(f"user id {uid} has no name on this machine and PostgreSQL needs one") from None
