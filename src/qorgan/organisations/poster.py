"""The poster on a school's wall: a calm A4 sheet in Kazakh and Russian with a QR code, made by Typst; and the code alone.

The sheet never names the school: a photograph of it tells nobody where a child learns, and the code changes without a
new layout. Its words are the country pack's (`poster.toml`), its look is ours (`poster.typ`).
"""

from __future__ import annotations

import io
import json
import tomllib
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

LAYOUT = Path(__file__).with_name("poster.typ")
QUIET, PIXEL = 4, 24  # modules of white around the code (ISO/IEC 18004), pixels of a module in the picture


def address_behind(request: HttpRequest, code: str) -> str:
    """What the code opens: the public address of the installation, or the one of this request while none is set."""
    path = reverse("school_door", args=[code])
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def _qr(address: str) -> segno.QRCode:
    return segno.make(address, error="q", micro=False)  # a quarter may be torn or soiled: it hangs in a corridor


def qr_svg(address: str) -> SafeString:
    """The code as an SVG for a page, without a size of its own."""
    return SafeString(_qr(address).svg_inline(border=QUIET, omitsize=True, svgclass="o-qr", lineclass=None))


def qr_png(address: str) -> bytes:
    """The code as a picture, for a school's own sheet."""
    out = io.BytesIO()
    _qr(address).save(out, kind="png", border=QUIET, scale=PIXEL)
    return out.getvalue()


def words() -> dict[str, Any]:
    """The words of the poster, by language, from the pack."""
    return tomllib.loads((settings.PACK / "poster.toml").read_text(encoding="utf-8"))


def poster_pdf(address: str) -> bytes:
    """The sheet as PDF (PDF/UA-1: it can be read aloud). The address stands there too, for those without a camera."""
    drawn = io.BytesIO()
    _qr(address).save(drawn, kind="svg", border=QUIET, scale=10, xmldecl=False)
    facts = {**words(), "address": address.partition("://")[2]}
    made = typst.compile(
        # The stub of typst knows no folder of files in memory; its documentation does.
        {"main.typ": LAYOUT.read_bytes(), "qr.svg": drawn.getvalue()},  # type: ignore[call-overload]
        format="pdf", sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)}, ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )  # fmt: skip
    return bytes(made)
