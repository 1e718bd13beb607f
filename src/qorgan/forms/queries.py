"""What other rooms and our screens read of forms."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.forms.models import FormDefinition, FormVersion


def current_version(key: str) -> FormVersion:
    """The version of a form that is filled in now. Raises RuleBroken while none is published."""
    version = FormVersion.objects.in_use().filter(definition__key=key).order_by("-number").first()
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
