"""Loads the forms of the country pack: each XLSX below `forms/`, under the name of its file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

from qorgan.access.acting import reading
from qorgan.forms.access import PACK
from qorgan.forms.actions import import_form, publish_form
from qorgan.forms.models import FormVersion


def load_pack_forms(folder: Path | None = None) -> list[FormVersion]:
    """Uploads and publishes what is new or changed since the last load, and returns that; otherwise does nothing.

    A sheet that was retired here is not brought back by the pack. Raises RuleBroken, naming the file's problems, for a
    sheet that cannot be read.
    """
    loaded = []
    for path in sorted((folder or settings.PACK / "forms").glob("*.xlsx")):
        content = path.read_bytes()
        if not _is_known(path.stem, hashlib.sha256(content).hexdigest()):
            version = import_form(by=PACK, source=content, key=path.stem)
            loaded.append(publish_form(by=PACK, version=version))
    return loaded


def _is_known(key: str, checksum: str) -> bool:
    with reading(PACK):
        return FormVersion.objects.published().filter(definition__key=key, checksum=checksum).exists()
