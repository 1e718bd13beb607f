"""Forms of many rows (budget lines, tranches, figures): as many rows as there are and some empty ones, without any script."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from qorgan.grants.amounts import Inexact, exact
from qorgan.texts.money import UnclearAmount, parse_money
from qorgan.ui.forms import Form

EMPTY_ROWS, MOST_ROWS = 4, 40


class MoneyField(forms.CharField):
    """An amount as people write it; cleans to an exact Decimal above zero."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 30)
        super().__init__(**kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = exact(parse_money(text))
        except (UnclearAmount, Inexact, InvalidOperation):
            raise forms.ValidationError(_("Write an amount like this: 1 250 000 or 1 250 000,50."), code="amount") from None
        if amount <= 0:
            raise forms.ValidationError(_("An amount is more than nothing."), code="amount")
        return amount


class RowsForm(Form):
    """A subclass names its columns; a row counts when its `measure` is filled in, and then every column must be."""

    columns: ClassVar[tuple[str, ...]]
    measure: ClassVar[str]

    def __init__(self, *args: Any, given: Sequence[dict[str, Any]] = (), **kwargs: Any) -> None:
        self.count = min(len(given) + EMPTY_ROWS, MOST_ROWS)
        initial = {f"{name}-{number}": value for number, row in enumerate(given, 1) for name, value in row.items()}
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        once = self.fields.pop("once")
        for number in range(1, self.count + 1):
            for name, field in self.row().items():
                field.required = False
                field.widget.attrs.setdefault("class", "q-input")
                self.fields[f"{name}-{number}"] = field
        self.fields["once"] = once

    def row(self) -> dict[str, forms.Field]:
        """The fields of one row, new each time."""
        raise NotImplementedError

    def rows(self) -> list[list[BoundField]]:
        """The bound fields row by row, for the template."""
        return [[self[f"{name}-{number}"] for name in self.columns] for number in range(1, self.count + 1)]

    def values(self) -> list[dict[str, Any]]:
        """The rows that were filled in."""
        numbers = range(1, self.count + 1)
        found = [{name: self.cleaned_data.get(f"{name}-{number}") for name in self.columns} for number in numbers]
        return [row for row in found if row[self.measure] not in (None, "")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number in range(1, self.count + 1):
            row = {name: cleaned.get(f"{name}-{number}") for name in self.columns}
            if any(row.values()):
                for name, value in row.items():
                    if value in (None, "") and f"{name}-{number}" not in self.errors:
                        self.add_error(f"{name}-{number}", _("Fill in the whole row, or leave it empty."))
        return cleaned
