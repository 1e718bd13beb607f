"""What may be kept as a document: known by its content, made anew without hidden parts, small enough, no bomb.

A picture is drawn again (no place, no camera, no code behind it); a PDF is written again without scripts, forms that act
and attachments; an office file is kept as it is when it holds no macro and unpacks to a sane size. Everything else is refused
with words. The name and the type that the browser gave decide nothing.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pikepdf
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from qorgan.access.refusals import RuleBroken

LARGEST: Final = 20_000_000
"""Bytes of one document; what the field's tools take, and what a telephone's picture needs."""
MOST_PIXELS: Final = 50_000_000
MOST_PAGES: Final = 500
UNPACKED: Final = 100_000_000
MOST_MEMBERS: Final = 2_000
LONGEST_SIDE: Final = 3_500
"""Pixels of a picture's longer side after it was drawn again: an A4 page at 300 dots an inch."""

_OFFICE: Final = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}
_OPEN: Final = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


class NotKept(RuleBroken):
    """This content is not kept; the words say why."""

    def __init__(self, words: Promise | str) -> None:
        super().__init__(words, field="file")


@dataclass(frozen=True, slots=True)
class Paper:
    """What is kept: the kind (an extension of ours) and the content as it will be sealed."""

    kind: str
    content: bytes


def made_anew(content: bytes) -> Paper:
    """The document as it may be kept. Raises NotKept for what is empty, too large, dangerous or of no known kind."""
    if not content:
        raise NotKept(_("The file is empty."))
    if len(content) > LARGEST:
        raise NotKept(_("The file is larger than 20 MB. Send it in parts, or as a smaller picture."))
    for begins, make in _BY_BEGINNING:
        if content.startswith(begins):
            return make(content)
    return _text(content)


def _picture(content: bytes) -> Paper:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as found:
                if found.width * found.height > MOST_PIXELS or getattr(found, "n_frames", 1) > 1:
                    raise NotKept(_("This picture is too large to be kept. Save it smaller."))
                return _drawn(ImageOps.exif_transpose(found), is_exact=found.format == "PNG")
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning, OSError, ValueError, SyntaxError):
        raise NotKept(_("This picture cannot be read. Save it again as JPEG or PNG.")) from None


def _drawn(picture: Image.Image, *, is_exact: bool) -> Paper:
    """A PNG stays one: pictures of a screen keep every letter."""
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    is_clear = picture.mode in ("RGBA", "LA", "P")
    bare = Image.new("RGBA" if is_clear else "RGB", picture.size)
    bare.paste(picture.convert(bare.mode))
    out = io.BytesIO()
    if is_clear or is_exact:
        bare.save(out, "PNG", optimize=True)
        return Paper("png", out.getvalue())
    bare.save(out, "JPEG", quality=88)
    return Paper("jpg", out.getvalue())


_ACTING: Final = ("/OpenAction", "/AA", "/Names", "/AcroForm", "/Collection", "/URI")


def _pdf(content: bytes) -> Paper:
    try:
        with pikepdf.open(io.BytesIO(content)) as paper:
            if len(paper.pages) > MOST_PAGES:
                raise NotKept(_("This paper has more than 500 pages. Send it in parts."))
            _disarm(paper)
            out = io.BytesIO()
            paper.save(out, deterministic_id=True)
    except pikepdf.PasswordError:
        raise NotKept(_("This paper is locked with a password. Save it without one.")) from None
    except pikepdf.PdfError:
        raise NotKept(_("This paper cannot be read. Save it again as PDF.")) from None
    return Paper("pdf", out.getvalue())


def _disarm(paper: pikepdf.Pdf) -> None:
    """Takes away what acts: scripts, actions on opening, attached files, forms that send, metadata about its writer."""
    for name in _ACTING:
        if name in paper.Root:
            del paper.Root[name]
    if "/Metadata" in paper.Root:
        del paper.Root["/Metadata"]
    if "/Info" in paper.trailer:
        del paper.trailer["/Info"]
    for page in paper.pages:
        if "/AA" in page:
            del page["/AA"]
        notes = page.get("/Annots")
        if notes is not None:
            kept = [note for note in notes if note.get("/Subtype") not in ("/FileAttachment", "/Screen", "/Movie", "/RichMedia")]
            for note in kept:
                for name in ("/A", "/AA"):
                    if name in note:
                        del note[name]
            page["/Annots"] = pikepdf.Array(kept)


def _packed(content: bytes) -> Paper:
    """An office file: a ZIP whose members are counted before one is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
            names = {member.filename for member in members}
            if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > UNPACKED:
                raise NotKept(_("This file unpacks to more than it may. It was not kept."))
            if any(name.lower().endswith(("vbaproject.bin", ".exe", ".js", ".jar")) or "/activex/" in name.lower() for name in names):
                raise NotKept(_("This file holds a macro. Save it without macros."))
            for name, kind in _OFFICE.items():
                if name in names:
                    return Paper(kind, content)
            if "mimetype" in names and not any(name.startswith(("Basic/", "Scripts/")) for name in names):
                kind = _OPEN.get(packed.read("mimetype")[:100].decode("ascii", "replace").strip(), "")
                if kind:
                    return Paper(kind, content)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        pass
    raise NotKept(_KINDS)


def _text(content: bytes) -> Paper:
    """Plain words in UTF-8, without the characters that only programs write."""
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotKept(_KINDS) from None
    if any(ord(sign) < ord(" ") and sign not in "\t\r\n" for sign in words):
        raise NotKept(_KINDS)
    if words.lstrip()[:15].lower().startswith(("<!doctype", "<html", "<svg", "<?xml", "<script")):
        raise NotKept(_KINDS)
    return Paper("txt", words.encode())


_KINDS = _("Only pictures (JPEG, PNG, WebP), PDF, plain text and office files without macros can be kept.")
_BY_BEGINNING: Final[tuple[tuple[bytes, Callable[[bytes], Paper]], ...]] = (
    (b"\xff\xd8\xff", _picture),
    (b"\x89PNG\r\n", _picture),
    (b"RIFF", _picture),
    (b"%PDF-", _pdf),
    (b"PK\x03\x04", _packed),
)
