"""Documents: made anew, scanned, sealed; opened with an entry; removed with the file."""

from __future__ import annotations

import io
from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.casework import access
from qorgan.casework.events import DocumentAdded, DocumentOpened, DocumentRemoved
from qorgan.casework.models import Case, Document
from qorgan.journal.actions import action, record
from qorgan.vault import papers
from qorgan.vault.choices import Scan
from qorgan.vault.files import open_file, remove_file, seal_file
from qorgan.vault.scanning import scan

MOST = 200
"""Documents of one case."""


@action(access.DOCUMENT_ADD)
def add_document(*, by: Principal, case: Case, file: BinaryIO, name: str, about: str = "") -> Document:
    """Keeps a document. Raises NotKept for a kind, a size or a content that is refused, also when the scanner found something."""
    if Document.objects.visible_to(by).filter(case=case, removed_at__isnull=True).count() >= MOST:
        raise RuleBroken(_("This case holds 200 documents already. Remove one that is not needed."), field="file")
    content = file.read(papers.LARGEST + 1)
    said = scan(content)
    if said == Scan.FOUND:
        raise papers.NotKept(_("The scanner found something harmful in this file. It was not kept."))
    paper = papers.made_anew(content)
    sealed = seal_file(subject=case.id, source=io.BytesIO(paper.content))
    document = Document.objects.create(
        case=case,
        file_id=sealed.id,
        name=_named(name, paper.kind),
        about=about.strip() or None,
        kind=paper.kind,
        size=len(paper.content),
        scan=said,
        added_at=timezone.now(),
        added_by=by.account,
    )
    record(DocumentAdded(subject=case.id, document=document.id, kind=paper.kind, scan=str(said)), by=by, about=(document.id,))
    return document


def _named(name: str, kind: str) -> str:
    """The given name without a path and with the ending that the content has."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1].strip() or str(_("document"))
    stem = bare.rsplit(".", 1)[0] if "." in bare else bare
    return f"{stem[:180]}.{kind}"


@action(access.CASE_READ)
def open_document(*, by: Principal, document: Document) -> bytes:
    """The content, for whoever may know the case; that it was opened stands in the history. Raises RuleBroken for a removed one."""
    if document.file_id is None:
        raise RuleBroken(_("This document was removed."))
    with open_file(document.file_id) as stream:
        content = stream.read()
    record(DocumentOpened(subject=document.case_id, document=document.id), by=by, about=(document.id,))
    return content


@action(access.DOCUMENT_ADD)
def remove_document(*, by: Principal, document: Document) -> Document:
    """Takes the file off the disk; that there was one, and who removed it, stays."""
    kept = Document.objects.visible_to(by).select_for_update().get(pk=document.pk)
    if kept.file_id is None:
        raise RuleBroken(_("This document was removed."))
    if kept.added_by != by.account_id and not by.may(access.CASE_OVERSEE):
        raise RuleBroken(_("Only who added a document, or a supervisor, removes it."))
    gone, kept.file_id = kept.file_id, None
    kept.removed_at, kept.removed_by = timezone.now(), by.account_id
    kept.save()
    remove_file(gone)
    record(DocumentRemoved(subject=kept.case_id, document=kept.id), by=by, about=(kept.id,))
    return kept
