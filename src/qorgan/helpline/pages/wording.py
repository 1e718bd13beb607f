"""Ready answers and flag words: lists that the head of the line keeps."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from qorgan.helpline import access
from qorgan.helpline.actions.wording import keep_flag_word, keep_reply
from qorgan.helpline.forms import KeepFlagWord, KeepReply
from qorgan.helpline.models import FlagWord, Reply
from qorgan.texts.languages import codes, own_name
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb
from qorgan.ui.tables import ChoiceFilter, Column, Kind, Table, YesNoFilter

BOTH = ("GET", "POST")


class ReplyTable(Table):
    """Ready answers."""

    key = "helpline.replies"
    title = _("Ready answers")
    order = "key"
    columns = (
        Column(
            "key",
            _("Name"),
            value=lambda row: format_html("<code>{}</code>", row.key),
            kind=Kind.HTML,
            sort=("key",),
            is_lead=True,
            link=lambda row: reverse("reply_edit", args=[row.ref]),
        ),
        Column("group", _("Group"), value=lambda row: format_html("<code>{}</code>", row.group), kind=Kind.HTML, sort=("group",)),
        Column("text", _("Text"), value=lambda row: row.texts),
        Column("is_active", _("State"), value=lambda row: _("in use") if row.is_active else _("put aside")),
    )
    filters = (YesNoFilter("is_active", _("In use")),)


class FlagWordTable(Table):
    """Words that raise a conversation."""

    key = "helpline.flagwords"
    title = _("Flag words")
    order = "reason"
    columns = (
        Column(
            "words",
            _("Words"),
            value=lambda row: " ".join(row.words),
            is_lead=True,
            link=lambda row: reverse("flag_word_edit", args=[row.ref]),
        ),
        Column("reason", _("Reason"), value=lambda row: row.reason_names, sort=("reason",)),
        Column("language", _("Language"), value=lambda row: own_name(row.language), sort=("language",)),
        Column("is_active", _("State"), value=lambda row: _("in use") if row.is_active else _("put aside")),
    )
    filters = (
        ChoiceFilter("language", _("Language"), choices=lambda _by: [(code, own_name(code)) for code in codes()]),
        ChoiceFilter("reason", _("Reason"), choices=lambda _by: _reasons()),
        YesNoFilter("is_active", _("In use")),
    )


_LISTS = {"helpline.replies": "replies", "helpline.flagwords": "flag_words"}
"""The page of each list."""


def _reasons() -> list[tuple[str, Any]]:
    return [(row.reason, str(row.reason_names)) for row in FlagWord.objects.order_by("reason").distinct("reason")]


@page(needs=access.REPLY_MANAGE)
def replies(request: PageRequest) -> HttpResponse:
    """The ready answers."""
    return _list(request, ReplyTable(Reply.objects.all(), request), reverse("reply_new"), _("New ready answer"))


@page(needs=access.FLAGWORD_MANAGE)
def flag_words(request: PageRequest) -> HttpResponse:
    """The flag words."""
    return _list(request, FlagWordTable(FlagWord.objects.all(), request), reverse("flag_word_new"), _("New flag word"))


def _list(request: PageRequest, table: Table, new: str, verb: Any) -> HttpResponse:
    if table.is_export:
        return table.exported()
    return render(request, "helpline/wording.html", {"table": table, "new": new, "verb": verb}, partials=(table.id,))


@page(needs=access.REPLY_MANAGE, methods=BOTH)
def reply_edit(request: PageRequest, ref: str = "") -> HttpResponse:
    """One ready answer, in every language."""
    reply = _found(Reply, ref)
    initial = {"key": reply.key, "group": reply.group, "texts": reply.texts, "is_active": reply.is_active} if reply else {}
    form = KeepReply(request.POST or None, initial=initial)
    return _edit(request, form, keep_reply, ReplyTable, _("Ready answer") if reply else _("New ready answer"), reply=reply)


@page(needs=access.FLAGWORD_MANAGE, methods=BOTH)
def flag_word_edit(request: PageRequest, ref: str = "") -> HttpResponse:
    """One flag word or phrase."""
    word = _found(FlagWord, ref)
    initial = (
        {"words": " ".join(word.words), "reason": word.reason, "language": word.language, "is_active": word.is_active} if word else {}
    )
    form = KeepFlagWord(request.POST or None, initial=initial, reasons=_reasons())
    return _edit(request, form, keep_flag_word, FlagWordTable, _("Flag word") if word else _("New flag word"), flag_word=word)


def _found(model: Any, ref: str) -> Any:
    if not ref:
        return None
    row = model.objects.filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def _edit(request: PageRequest, form: Any, action: Any, of: type[Table], title: Any, **given: Any) -> HttpResponse:
    back = reverse(_LISTS[of.key])
    if form.is_bound and form.is_valid():
        where = form.perform(action, by=request.by, then=back, **given)
        if where:
            return redirect(where)
    context = {"form": form, "title": title, "back": back, "crumbs": [Crumb(of.title, back), Crumb(title)]}
    return render(request, "helpline/wording_edit.html", context, status=422 if form.is_bound else 200)
