"""Keeping the ready answers and the flag words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.helpline import access
from qorgan.helpline.events import FlagWordKept, ReplyKept
from qorgan.helpline.models import FlagWord, Reply
from qorgan.journal.actions import action, record

SHORTEST_STEM = 3


@action(access.REPLY_MANAGE)
def keep_reply(*, by: Principal, reply: Reply | None, key: str, group: str, texts: Any, is_active: bool) -> Reply:
    """Makes or changes a ready answer."""
    if Reply.objects.filter(key=key).exclude(pk=reply.pk if reply else uuid7()).exists():
        raise RuleBroken(_("Another ready answer has this name."), field="key")
    kept = reply or Reply()
    kept.key, kept.group, kept.texts, kept.is_active = key, group, texts, is_active
    kept.save()
    record(ReplyKept(subject=kept.id, is_active=is_active), by=by)
    return kept


@action(access.FLAGWORD_MANAGE)
def keep_flag_word(*, by: Principal, flag_word: FlagWord | None, words: str, reason: str, language: str, is_active: bool) -> FlagWord:
    """Makes or changes a flag word. One that is put aside stays in the list, with its history."""
    parts = words.casefold().split()
    if any(len(part.lstrip("=")) < SHORTEST_STEM for part in parts):
        raise RuleBroken(_("A stem has at least three letters."), field="words")
    twin = FlagWord.objects.filter(language=language, reason=reason, words=parts)
    if twin.exclude(pk=flag_word.pk if flag_word else uuid7()).exists():
        raise RuleBroken(_("These words are in the list already."), field="words")
    names = FlagWord.objects.filter(reason=reason).values_list("reason_names", flat=True).first()
    kept = flag_word or FlagWord()
    kept.words, kept.reason, kept.language, kept.is_active, kept.reason_names = parts, reason, language, is_active, names
    kept.save()
    record(FlagWordKept(subject=kept.id, reason=reason, language=language, is_active=is_active), by=by)
    return kept
