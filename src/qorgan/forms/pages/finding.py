"""Finds the form and the version that an address names, and the way back to the list."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from qorgan.forms.models import FormDefinition, FormVersion
from qorgan.forms.queries import versions_of
from qorgan.ui.pieces import Crumb


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


def all_forms() -> Crumb:
    """The list of forms, as the first step of the way to a page."""
    return Crumb(pgettext_lazy("questionnaires", "Forms"), reverse("form_list"))
