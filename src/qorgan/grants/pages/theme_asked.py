"""A body is asked, and answers: through a one-time link with a second factor, in three languages, or signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.grants import access
from qorgan.grants import theme_rules as rules
from qorgan.grants.actions import ask_body, comment_as_body, comment_theme, decide_theme, open_asked_document
from qorgan.grants.actions.theme import LABELS, papers_of, text_of
from qorgan.grants.actions.theme_approval import Asked, answers_for
from qorgan.grants.models import ThemeApproval
from qorgan.grants.pages.theme import address_of, articles_of, crumbs_of, sent, texts_of
from qorgan.grants.pages.theme_list import decision_tag
from qorgan.grants.queries import theme_pages as queries
from qorgan.grants.theme_described import differences
from qorgan.grants.theme_forms import AskBody, DecideTheme, WriteComment
from qorgan.grants.theme_pack import themes as pack
from qorgan.notices.links import bearer_of, take_pass
from qorgan.texts import languages
from qorgan.ui.pages import PUBLIC, PageRequest, page, render
from qorgan.ui.pieces import Crumb

DECIDE, WRITE, OPEN = "decide", "write", "open"


@page(needs=access.THEME_DRAFT, methods=("GET", "POST"))
def theme_ask(request: PageRequest, ref: str) -> HttpResponse:
    """Which organisation is the body, and how it comes in. The code of its link is shown once, on the page that answers."""
    by = request.by
    found = queries.approval(by, ref)
    theme = queries.own_theme(by, found.theme.ref)
    body = pack().body(found.body)
    organisations = queries.bodies_to_choose(body.kinds if body else ())
    initial = {"organisation": found.organisation.ref} if found.organisation else {}
    form = AskBody(request.POST or None, organisations=organisations, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            with acting(by):
                made = ask_body(by=by, approval=found, **form.command())
        except RuleBroken as broken:
            form.show(broken)
        else:
            return _asked(request, made)
    title = gettext("Ask: %(body)s") % {"body": found.names}
    context = {"form": form, "title": title, "verb": _("Ask"), "back": address_of(theme), "crumbs": crumbs_of(theme, Crumb(title)),
               "notes": [], "tone": "primary", "is_nobody": not organisations}  # fmt: skip
    return render(request, "grants/theme_form.html", context, status=422 if form.is_bound else 200)


def _asked(request: PageRequest, made: Asked) -> HttpResponse:
    theme, title = made.approval.theme, _("The body was asked")
    context = {"theme": theme, "asked": made, "back": address_of(theme), "crumbs": crumbs_of(theme, Crumb(title)), "title": title}
    return private(render(request, "grants/theme_body_asked.html", context))


@page(needs=access.THEME_READ, methods=("GET", "POST"))
def theme_comment(request: PageRequest, ref: str) -> HttpResponse:
    """The drafting side, or a body that is signed in, writes to the other."""
    by = request.by
    found = queries.approval(by, ref)
    theme = queries.theme(by, found.theme.ref)
    if theme.organisation_id not in by.organisations and not answers_for(by, found):
        raise Refused("approval")
    back = address_of(theme) if theme.organisation_id in by.organisations else reverse("theme_asked", args=[found.ref])
    form = WriteComment(request.POST or None)
    if form.is_bound and form.is_valid():
        where = form.perform(comment_theme, by=by, then=back, approval=found)
        if where:
            return redirect(where)
    title = gettext("Write to: %(body)s") % {"body": found.names}
    context = {"form": form, "title": title, "verb": _("Send"), "back": back, "crumbs": crumbs_of(theme, Crumb(title)), "notes": [],
               "tone": "primary"}  # fmt: skip
    return render(request, "grants/theme_form.html", context, status=422 if form.is_bound else 200)


@page(needs=access.APPROVAL_DECIDE, methods=("GET", "POST"))
def theme_asked(request: PageRequest, ref: str) -> HttpResponse:
    """What the reader's own body was asked, read and answered by somebody who is signed in."""
    found = queries.asked(request.by).filter(ref=ref).first()
    if found is None:
        raise Refused("approval")
    return answered_by(request, request.by, found, template="grants/theme_asked.html")


@page(needs=PUBLIC, methods=("GET", "POST"), is_outside=True)
def theme_answer(request: PageRequest) -> HttpResponse:
    """The same through a one-time link. Whoever has no pass reads that the page opens by the link alone."""
    with reading(Principal.nobody()):
        by = bearer_of(request)
    if by is None or not by.may(access.APPROVAL_DECIDE):
        return _shut(request)
    with reading(by):
        rows = ThemeApproval.objects.visible_to(by).select_related("theme", "version", "organisation")
        found = rows.filter(pk=by.bearer_of).first()
    if found is None:
        return _shut(request)
    with acting(by):
        response = answered_by(request, by, found, template="grants/theme_answer.html")
    if response.status_code == 200 and request.POST.get("do") == DECIDE:
        with acting(by):
            take_pass(request, response)
    return private(response)


def _shut(request: PageRequest) -> HttpResponse:
    return private(render(request, "grants/theme_answer.html", {"approval": None}, status=404))


def private(response: HttpResponse) -> HttpResponse:
    """Nothing of it stays in a cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


def answered_by(request: PageRequest, by: Principal, found: ThemeApproval, *, template: str) -> HttpResponse:
    """Shows a body what it was asked, gives it the papers, and takes its words and its answer."""
    asked = request.POST.get("do", "")
    if asked == OPEN:
        document = queries.document(by, request.POST.get("paper", ""))
        return sent(document, open_asked_document(by=by, document=document))
    decide = DecideTheme(request.POST if asked == DECIDE else None, request.FILES if asked == DECIDE else None)
    write = WriteComment(request.POST if asked == WRITE else None, auto_id="write_%s")
    is_done = decide.is_bound and decide.is_valid() and _did(decide, decide_theme, by, found)
    if write.is_bound and write.is_valid() and _did(write, comment_as_body, by, found):
        return redirect(request.path)
    context = {**_shown(by, found, is_done=is_done), "decide": decide, "write": write, "here": request.path, "asked": asked}
    refused = (decide.is_bound or write.is_bound) and not is_done
    return render(request, template, context, status=422 if refused else 200)


def _did(form: Any, act: Any, by: Principal, found: ThemeApproval) -> bool:
    """Whether it was done; where a rule was broken the form shows it."""
    try:
        act(by=by, approval=found, **form.command())
    except RuleBroken as broken:
        form.show(broken)
        return False
    return True


def _shown(by: Principal, found: ThemeApproval, *, is_done: bool) -> dict[str, Any]:
    """What the body reads: the version, what changed since the one before, its own exchange."""
    theme, version = found.theme, found.version
    known = queries.versions(by, theme)
    before = next((one for one in known if one.number < version.number), None)
    own = next(one for one in queries.said_by_bodies(by, theme, version.number) if one.approval.pk == found.pk)
    state = queries.state_for_body(theme)
    return {
        "approval": own.approval, "theme": theme, "version": version, "texts": texts_of(version), "articles": articles_of(version),
        "papers": papers_of(by, theme, version.number), "said": own, "is_done": is_done,
        "decision": decision_tag(own.approval.decision),
        "before": before, "back": reverse("themes_asked"),
        "changed": [
            (LABELS[one.name], languages.own_name(one.language), one.language, one.pieces)
            for one in (differences(text_of(before), text_of(version)) if before else [])
        ],
        "may_decide": not is_done and rules.may_decide(
            state=state, version=theme.version, of_version=version.number, decision=own.approval.decision
        ),
    }  # fmt: skip
