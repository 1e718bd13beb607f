"""What we ask the keeper of forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from qorgan.forms.xlsform import Problem, Reading, XLSFormRefused, read_xlsform
from qorgan.forms.xlsform.sheets import LARGEST_FILE
from qorgan.ui.forms import Form
from qorgan.ui.widgets import FileDrop


class UploadForm(Form):
    """A sheet for a form. `problems` lists what is wrong in it, cell by cell; `key` binds it to one form."""

    sheet = forms.FileField(
        label=_("XLSForm sheet"),
        help_text=_("A spreadsheet in XLSX format. It is read and checked; nothing is published yet."),
        widget=FileDrop,
    )

    def __init__(self, *args: Any, key: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key
        self.problems: tuple[Problem, ...] = ()

    def clean_sheet(self) -> bytes:
        """The file's bytes, after it was read without an error."""
        sheet: UploadedFile = self.cleaned_data["sheet"]
        content = sheet.read(LARGEST_FILE + 1)
        try:
            reading: Reading = read_xlsform(content, key=self.key)
        except XLSFormRefused as refused:
            self.problems = refused.problems
            raise forms.ValidationError(_("The sheet has problems. They are listed below.")) from refused
        self.problems = reading.warnings
        return content

    def command(self) -> dict[str, Any]:
        return {"source": self.cleaned_data["sheet"], "key": self.key}
