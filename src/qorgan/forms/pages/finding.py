"""Finds the form and the version that an address names."""

from __future__ import annotations

from django.http import Http404

from qorgan.forms.models import FormDefinition, FormVersion
from qorgan.forms.queries import versions_of


def definition_or_404(key: str) -> FormDefinition:
    """The form with this key."""
    found = FormDefinition.objects.filter(key=key).first()
    if found is None:
        raise Http404
    return found


def version_or_404(key: str, number: int) -> FormVersion:
    """The version of a form with this number; its definition is loaded with it."""
    found = versions_of(key).filter(number=number).first()
    if found is None:
        raise Http404
    return found
