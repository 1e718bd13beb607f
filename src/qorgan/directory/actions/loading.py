"""The country pack's lists enter the directory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qorgan.access.principal import Principal
from qorgan.directory.access import SERVICE_MANAGE
from qorgan.directory.events import TERMS, TermsLoaded
from qorgan.directory.models import Limit, TaxonomyTerm
from qorgan.journal.actions import action, record


@action(SERVICE_MANAGE)
def load_terms(
    *, by: Principal, terms: Sequence[Mapping[str, Any]] = (), limits: Sequence[Mapping[str, Any]] = ()
) -> int:  # fmt: skip
    """Brings terms and limits to what the pack says; only those that differ are given, parents before their children.

    A term's parent is named by its code within the same list.
    """
    for row in terms:
        facts = dict(row)
        taxonomy, code, parent = facts.pop("taxonomy"), facts.pop("code"), facts.pop("parent")
        above = TaxonomyTerm.objects.get(taxonomy=taxonomy, code=parent) if parent else None
        TaxonomyTerm.objects.update_or_create(taxonomy=taxonomy, code=code, defaults={**facts, "parent": above})
    for row in limits:
        facts = dict(row)
        key, valid_from = facts.pop("key"), facts.pop("valid_from")
        Limit.objects.update_or_create(key=key, valid_from=valid_from, defaults=facts)
    record(TermsLoaded(subject=TERMS, terms=len(terms) + len(limits)), by=by)
    return len(terms) + len(limits)
