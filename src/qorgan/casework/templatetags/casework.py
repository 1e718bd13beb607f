"""Words for ids and codes on the page of a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from qorgan.casework.choices import TaskState
from qorgan.casework.models import Task
from qorgan.texts.dates import moment
from qorgan.ui.templatetags.ui import tag

register = template.Library()
SOON = timedelta(days=1)
"""How long before its limit a task is marked as pressing."""


@register.filter
def named(key: Any, names: Mapping[Any, str]) -> str:
    """The words for an id or a code: `{{ task.assignee|named:names }}`; nothing for nobody, a code itself where it has no words."""
    return names.get(key, key if isinstance(key, str) else "") if key else ""


@register.filter
def called(task: Task) -> str:
    """What a task asks for: its own words, otherwise those of its kind."""
    return task.what or str(task.get_kind_display())


@register.simple_tag
def due_tag(task: Task) -> SafeString:
    """Until when a task is to be done, or how it ended and when, as a tag; a limit that has passed says so in a word too."""
    if task.ended_at is not None:
        return tag("ok" if task.state == TaskState.DONE else "", f"{task.shown_state} {moment(task.ended_at)}", "")
    if task.is_overdue:
        return tag("danger", f"{task.shown_state} {moment(task.due_at)}", "alarm")
    return tag("warn" if task.due_at - timezone.now() < SOON else "", moment(task.due_at), "hourglass")
