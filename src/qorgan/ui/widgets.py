"""Controls of our forms. They draw themselves from the templates of the house and work without JavaScript."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qorgan.texts.dates import read_day, read_moment

MOST_SEGMENTS = 5


class _Drawn:
    """Draws a widget with the page's own template engine instead of the form renderer of Django."""

    template_name: str

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:  # noqa: ARG002  (Django calls it so)
        return SafeString(render_to_string(template_name, context))  # the template escapes


class Segments(_Drawn, forms.RadioSelect):
    """Radio buttons side by side, for up to five short answers. `tone="danger"` colours the chosen one red."""

    template_name = "ui/widgets/segments.html"

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Iterable[Any] = (), tone: str = "") -> None:
        super().__init__(attrs, choices)
        self.tone = tone

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "tone": self.tone}


class Radios(_Drawn, forms.RadioSelect):
    """Radio buttons below each other."""

    template_name = "ui/widgets/checks.html"


class Checks(_Drawn, forms.CheckboxSelectMultiple):
    """Tick boxes below each other."""

    template_name = "ui/widgets/checks.html"


class DayInput(_Drawn, forms.DateInput):
    """A day as people here write it, `05.11.2026`, with the browser's own calendar behind a button where there is script.

    The browser's own date field shows its hints in the language of the browser, not of the page; so this is a line of
    text whose hint follows the page. What is sent may also be ISO or eight digits (`formats/`).
    """

    template_name = "ui/widgets/day.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        line = {"class": "q-input q-input-s", "inputmode": "numeric", "autocomplete": "off", "data-day": True}
        super().__init__({**line, **(attrs or {})}, format="%d.%m.%Y")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, {"placeholder": str(_("dd.mm.yyyy")), **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """As it is written here, also where it came as ISO; what is no day stays as it was typed."""
        found = read_day(value) if isinstance(value, str) else None
        return super().format_value(found or value)


class MomentInput(_Drawn, forms.DateTimeInput):
    """A day and a time as they are printed everywhere, `05.11.2026 14:05`, in the time zone of the installation.

    One line of text for the same reason as `DayInput`; the calendar behind the button changes the day and leaves the time.
    """

    template_name = "ui/widgets/day.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        line = {"class": "q-input q-input-s", "inputmode": "numeric", "autocomplete": "off", "data-day": "moment"}
        super().__init__({**line, **(attrs or {})}, format="%d.%m.%Y %H:%M")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, {"placeholder": str(_("dd.mm.yyyy hh:mm")), **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """As it is written here, also where it came as ISO; what is no moment stays as it was typed."""
        found = read_moment(value) if isinstance(value, str) else None
        return super().format_value(found or value)


class DaysInput(_Drawn, forms.MultiWidget):
    """From a day to a day, both may stay empty."""

    template_name = "ui/widgets/days.html"
    use_fieldset = True

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"from": DayInput(), "to": DayInput()}, dict(attrs or {}))

    def decompress(self, value: Any) -> list[Any]:
        return list(value or (None, None))


class PhoneInput(forms.TextInput):
    """A telephone number; shows the number keys on a phone."""

    input_type = "tel"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "class": "q-input q-input-s", **(attrs or {})})


class FileDrop(_Drawn, forms.FileInput):
    """A file: the browser's own control in a field to drop upon. `text` says which files and how large."""

    template_name = "ui/widgets/file_drop.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None, text: Any = "") -> None:
        super().__init__(dict(attrs or {}))
        self.text = text

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "text": self.text}


class Options(forms.Select):
    """A list to choose from, drawn without a template for each of its options: long lists stand in many filters.

    Gives the same control as `forms.Select`; choices may be grouped.
    """

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        chosen = set(self.format_value(value)[:1])
        opening = format_html('<select name="{}"{}>', name, flatatt(self.build_attrs(self.attrs, attrs)))
        return SafeString(f"{opening}{_options(self.choices, chosen)}</select>")


def _options(choices: Iterable[Any], chosen: set[str]) -> str:
    drawn = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            drawn.append(f'<optgroup label="{_plain(value)}">{_options(label, chosen)}</optgroup>')
            continue
        text = "" if value is None else str(value)
        mark = " selected" if text in chosen else ""
        chosen.discard(text)
        drawn.append(f'<option value="{_plain(text)}"{mark}>{_plain(label)}</option>')
    return "".join(drawn)


def _plain(text: Any) -> str:
    """Escaped once. Django's `escape` asks each time whether its argument is lazy, which is most of the time of a long list."""
    return str(text.__html__()) if hasattr(text, "__html__") else html.escape(str(text))


class PlaceSelect(Options):
    """A place, in groups by region: `choices` are `(region, [(value, label), …])` or plain pairs.

    With script the list can be typed into (`find.js`); without, it is the browser's own.
    """

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        found = {"data-find": True, "data-find-none": str(_("Nothing of that name."))}
        return {**super().build_attrs(base_attrs, extra_attrs), **found}

    def use_required_attribute(self, initial: Any) -> bool:
        """The first choice is always the empty one: Django would read the whole list of places once more to see that."""
        return forms.Widget.use_required_attribute(self, initial)


def kind_of(widget: forms.Widget) -> str:
    """How a field around this control is drawn: `check` (words behind), `group` (a fieldset with a legend), `plain`."""
    if type(widget) is forms.CheckboxInput:
        return "check"
    return "group" if getattr(widget, "use_fieldset", False) else "plain"
