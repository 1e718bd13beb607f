"""The base of every form: labels, hints, a summary of errors, one sending, the rule's reason, and a kept draft.

A page of a form is a few lines:

    form = OpenCase(request.POST or None)
    if form.is_bound and form.is_valid():
        where = form.perform(open_case, by=request.by, then=lambda case: reverse("case", args=[case.ref]))
        if where:
            return redirect(where)
    return render(request, "casework/open.html", {"form": form}, status=422 if form.is_bound else 200)

and its template is `{% form form _("Open case") %}`, or `{% form_errors form %}` and one `{% field form.name %}` each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.boundfield import BoundField
from django.forms.utils import from_current_timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.texts.dates import read_day, read_moment
from qorgan.texts.phones import UnclearPhone, e164, printed
from qorgan.ui.sending import first_answer, keep_answer
from qorgan.ui.widgets import (
    MOST_SEGMENTS,
    Checks,
    DayInput,
    DaysInput,
    MomentInput,
    PhoneInput,
    PlaceSelect,
    Segments,
    kind_of,
)

ONCE = "once"
_NO_MOMENT = _("Write the day and the time like this: 05.11.2026 14:05.")
_NO_TIME = _("The time is missing. Write it behind the day, like this: 05.11.2026 14:05.")


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """A line of the summary: the words, and the id of the control that it leads to (empty for the whole form)."""

    text: str
    target: str


class Form(forms.Form):
    """A form of the house. A subclass is named as a command (`CloseCase`) and holds fields, never writes.

    `draft_key` keeps what is typed in the tab until it is sent; only for forms whose words may lie in the tab's own
    storage. `all_optional` leaves out the words "(may stay empty)", for filters.
    """

    use_required_attribute = False
    draft_key = ""
    all_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field)
        self.fields[ONCE] = forms.CharField(
            required=False, max_length=36, initial=uuid4, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
        )

    def error_lines(self) -> list[ErrorLine]:
        """Every error, in the order of the fields, the form's own first."""
        whole = [ErrorLine(str(text), "") for text in self.errors.get(NON_FIELD_ERRORS, [])]
        return whole + [
            ErrorLine(f"{bound.label}: {text}" if bound.label else str(text), target_of(bound))
            for bound in self.visible()
            for text in self.errors.get(bound.name, [])
        ]

    def visible(self) -> Iterator[BoundField]:
        """The fields that a person fills in."""
        return (bound for bound in self if not bound.is_hidden)

    def command(self) -> dict[str, Any]:
        """What is given to the action: the cleaned values by name. Override where the names differ."""
        return {name: value for name, value in self.cleaned_data.items() if name != ONCE}

    @property
    def token(self) -> UUID | None:
        """The random mark of this form as it was drawn; None where it was left out or mangled."""
        try:
            return UUID(self.cleaned_data.get(ONCE) or "")
        except ValueError:
            return None

    def perform(self, act: Callable[..., Any], *, by: Principal, then: str | Callable[[Any], str], **given: Any) -> str | None:
        """Does the action once, and returns the address to go to; None where a rule was broken (shown on the form).

        The same form sent again (a double click, a reload, two tabs) does nothing and leads to the same address. The
        token and the change are one transaction: a broken rule leaves the form free to be sent again.
        """
        try:
            with acting(by):
                earlier = first_answer(self.token)
                if earlier is not None:
                    return earlier
                result = act(by=by, **self.command(), **given)
                where = then(result) if callable(then) else then
                keep_answer(self.token, where)
                return where
        except RuleBroken as broken:
            self.show(broken)
            return None

    def show(self, broken: RuleBroken) -> None:
        """Puts a broken rule where it belongs: at its field, or on top."""
        self.add_error(broken.field if broken.field in self.fields else None, str(broken.message))


def target_of(bound: BoundField) -> str:
    """The id that an error leads to: the control, or the group of controls."""
    return bound.auto_id if kind_of(bound.field.widget) == "group" else bound.id_for_label or bound.auto_id


def dress(field: forms.Field) -> None:
    """Gives a field's control the look of the house and, for few choices, segments."""
    if type(field.widget) is forms.DateInput:
        widget = DayInput()
        widget.attrs |= field.widget.attrs
        widget.is_required = field.required
        field.widget = widget
    if isinstance(field, forms.DateField) and not isinstance(field, forms.DateTimeField):
        field.error_messages = {**field.error_messages, "invalid": _("Write the day like this: 05.11.2026.")}
    if isinstance(field.widget, forms.MultiWidget):
        for part in field.widget.widgets:
            part.attrs.setdefault("class", "q-input")
    elif not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect | forms.HiddenInput | forms.FileInput):
        field.widget.attrs.setdefault("class", "q-input")


class PhoneField(forms.CharField):
    """A telephone number, kept as E.164; accepts the country's own ways of writing it."""

    widget = PhoneInput

    def prepare_value(self, value: Any) -> Any:
        return printed(value) if isinstance(value, str) and value.startswith("+") and value[1:].isdigit() else value

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return e164(text)
        except UnclearPhone:
            raise ValidationError(_("Write the number with its code, for example +7 701 234 56 78."), code="phone") from None


class MomentField(forms.DateTimeField):
    """A day and a time of the installation's zone; cleans to a moment, and says which of the two cannot be read."""

    widget = MomentInput

    def to_python(self, value: Any) -> datetime | None:
        """The moment, or None for an empty answer. Raises ValidationError with an example of what is missing."""
        text = str(value or "").strip()
        if isinstance(value, datetime) or not text:
            moment: datetime | None = super().to_python(value)
            return moment
        found = read_moment(text)
        if found is None:
            raise ValidationError(_NO_TIME if read_day(text) else _NO_MOMENT, code="moment")
        try:
            return from_current_timezone(found)
        except ValidationError:
            raise ValidationError(_("On this day the clocks skip or repeat this hour. Write another one."), code="moment") from None


class ShortChoice(forms.ChoiceField):
    """Up to five short answers, side by side."""

    widget = Segments

    def __init__(self, *, choices: Any, **kwargs: Any) -> None:
        if not callable(choices) and len(list(choices)) > MOST_SEGMENTS:
            raise ValueError("more than five answers belong in a list")
        super().__init__(choices=choices, **kwargs)


class ManyChoice(forms.MultipleChoiceField):
    """Tick boxes."""

    widget = Checks


class PlaceChoice(forms.ChoiceField):
    """A place that the reader may choose; `choices` come from the room `places`, for `by`."""

    widget = PlaceSelect


class DaysField(forms.MultiValueField):
    """From a day to a day; cleans to a pair, either may be None."""

    widget = DaysInput

    def __init__(self, **kwargs: Any) -> None:
        parts = (forms.DateField(required=False), forms.DateField(required=False))
        super().__init__(parts, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> tuple[Any, Any]:
        first, last = data_list or (None, None)
        if first and last and first > last:
            raise ValidationError(_("The first day is after the last."), code="order")
        return first, last


def without_empty(given: Mapping[str, Any]) -> dict[str, Any]:
    """The values that were filled in."""
    return {name: value for name, value in given.items() if value not in (None, "", [], ())}
