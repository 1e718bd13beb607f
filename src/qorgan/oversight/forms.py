"""What oversight asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qorgan.oversight.choices import Verdict
from qorgan.oversight.models import SHORTEST_REASON
from qorgan.oversight.subjects import kinds
from qorgan.ui.forms import Form, ShortChoice

# Put together when it is read: a text joined at import would keep the language of the process.
_reader = lazy(lambda: gettext("Your supervisor reads this. At least %(least)s characters.") % {"least": SHORTEST_REASON}, str)
MINUTES = (("15", _("15 min")), ("30", _("30 min")), ("60", _("1 hour")))


class OpenEmergency(Form):
    """Which subject, why, and for how long."""

    kind = forms.ChoiceField(label=_("What"))
    number = forms.CharField(label=_("Number"), max_length=40, widget=forms.TextInput({"autocomplete": "off"}))
    reason = forms.CharField(
        label=_("Why it cannot wait"),
        max_length=2_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_reader(),
    )
    minutes = ShortChoice(label=_("For how long"), choices=MINUTES, initial="15")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(key, kind.label) for key, kind in kinds().items()]
        self.fields["kind"].choices = listed  # type: ignore[attr-defined]
        if len(listed) == 1:
            self.fields["kind"].initial = listed[0][0]

    def command(self) -> dict[str, Any]:
        return {**super().command(), "minutes": int(self.cleaned_data["minutes"])}


class ReviewEmergency(Form):
    """What the reviewer found."""

    verdict = ShortChoice(label=_("What did you find?"), choices=Verdict.choices)


class Confirm(Form):
    """Nothing but a button."""
