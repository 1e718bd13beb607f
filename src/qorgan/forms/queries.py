"""What other rooms and our screens read of forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import once
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.forms.comparing import field_changes
from qorgan.forms.definition import Node, in_words
from qorgan.forms.models import FormDefinition, FormVersion
from qorgan.forms.sealing import sealed_names


def current_version(key: str) -> FormVersion:
    """The version of a form that is filled in now. Raises RuleBroken while none is published."""
    version = once(("forms.current", key), FormVersion.objects.in_use().filter(definition__key=key).order_by("-number").first)
    if version is None:
        raise RuleBroken(_("This form is not published yet."))
    return version


@dataclass(frozen=True, slots=True)
class FormRow:
    """A line of the list of forms: the version in use and the draft that waits, if there are such."""

    definition: FormDefinition
    current: FormVersion | None
    draft: FormVersion | None
    count: int


def form_rows(by: Principal) -> list[FormRow]:
    """All forms, by key; two queries however many there are."""
    versions: dict[object, list[FormVersion]] = {}
    for version in FormVersion.objects.order_by("-number"):
        versions.setdefault(version.definition_id, []).append(version)
    return [
        FormRow(
            definition=definition,
            current=next((v for v in found if v.is_published and not v.is_retired), None),
            draft=next((v for v in found if not v.is_published), None),
            count=len(found),
        )
        for definition in FormDefinition.objects.order_by("key")
        for found in (versions.get(definition.pk, []),)
    ]


def versions_of(key: str) -> QuerySet[FormVersion]:
    """All versions of a form, the newest first, with their definition."""
    return FormVersion.objects.filter(definition__key=key).select_related("definition").order_by("-number")


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A line of the table of questions: what the author declared about it."""

    node: Node
    label: str
    depth: int
    is_sealed: bool


def described(version: FormVersion) -> dict[str, Any]:
    """A version's questions, and what it changes against the version in use before it (`base`, None for the first)."""
    form, language = version.form, get_language() or ""
    sealed = sealed_names(form)
    base = (
        FormVersion.objects.in_use().filter(definition=version.definition_id, number__lt=version.number)
        .order_by("-number").first()
    )  # fmt: skip
    rows = [
        QuestionRow(node, in_words(node.label, language, form.languages), len(form.parents[node.name]),
                    node.name in sealed)
        for node in form.walk()
    ]  # fmt: skip
    changes = field_changes(base.form, form) if base else []
    return {"questions": rows, "base": base, "changes": changes}
