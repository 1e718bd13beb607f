"""What both sides are asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.directory.choices import TaxonomyKey
from qorgan.directory.models import TaxonomyTerm
from qorgan.directory.queries import terms as directory_terms
from qorgan.referrals import queries
from qorgan.referrals.asking import Offer, Sheet, chosen
from qorgan.referrals.choices import ConsentGiver, TermList
from qorgan.referrals.models import Referral, Term
from qorgan.ui.forms import Form, ManyChoice, ShortChoice

LONGEST_MESSAGE, LONGEST_NOTE, LONGEST_REPORT = 2_000, 1_000, 4_000


class TermField(forms.ChoiceField):
    """One entry of a list of the pack; cleans to the term."""

    def __init__(self, *, listed: TermList, **kwargs: Any) -> None:
        self.listed = listed
        super().__init__(choices=self.options, **kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> TermField:
        copied: TermField = super().__deepcopy__(memo)  # type: ignore[misc]  # every field of Django has it
        copied.choices = copied.options
        return copied

    def options(self) -> list[tuple[str, str]]:
        """Codes and words."""
        return [("", ""), *((term.code, str(term.names)) for term in queries.terms(self.listed))]

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Term) else value

    def clean(self, value: Any) -> Any:
        """The term, or None for an empty answer that may be empty."""
        code = super().clean(value)
        return next((term for term in queries.terms(self.listed) if term.code == code), None)


class PrepareReferral(Form):
    """For what, how soon, and what is said to the service."""

    need = forms.ChoiceField(label=_("Need"), required=False)
    urgency = TermField(label=_("How soon"), listed=TermList.URGENCY)
    message = forms.CharField(
        label=_("What you ask of the service"), required=False, max_length=LONGEST_MESSAGE, widget=forms.Textarea,
        help_text=_("The service reads this. Write no more than it needs."),
    )  # fmt: skip

    def __init__(self, *args: Any, referral: Referral | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        if referral is not None:
            need = referral.need.code if referral.need else ""
            initial = {"need": need, "urgency": referral.urgency.code, "message": referral.message}
        super().__init__(*args, initial=initial, **kwargs)
        self.needs = {term.code: term for term in directory_terms(TaxonomyKey.NEED)}
        self.fields["need"].choices = [("", ""), *((code, str(term.names)) for code, term in self.needs.items())]  # type: ignore[attr-defined]

    def clean_need(self) -> TaxonomyTerm | None:
        """The need itself."""
        return self.needs.get(self.cleaned_data["need"])


class ChooseShared(Form):
    """Which fields of which forms are shared."""

    def __init__(self, *args: Any, sheets: Sequence[Sheet], shared: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        once = self.fields.pop("once")
        self.sheets = sheets
        for sheet in sheets:
            keys = [f"{sheet.form}:{offer.name}" for offer in sheet.offers]
            self.fields[f"form-{sheet.form}"] = ManyChoice(
                label=str(sheet.title), required=False, choices=list(zip(keys, map(_words, sheet.offers), strict=True)),
                initial=[key for key in keys if key in shared],
            )  # fmt: skip
        self.fields["once"] = once

    def command(self) -> dict[str, Any]:
        keys = frozenset(key for values in super().command().values() for key in values)
        return {"shared": chosen(self.sheets, keys)}


def _words(offer: Offer) -> str:
    """A field with its answer; what tells who the child is says so."""
    shown = str(offer.value)
    short = shown if len(shown) <= 120 else f"{shown[:120]}…"
    mark = f" ({_('tells who the child is')})" if offer.is_identifying else ""
    return f"{offer.label}: {short}{mark}"


class NoteConsent(Form):
    """Consent was given."""

    given_by = ShortChoice(label=_("Who gave it"), choices=ConsentGiver.choices)
    on = forms.DateField(label=_("On which day"), initial=timezone.localdate)


class NoteException(Form):
    """The ground without consent."""

    ground = TermField(label=_("Ground"), listed=TermList.EXCEPTION)
    note = forms.CharField(label=_("Why consent was not asked for"), max_length=LONGEST_NOTE, widget=forms.Textarea)


class SendReferral(Form):
    """The last question before it leaves."""

    although = forms.BooleanField(label=_("I have spoken with the service and send it nevertheless"), required=False)

    def __init__(self, *args: Any, is_taking: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_taking:
            del self.fields["although"]


class DeclineReferral(Form):
    """The service does not take the child."""

    reason = TermField(label=_("Reason"), listed=TermList.DECLINE)
    note = forms.CharField(label=_("In words"), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea)


class RecordService(Form):
    """Something was done."""

    on = forms.DateField(label=_("On which day"), initial=timezone.localdate)
    kind = TermField(label=_("What was done"), listed=TermList.RECORD)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=1_440, required=False)
    is_attended = forms.BooleanField(label=_("The child came"), required=False, initial=True)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=LONGEST_MESSAGE, widget=forms.Textarea,
        help_text=_("The sending side reads this."),
    )  # fmt: skip

    def clean_minutes(self) -> int:
        """No answer is no time."""
        return self.cleaned_data["minutes"] or 0


class ReportOutcome(Form):
    """What came out."""

    outcome = TermField(label=_("Outcome"), listed=TermList.OUTCOME)
    report = forms.CharField(label=_("In words"), required=False, max_length=LONGEST_REPORT, widget=forms.Textarea)
    is_place_free = forms.BooleanField(label=_("The place is free again"), required=False, initial=True)

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not referral.is_place_taken:
            del self.fields["is_place_free"]


class Sure(Form):
    """A question that is only answered yes."""
