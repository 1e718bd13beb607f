"""Words for ids and codes on the page of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def named(key: Any, names: Mapping[Any, str]) -> str:
    """The words for an id or a code: `{{ task.assignee|named:names }}`; nothing for nobody, a code itself where it has no words."""
    return names.get(key, key if isinstance(key, str) else "") if key else ""
