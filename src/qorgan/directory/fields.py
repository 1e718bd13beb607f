"""What people type about a service, as form fields: ages, telephone numbers, hours of the week, places served."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qorgan.directory.choices import TaxonomyKey
from qorgan.directory.described import Band
from qorgan.directory.models import TaxonomyTerm
from qorgan.directory.queries import terms
from qorgan.places.forms import PlaceField
from qorgan.places.models import Place
from qorgan.texts.phones import UnclearPhone, e164, printed
from qorgan.ui.widgets import Checks

_SHORT_NUMBER = re.compile(r"^\d{3,4}$")
_AGES = re.compile(r"^(\d{1,3})?\s*[-–]\s*(\d{1,3})?$|^(\d{1,3})$")
_PARTS = re.compile(r"[,;\n]+")


def read_ages(text: str) -> tuple[tuple[int | None, int | None], ...]:
    """`7-17`, `0-3, 14-17`, `14-`, `-6`: pairs of the lowest and the highest age. Raises ValueError."""
    found: list[tuple[int | None, int | None]] = []
    for part in (part.strip() for part in _PARTS.split(text)):
        if not part:
            continue
        match = _AGES.match(part)
        if match is None or part in "-–":
            raise ValueError(part)
        low, high, alone = match.groups()
        found.append((int(alone), int(alone)) if alone else (int(low) if low else None, int(high) if high else None))
    return tuple(found)


def written_ages(bands: Iterable[Band]) -> str:
    """The ages of bands, as `read_ages` reads them back."""
    pairs = dict.fromkeys((band.minimum_age, band.maximum_age) for band in bands)
    ends = [("" if low is None else str(low), "" if high is None else str(high)) for low, high in pairs]
    return ", ".join(f"{low}-{high}" for low, high in ends if low or high)


def read_number(text: str) -> str:
    """A telephone number as E.164, or a short number of the country. Raises UnclearPhone."""
    return text if _SHORT_NUMBER.match(text) else e164(text)


class AgesField(forms.CharField):
    """Ages as people write them; cleans to pairs."""

    def clean(self, value: Any) -> Any:
        """The pairs. Raises ValidationError for a text that names no ages."""
        text = super().clean(value)
        try:
            return read_ages(text or "")
        except ValueError:
            raise ValidationError(_("Write ages like 7-17, or several: 0-3, 14-17."), code="ages") from None


class PhonesField(forms.CharField):
    """Several telephone numbers, parted by commas or lines; cleans to a tuple."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(printed(one) for one in value) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> Any:
        """The numbers. Raises ValidationError for what is no telephone number."""
        text = super().clean(value)
        try:
            return tuple(read_number(part.strip()) for part in _PARTS.split(text or "") if part.strip())
        except UnclearPhone:
            raise ValidationError(_("This is not a telephone number."), code="phone") from None


class TermsField(forms.MultipleChoiceField):
    """Some of a list of the pack, as tick boxes; cleans to the terms."""

    widget = Checks

    def __init__(self, *, taxonomy: TaxonomyKey, **kwargs: Any) -> None:
        self.taxonomy = taxonomy
        super().__init__(choices=self.options, **kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> TermsField:
        copied: TermsField = super().__deepcopy__(memo)  # type: ignore[misc]  # every field of Django has it
        copied.choices = copied.options
        return copied

    def options(self) -> list[tuple[str, str]]:
        """Codes and words, children behind their parent."""
        return [(term.code, f"{term.parent.names}: {term.names}" if term.parent else str(term.names)) for term in terms(self.taxonomy)]

    def prepare_value(self, value: Any) -> Any:
        return [one.code if isinstance(one, TaxonomyTerm) else one for one in value or ()]

    def clean(self, value: Any) -> Any:
        """The terms chosen, in the list's order."""
        codes = set(super().clean(value))
        return tuple(term for term in terms(self.taxonomy) if term.code in codes)


class PlacesField(PlaceField):
    """Several districts or regions; cleans to a tuple of places."""

    widget = forms.SelectMultiple(attrs={"size": 6, "class": "q-input"})  # type: ignore[assignment]

    def options(self) -> list[tuple[Any, Any]]:
        return super().options()[1:]

    def prepare_value(self, value: Any) -> Any:
        return [one.ref if isinstance(one, Place) else one for one in value or ()]

    def clean(self, value: Any) -> Any:
        """The places chosen."""
        refs: Sequence[Any] = [one for one in value or () if one]
        self.validate_presence(refs)
        found = {one.ref: one for one in Place.objects.filter(ref__in=[str(one) for one in refs]).in_use()}
        if len(found) != len(set(refs)) or any(one.level > self.deepest for one in found.values()):
            raise ValidationError(_("Please choose a place of the list."), code="invalid_choice")
        return tuple(found[str(ref)] for ref in dict.fromkeys(refs))
