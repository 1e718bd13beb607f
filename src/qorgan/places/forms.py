"""What we ask when a list is uploaded, and the choice of a place for forms of other rooms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from qorgan.places.sheets import LARGEST_FILE, Field, Sheet, SheetRefused, read_sheet
from qorgan.ui.forms import Form
from qorgan.ui.widgets import FileDrop


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
            raise forms.ValidationError(refused.message) from refused
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
                label=label, choices=columns, required=one.is_needed, initial="" if at is None else str(at),
                widget=forms.Select({"class": "q-input"}),
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
