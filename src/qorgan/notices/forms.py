"""What notices ask."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.journal.events import verbs
from qorgan.notices.models import Preference
from qorgan.ui.forms import Form, ManyChoice


class HourInput(forms.TimeInput):
    """A time of day, drawn by the browser."""

    input_type = "time"


def _minute(value: time | None) -> int | None:
    return value.hour * 60 + value.minute if value is not None else None


def _time(minute: int | None) -> time | None:
    return time(minute // 60, minute % 60) if minute is not None else None


class ChooseWays(Form):
    """How one's notices come."""

    by_mail = forms.BooleanField(label=_("By mail"), required=False)
    by_sms = forms.BooleanField(label=_("By text message"), required=False)
    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=HourInput(format="%H:%M"))
    quiet_to = forms.TimeField(label=_("Quiet until"), required=False, widget=HourInput(format="%H:%M"))
    digest_at = forms.TimeField(
        label=_("Mails of the day as one, at"),
        required=False,
        widget=HourInput(format="%H:%M"),
        help_text=_("Empty: each comes by itself. What is urgent comes at once in every case."),
    )

    @staticmethod
    def of(preference: Preference) -> dict[str, Any]:
        """The initial values."""
        return {
            "by_mail": preference.by_mail,
            "by_sms": preference.by_sms,
            "quiet_from": _time(preference.quiet_from),
            "quiet_to": _time(preference.quiet_to),
            "digest_at": _time(preference.digest_at),
        }

    def command(self) -> dict[str, Any]:
        given = super().command()
        return {**given, **{name: _minute(given[name]) for name in ("quiet_from", "quiet_to", "digest_at")}}


class KeepEndpoint(Form):
    """Where an organisation's system hears of what happened."""

    url = forms.URLField(label=_("Address"), max_length=300, assume_scheme="https")
    events = ManyChoice(label=_("Events"))
    is_on = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = sorted(((verb, event.label) for verb, event in verbs().items()), key=lambda pair: str(pair[1]))
        self.fields["events"].choices = told  # type: ignore[attr-defined]


class GiveCode(Form):
    """The second factor of a one-time link."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class Confirm(Form):
    """Nothing but a button."""
