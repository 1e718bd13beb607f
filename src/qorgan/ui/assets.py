"""Our own browser files: addresses that change with the content, and no trace of the child's door in a cache."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@cache
def version(name: str) -> str:
    """The first characters of the file's SHA-256; empty for a file that is not there."""
    path = finders.find(name)
    if not path:
        return ""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]


class Versioned(StaticFilesStorage):
    """Adds `?v=<hash of the content>`, so that a browser may keep a file for a year and still never sees a stale one."""

    def url(self, name: str | None, force: bool = False) -> str:  # noqa: ARG002  # the signature of Django
        return f"{super().url(name)}?v={version(str(name))}"


def leave_no_trace(headers: Any, path: str, url: str) -> None:
    """The child's door leaves nothing on the device: not even its stylesheet stays in the cache."""
    if "/door/" in url:
        headers["Cache-Control"] = "no-store"
