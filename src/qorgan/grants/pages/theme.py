"""One theme: its words, what bodies said, its papers and versions; and what its keeper does with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import Refused
from qorgan.grants import access
from qorgan.grants import theme_rules as rules
from qorgan.grants.actions import (
    add_theme_document,
    change_theme,
    open_theme_document,
    remove_theme_document,
    submit_theme,
    withdraw_theme,
)
from qorgan.grants.actions.theme import LABELS, lacks, papers_of, text_of
from qorgan.grants.models import Theme, ThemeDocument, ThemeVersion
from qorgan.grants.pages.theme_list import address_of, all_themes, decision_tag, state_tag
from qorgan.grants.queries import theme_pages as queries
from qorgan.grants.queries.theme import said_of, state_of
from qorgan.grants.slots import THEME
from qorgan.grants.theme_described import TEXTS, differences
from qorgan.grants.theme_forms import AddPaper, ChangeTheme, RemovePaper, Sure
from qorgan.grants.theme_pack import Article
from qorgan.grants.theme_pack import themes as pack
from qorgan.texts import languages
from qorgan.ui import references
from qorgan.ui.forms import Form
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb
from qorgan.vault.papers import MEDIA_TYPES


def crumbs_of(theme: Theme, *more: Crumb) -> list[Crumb]:
    """The way to a theme, and further."""
    return [all_themes(), Crumb(str(theme), address_of(theme) if more else ""), *more]


def articles_of(version: ThemeVersion) -> list[Article | str]:
    """The articles in their order; a code that the pack no longer has stands as it is."""
    return [pack().article(code) or code for code in version.articles]


def texts_of(version: ThemeVersion) -> list[tuple[Any, Any]]:
    """The words of a version with their headings, the title left out."""
    return [(LABELS[name], getattr(version, name)) for name in TEXTS if name != "title"]


@page(needs=access.THEME_READ)
def theme(request: PageRequest, ref: str) -> HttpResponse:
    """The page of a theme; rooms above and calls hang their panels here."""
    by = request.by
    found = queries.theme(by, ref)
    known = queries.versions(by, found)
    shown, state = known[0], state_of(found, said_of(by, [found])[found.pk])
    is_own = by.may(access.THEME_DRAFT) and found.organisation_id in by.organisations
    bodies = [
        (one, decision_tag(one.approval.decision), is_own and one.approval.decision == "" and shown.number == found.submitted)
        for one in (queries.said_by_bodies(by, found, found.submitted) if found.submitted else [])
    ]
    return render(request, "grants/theme.html", {
        "theme": found, "crumbs": crumbs_of(found), "version": shown, "versions": known, "state": state_tag(state), "bodies": bodies,
        "texts": texts_of(shown), "articles": articles_of(shown), "papers": papers_of(by, found, shown.number),
        "origin": references.find(by, found.origin_kind, found.origin_ref), "history": queries.history(found) if is_own else [],
        "is_open": rules.may_open_calls(
            state, rules.approved_by(version=found.version, said=said_of(by, [found])[found.pk]),
            [body.key for body in pack().needed(timezone.localdate())],
        ), "may_edit": is_own and rules.may_edit(state), "may_withdraw": is_own and rules.may_withdraw(state),
        "may_submit": is_own and rules.may_submit(version=found.version, submitted=found.submitted, state=state),
        "may_write": is_own or by.may(access.APPROVAL_DECIDE), "panels": list(THEME(request, theme=found)),
    })  # fmt: skip


def asked(
    request: PageRequest, of: Theme, form: Form, act: Any, *, title: Any, verb: Any, notes: Sequence[Any] = (), tone: str = "primary",
    **given: Any,
) -> HttpResponse:  # fmt: skip
    """One form about one theme: the same page for every change."""
    if form.is_bound and form.is_valid():
        where = form.perform(act, by=request.by, then=address_of(of), **(given or {"theme": of}))
        if where:
            return redirect(where)
    context = {"form": form, "title": title, "verb": verb, "back": address_of(of), "crumbs": crumbs_of(of, Crumb(title)),
               "notes": notes, "tone": tone}  # fmt: skip
    return render(request, "grants/theme_form.html", context, status=422 if form.is_bound else 200)


APPROVALS_FALL = _("Every approval of this theme falls with a change, and no call can be opened until the bodies approve again.")


def _falls(theme: Theme) -> list[Any]:
    return [APPROVALS_FALL] if theme.submitted == theme.version else []


@page(needs=access.THEME_DRAFT, methods=("GET", "POST"))
def theme_change(request: PageRequest, ref: str) -> HttpResponse:
    """Other words."""
    found = queries.own_theme(request.by, ref)
    newest = queries.version(request.by, found, found.version)
    form = ChangeTheme(request.POST or None, version=newest, needs_reason=found.submitted > 0)
    return asked(request, found, form, change_theme, title=_("Change the theme"), verb=_("Keep the draft"), notes=_falls(found))


@page(needs=access.THEME_DRAFT, methods=("GET", "POST"))
def theme_submit(request: PageRequest, ref: str) -> HttpResponse:
    """The newest version goes to the bodies; what is missing is said before the button."""
    found = queries.own_theme(request.by, ref)
    bodies = pack().needed(timezone.localdate())
    missing = lacks(queries.version(request.by, found, found.version), bodies)
    names = ", ".join(str(body.names) for body in bodies)
    notes = missing or [_("It goes to: %(bodies)s. It cannot be changed afterwards; a change makes a new version.") % {"bodies": names}]
    return asked(request, found, Sure(request.POST or None), submit_theme, title=_("Submit the theme"), verb=_("Submit"), notes=notes)


@page(needs=access.THEME_DRAFT, methods=("GET", "POST"))
def theme_withdraw(request: PageRequest, ref: str) -> HttpResponse:
    """The theme is taken back."""
    found = queries.own_theme(request.by, ref)
    notes = [_("The links of the bodies open nothing any more, and no call can be opened. What was said stays.")]
    return asked(request, found, Sure(request.POST or None), withdraw_theme, title=_("Withdraw the theme"), verb=_("Withdraw"),
                 notes=notes, tone="danger")  # fmt: skip


@page(needs=access.THEME_READ)
def theme_version(request: PageRequest, ref: str, number: int) -> HttpResponse:
    """One version as it was, what changed since the one before, and what bodies said of it."""
    by = request.by
    found = queries.theme(by, ref)
    shown = queries.version(by, found, number)
    before = queries.version(by, found, number - 1) if number > 1 else None
    changed = [
        (LABELS[one.name], languages.own_name(one.language), one.language, one.pieces)
        for one in (differences(text_of(before), text_of(shown)) if before else [])
    ]
    title = _("Version %(number)s") % {"number": number}
    return render(request, "grants/theme_version.html", {
        "theme": found, "version": shown, "before": before, "title": title, "crumbs": crumbs_of(found, Crumb(title)),
        "changed": changed, "articles_changed": before is not None and before.articles != shown.articles,
        "articles": articles_of(shown), "articles_before": articles_of(before) if before else [], "texts": texts_of(shown),
        "papers": papers_of(by, found, number),
        "bodies": [(one, decision_tag(one.approval.decision), False) for one in queries.said_by_bodies(by, found, number)],
    })  # fmt: skip


@page(needs=access.THEME_DRAFT, methods=("GET", "POST"))
def theme_paper_new(request: PageRequest, ref: str) -> HttpResponse:
    """A paper is added."""
    found = queries.own_theme(request.by, ref)
    form = AddPaper(request.POST or None, request.FILES or None, needs_reason=found.submitted == found.version)
    return asked(request, found, form, add_theme_document, title=_("Add a paper"), verb=_("Add"), notes=_falls(found))


@page(needs=access.THEME_DRAFT, methods=("GET", "POST"))
def theme_paper_remove(request: PageRequest, ref: str) -> HttpResponse:
    """A paper leaves the newest version."""
    document = queries.document(request.by, ref)
    found = queries.own_theme(request.by, document.theme.ref)
    if document.approval_id is not None:
        raise Refused("document")
    form = RemovePaper(request.POST or None, needs_reason=found.submitted == found.version)
    return asked(request, found, form, remove_theme_document, title=_("Remove the paper"), verb=_("Remove"), notes=_falls(found),
                 tone="danger", document=document)  # fmt: skip


@page(needs=access.THEME_READ, methods=("POST",))
def theme_paper_open(request: PageRequest, ref: str) -> HttpResponse:
    """The content, as a download that no browser runs; by a form, because opening is written down."""
    document = queries.document(request.by, ref)
    return sent(document, open_theme_document(by=request.by, document=document))


def sent(document: ThemeDocument, content: bytes) -> HttpResponse:
    """A paper as a file."""
    answer = HttpResponse(content, content_type=MEDIA_TYPES[document.kind])
    answer["Content-Disposition"] = content_disposition_header(True, document.name) or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer
