"""Words for ids and codes on the page of a case."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django import template

from qorgan.casework import codes

register = template.Library()


@register.filter
def named(account: UUID | None, names: Mapping[UUID, str]) -> str:
    """The name of a colleague: `{{ task.assignee|named:names }}`; nothing for one that is not known."""
    return names.get(account, "") if account else ""


@register.filter
def service_kind(kind: str) -> str:
    """The words for a kind of service; the code itself for one that the country pack does not know."""
    return codes.name("service_kinds", kind)
