"""What the country pack says of counting: `reach.toml`, read once per process."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

FILE: Final = "reach.toml"


@cache
def _described(pack: Path) -> dict[str, Any]:
    return tomllib.loads((pack / FILE).read_text(encoding="utf-8"))


def described() -> dict[str, Any]:
    """The whole file."""
    return _described(settings.PACK)


def sexes() -> dict[str, str]:
    """What lists write for a sex, in lower case, to `male` or `female`."""
    return {written.casefold(): sex for sex in ("male", "female") for written in described()["sex"][sex]}
