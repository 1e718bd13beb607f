"""A theme is drafted, changed, given papers, submitted to the bodies, taken back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any, BinaryIO, Final
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.grants import access
from qorgan.grants import theme_rules as rules
from qorgan.grants.actions.theme_links import end_links
from qorgan.grants.choices import ThemeState
from qorgan.grants.events import (
    ApprovalsFell,
    ThemeChanged,
    ThemeDocumentAdded,
    ThemeDocumentOpened,
    ThemeDocumentRemoved,
    ThemeDrafted,
    ThemeSubmitted,
    ThemeWithdrawn,
)
from qorgan.grants.models import Theme, ThemeApproval, ThemeDocument, ThemeVersion
from qorgan.grants.models.theme import APPROVAL_SCOPE, THEME_SCOPE
from qorgan.grants.queries.theme import said_of, state_of
from qorgan.grants.theme_described import TEXTS, Origin, ThemeText, digest_of
from qorgan.grants.theme_pack import Body
from qorgan.grants.theme_pack import themes as pack
from qorgan.journal.actions import action, record
from qorgan.texts import languages
from qorgan.vault.choices import Scan
from qorgan.vault.files import open_file, seal_file
from qorgan.vault.keys import new_key
from qorgan.vault.papers import LARGEST, NotKept, made_anew
from qorgan.vault.scanning import scan

MOST_PAPERS = 20


@action(access.THEME_DRAFT)
def draft_theme(*, by: Principal, text: ThemeText, origin: Origin) -> Theme:
    """Begins a theme of the own organisation. Raises RuleBroken without an origin, without its source, for an unknown article."""
    _must_be_origin(origin)
    _must_be_articles(text)
    made = Theme(
        number=_next_number(), organisation_id=_house(by), title=text.title, origin_kind=origin.kind, origin_ref=origin.ref,
        origin_id=origin.id, origin_words=origin.words, origin_source=origin.source.strip(), origin_on=origin.on, drafted_by=by.account,
    )  # fmt: skip
    new_key(subject=made.pk, scope=THEME_SCOPE)
    made.save(force_insert=True)
    _write(ThemeVersion(theme=made, number=1, saved_by=by.account), text).save(force_insert=True)
    record(ThemeDrafted(subject=made.pk, organisation=made.organisation_id, origin=origin.kind or "other"), by=by, about=about(made))
    return made


@action(access.THEME_DRAFT)
def change_theme(*, by: Principal, theme: Theme, text: ThemeText, reason: str = "") -> Theme:
    """Gives a theme other words. A submitted version stays as it is: a new one begins, and every approval falls with it.

    Raises RuleBroken where the theme is finished, where nothing differs, and without a reason once a version was submitted.
    """
    held, state = locked(by, theme)
    _must(rules.may_edit(state), _("This theme is finished. Draft another one."))
    _must_be_articles(text)
    version = _newest(by, held)
    changed = tuple(name for name in (*TEXTS, "articles") if _value(version, name) != _value(text, name))
    if not changed:
        raise RuleBroken(_("Nothing was changed."))
    version = _write(_open_version(by, held, version, state, reason), text)
    version.save()
    if held.submitted == 0:
        held.title = text.title
        held.save(update_fields=["title"])
    record(ThemeChanged(subject=held.pk, version=version.number, fields=changed), by=by)
    return held


@action(access.THEME_DRAFT)
def submit_theme(*, by: Principal, theme: Theme) -> Theme:
    """Gives the newest version to every body that is needed today. Raises RuleBroken where something is missing."""
    held, state = locked(by, theme)
    _must(rules.may_submit(version=held.version, submitted=held.submitted, state=state), _("There is nothing new to submit."))
    version, today = _newest(by, held), timezone.localdate()
    bodies = pack().needed(today)
    for problem in lacks(version, bodies):
        raise RuleBroken(problem)
    earlier = _organisations_asked(by, held)
    version.submitted_at, version.submitted_by = timezone.now(), by.account
    version.digest = digest_of(text_of(version), papers_of(by, held, version.number).values_list("sha256", flat=True))
    version.save()
    held.submitted, held.title = version.number, version.title
    held.save(update_fields=["submitted", "title"])
    for place, body in enumerate(bodies, 1):
        _ask_about(held, version, place, body, earlier.get(body.key))
    record(
        ThemeSubmitted(
            subject=held.pk, version=version.number, digest=version.digest[:16], bodies=tuple(body.key for body in bodies)
        ), by=by, about=about(held),
    )  # fmt: skip
    return held


def _ask_about(theme: Theme, version: ThemeVersion, place: int, body: Body, organisation: UUID | None) -> None:
    made = ThemeApproval(
        theme=theme, version=version, body=body.key, names=body.names, place_in_list=place, organisation_id=organisation,
        keeper_id=theme.organisation_id,
    )  # fmt: skip
    new_key(subject=made.pk, scope=APPROVAL_SCOPE)
    made.save(force_insert=True)


@action(access.THEME_DRAFT)
def withdraw_theme(*, by: Principal, theme: Theme) -> Theme:
    """Takes a theme back: no link opens it any more, and no call may be opened."""
    held, state = locked(by, theme)
    _must(rules.may_withdraw(state), _("This theme was withdrawn."))
    held.withdrawn_at = timezone.now()
    held.save(update_fields=["withdrawn_at"])
    end_links(held)
    record(ThemeWithdrawn(subject=held.pk), by=by, about=about(held))
    return held


@action(access.THEME_DRAFT)
def add_theme_document(*, by: Principal, theme: Theme, file: BinaryIO, name: str, reason: str = "") -> ThemeDocument:
    """Adds a paper to the newest version, which begins anew where it was submitted. Raises NotKept for a content that is refused."""
    held, state = locked(by, theme)
    _must(rules.may_edit(state), _("This theme is finished. Draft another one."))
    version = _open_version(by, held, _newest(by, held), state, reason)
    version.save()
    if papers_of(by, held, version.number).count() >= MOST_PAPERS:
        raise RuleBroken(_("This theme holds 20 papers already."), field="file")
    return keep_paper(by, held, version.number, file, name=name)


@action(access.THEME_DRAFT)
def remove_theme_document(*, by: Principal, document: ThemeDocument, reason: str = "") -> ThemeDocument:
    """Takes a paper out of the theme from the newest version on; what was submitted with it keeps it."""
    held, state = locked(by, document.theme)
    kept = ThemeDocument.objects.visible_to(by).select_for_update(of=("self",)).get(pk=document.pk)
    _must(rules.may_edit(state) and kept.until_version is None and kept.approval_id is None, _("This paper stays."))
    version = _open_version(by, held, _newest(by, held), state, reason)
    version.save()
    kept.until_version = version.number
    kept.save(update_fields=["until_version"])
    record(ThemeDocumentRemoved(subject=held.pk, document=kept.pk), by=by)
    return kept


def keep_paper(
    by: Principal, theme: Theme, version: int, file: BinaryIO, *, name: str, approval: ThemeApproval | None = None
) -> ThemeDocument:
    """Seals a paper under the theme's key, a body's letter under the approval's, and writes it down."""
    content = file.read(LARGEST + 1)
    if scan(content) == Scan.FOUND:
        raise NotKept(_("The scanner found something harmful in this file. It was not kept."))
    paper = made_anew(content)
    seals = approval.pk if approval else theme.pk
    made = ThemeDocument(
        id=uuid7(), theme=theme, approval=approval, sealed_by=seals, from_version=version, kind=paper.kind, size=len(paper.content),
        file_id=seal_file(subject=seals, source=io.BytesIO(paper.content)).id, sha256=sha256(paper.content).hexdigest(),
        added_by=by.account_id,
    )  # fmt: skip
    bare = name.replace("\\", "/").rsplit("/", 1)[-1].strip() or str(_("document"))
    made.name = f"{bare.rsplit('.', 1)[0][:180]}.{paper.kind}"
    made.save(force_insert=True)
    mentioned = (approval.pk,) if approval else ()
    record(ThemeDocumentAdded(subject=theme.pk, document=made.pk, kind=paper.kind), by=by, about=mentioned)
    return made


@action(access.THEME_READ)
def open_theme_document(*, by: Principal, document: ThemeDocument) -> bytes:
    """The content of a paper, for whoever knows the theme."""
    return opened(by, document)


@action(access.APPROVAL_DECIDE)
def open_asked_document(*, by: Principal, document: ThemeDocument) -> bytes:
    """The same for a body, which may come through its link."""
    return opened(by, document)


def opened(by: Principal, document: ThemeDocument) -> bytes:
    """Reads a paper and writes down that it was opened."""
    with open_file(document.file_id) as stream:
        content = stream.read()
    record(ThemeDocumentOpened(subject=document.theme_id, document=document.pk), by=by)
    return content


def locked(by: Principal, theme: Theme) -> tuple[Theme, ThemeState]:
    """The theme as it stands now, held until the transaction ends, and its state. Raises Refused for one of another organisation."""
    found = Theme.objects.visible_to(by).select_for_update().filter(pk=theme.pk, organisation__in=by.organisations).first()
    if found is None:
        raise Refused("theme")
    return found, state_of(found, said_of(by, [found])[found.pk])


LABELS: Final = {
    "title": _("Title"), "need": _("Why it is needed"), "aims": _("What is to be reached"), "results": _("Expected results"),
}  # fmt: skip


def lacks(version: ThemeVersion, bodies: Sequence[Body]) -> list[str]:
    """What must still be done before a version can be submitted, in words."""
    missing = []
    for name, label in LABELS.items():
        lacking = ", ".join(languages.own_name(code) for code in getattr(version, name).missing())
        if lacking:
            missing.append(gettext("%(what)s: not written in %(languages)s.") % {"what": label, "languages": lacking})
    if not version.articles:
        missing.append(gettext("Choose at least one article of the Convention."))
    if not bodies:
        missing.append(gettext("The country pack names no body that approves themes."))
    return missing


def text_of(version: ThemeVersion) -> ThemeText:
    """The words of a version as a value."""
    return ThemeText(**{name: getattr(version, name) for name in TEXTS}, articles=tuple(version.articles))


def papers_of(by: Principal, theme: Theme, version: int) -> Any:
    """The papers of a version of a theme, bodies' letters left out."""
    rows = ThemeDocument.objects.visible_to(by).filter(theme=theme, approval=None, from_version__lte=version)
    return rows.filter(Q(until_version=None) | Q(until_version__gt=version)).order_by("added_at", "pk")


def about(theme: Theme) -> tuple[UUID, ...]:
    """Under which other records an entry is found too: what the theme comes from."""
    return (theme.origin_id,) if theme.origin_id else ()


def _newest(by: Principal, theme: Theme) -> ThemeVersion:
    found: ThemeVersion = ThemeVersion.objects.visible_to(by).get(theme=theme, number=theme.version)
    return found


def _open_version(by: Principal, theme: Theme, version: ThemeVersion, state: ThemeState, reason: str) -> ThemeVersion:
    """The draft that may be written into: the newest version, or a new one after it where that was submitted."""
    if version.submitted_at is None:
        version.saved_by, version.saved_at = by.account, timezone.now()
        version.reason = reason.strip() or version.reason
        return version
    if not reason.strip():
        raise RuleBroken(_("Write why the theme is changed: the bodies read it."), field="reason")
    fallen = sorted(rules.approved_by(version=version.number, said=said_of(by, [theme])[theme.pk]))
    theme.version = version.number + 1
    theme.save(update_fields=["version"])
    end_links(theme)
    if fallen:
        record(ApprovalsFell(subject=theme.pk, version=version.number, bodies=tuple(fallen)), by=by, about=about(theme))
    opened = ThemeVersion(theme=theme, number=theme.version, saved_by=by.account, reason=reason.strip())
    return _write(opened, text_of(version))


def _write(version: ThemeVersion, text: ThemeText) -> ThemeVersion:
    for name in TEXTS:
        setattr(version, name, getattr(text, name))
    version.articles = list(text.articles)
    return version


def _value(of: Any, name: str) -> Any:
    return tuple(of.articles) if name == "articles" else getattr(of, name)


def _organisations_asked(by: Principal, theme: Theme) -> dict[str, UUID]:
    """Which organisation was each body at the earlier submission, so that nobody chooses it twice."""
    rows = ThemeApproval.objects.visible_to(by).filter(theme=theme, organisation__isnull=False).order_by("version__number")
    return dict(rows.values_list("body", "organisation"))


def _must(allowed: bool, words: Any) -> None:
    if not allowed:
        raise RuleBroken(words)


def _must_be_origin(origin: Origin) -> None:
    if not origin.words:
        raise RuleBroken(_("Say where the theme comes from."), field="origin")
    if not origin.kind and not origin.source.strip():
        raise RuleBroken(_("Name the source: a paper, a meeting, a day."), field="origin_source")
    if origin.on and origin.on > _today():
        raise RuleBroken(_("This day has not come yet."), field="origin_on")


def _must_be_articles(text: ThemeText) -> None:
    if not text.title:
        raise RuleBroken(_("Give the theme a title."), field="title")
    if len(set(text.articles)) != len(text.articles) or any(pack().article(code) is None for code in text.articles):
        raise RuleBroken(_("Choose from the list."), field="articles")


def _today() -> date:
    return timezone.localdate()


def _house(by: Principal) -> UUID:
    found = next(iter(sorted(by.organisations)), None)
    if found is None:
        raise Refused("organisation")
    return found


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('grants_theme_number')")
        return int(cursor.fetchone()[0])
