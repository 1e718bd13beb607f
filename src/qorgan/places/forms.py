"""What we ask when a list is uploaded, and the choice of a place for forms of other rooms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from qorgan.places.models import Place
from qorgan.places.queries import offered
from qorgan.places.sheets import LARGEST_FILE, Field, Sheet, SheetRefused, read_sheet
from qorgan.ui.forms import Form
from qorgan.ui.widgets import FileDrop, PlaceSelect


class UploadSheet(Form):
    """A list, as CSV or XLSX."""

    sheet = forms.FileField(
        label=_("List"),
        help_text=_("CSV or XLSX, the names of the columns in the first row. Nothing is imported yet."),
        widget=FileDrop,
    )

    def clean_sheet(self) -> bytes:
        """The file's bytes, once they can be read as a list."""
        uploaded: UploadedFile = self.cleaned_data["sheet"]
        content = uploaded.read(LARGEST_FILE + 1)
        try:
            read_sheet(content)
        except SheetRefused as refused:
            raise forms.ValidationError(str(refused.message)) from refused
        return content


class MapColumns(Form):
    """Which column of the list is which field; starts with what the heads tell."""

    def __init__(self, data: Any = None, *, sheet: Sheet, fields: Sequence[Field], guess: Mapping[str, int]) -> None:
        super().__init__(data)
        once = self.fields.pop("once")
        columns = [("", _("not in the list")), *((str(at), head or str(at + 1)) for at, head in enumerate(sheet.heads))]
        for one in fields:
            at = guess.get(one.name)
            label = f"{one.label} ({one.name.rpartition('_')[2]})" if one.name.startswith("name_") else one.label
            self.fields[one.name] = forms.ChoiceField(
                label=str(label), choices=columns, required=one.is_needed, initial="" if at is None else str(at),
                widget=forms.Select({"class": "q-input", "lang": "", "translate": "no"}),
            )  # fmt: skip
        self.fields["once"] = once
        self.guess = guess

    @property
    def mapping(self) -> dict[str, int]:
        """Field to column: what was chosen, or what the heads tell while nothing was."""
        if not self.is_bound or not self.is_valid():
            return dict(self.guess)
        return {name: int(at) for name, at in self.cleaned_data.items() if name != "once" and at != ""}

    def command(self) -> dict[str, Any]:
        return {}


class PlaceField(forms.ChoiceField):
    """A district or a region, grouped by region, named by its public id; cleans to the Place.

    Works without JavaScript: one list with the regions as its groups, which every browser can be typed into.
    """

    widget = PlaceSelect

    def __init__(self, *, deepest: int = 2, **kwargs: Any) -> None:
        """`deepest` is the last level offered: 1 regions alone, 2 their districts and cities too."""
        self.deepest = deepest
        super().__init__(choices=self.options, **kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> PlaceField:
        copied = super().__deepcopy__(memo)  # type: ignore[misc]  # every field of Django has it
        copied.choices = copied.options
        return copied

    def prepare_value(self, value: Any) -> Any:
        """A place itself may be the initial answer."""
        return value.ref if isinstance(value, Place) else value

    def options(self) -> list[tuple[Any, Any]]:
        """An empty answer, then the places: `(region, [(id, name), …])`; one query."""
        regions = offered(deepest=self.deepest)
        if self.deepest == 1:
            return [("", ""), *((one.ref, one.name) for one in regions)]
        return [("", ""), *((one.name, [(each.ref, each.name) for each in (one, *one.below)]) for one in regions)]

    def clean(self, value: Any) -> Place | None:
        """The place, or None for an empty answer that may be empty."""
        if isinstance(value, Place):
            return value
        self.validate_presence(value)
        if not value:
            return None
        found = Place.objects.filter(ref=value).in_use().first() if isinstance(value, str) else None
        if found is None or found.level > self.deepest:
            raise forms.ValidationError(_("Please choose a place of the list."), code="invalid_choice")
        return found

    def validate_presence(self, value: Any) -> None:
        """Raises ValidationError where an answer is needed and none was given."""
        if not value and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
