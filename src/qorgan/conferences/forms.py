"""What we ask about conferences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.conferences.actions.accreditation import Person
from qorgan.conferences.choices import InvitationFactor
from qorgan.conferences.models import Category, Conference, ProgrammeItem
from qorgan.organisations.choices import State
from qorgan.organisations.models import Organisation
from qorgan.places.forms import PlaceField
from qorgan.texts.alphabet import sort_key
from qorgan.texts.widgets import WordsFormField
from qorgan.ui.forms import Form, PhoneField
from qorgan.ui.widgets import MomentInput, PlaceSelect, Radios

MOST_SEATS = 200


class FoundConference(Form):
    """A conference that is held again and again."""

    names = WordsFormField(label=_("Name"), max_length=200)


class OpenEdition(Form):
    """The next edition."""

    conference = forms.ChoiceField(label=_("Conference"))
    starts_on = forms.DateField(label=_("First day"))
    ends_on = forms.DateField(label=_("Last day"))
    place = PlaceField(label=_("Place"))
    venue = WordsFormField(label=_("House"), max_length=300, every_language=False, required=False)
    source = forms.CharField(label=_("Source"), required=False, max_length=400)

    def __init__(self, *args: Any, conferences: Sequence[Conference], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {one.ref: one for one in conferences}
        self.fields["conference"].choices = [(one.ref, str(one)) for one in conferences]  # type: ignore[attr-defined]

    def command(self) -> dict[str, Any]:
        given = super().command()
        return {**given, "conference": self._known[given["conference"]]}


class SetQuota(Form):
    """How many of a category may be accredited."""

    quota = forms.IntegerField(label=_("Places"), required=False, min_value=0, max_value=100_000, help_text=_("Empty: no limit."))


class PlanSession(Form):
    """A session of the programme."""

    titles = WordsFormField(label=_("Title"), max_length=200, every_language=False)
    starts_at = forms.DateTimeField(label=_("Begins"), widget=MomentInput)
    ends_at = forms.DateTimeField(label=_("Ends"), widget=MomentInput)
    hall = forms.CharField(label=_("Hall"), required=False, max_length=80)
    about = WordsFormField(label=_("What it is about"), max_length=2_000, multiline=True, every_language=False, required=False)


def organisation_choices() -> list[tuple[str, str]]:
    """Every organisation at work, in the order of names; schools and kindergartens are left out."""
    rows = Organisation.objects.filter(state=State.ACTIVE, kind__has_pupils=False).only("ref", "names")
    return sorted(((one.ref, str(one)) for one in rows), key=lambda pair: sort_key(pair[1]))


class OrganisationField(forms.ChoiceField):
    """An organisation of the register, found by typing; cleans to the organisation."""

    widget = PlaceSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=lambda: [("", ""), *organisation_choices()], **kwargs)

    def clean(self, value: Any) -> Any:
        ref = super().clean(value)
        return Organisation.objects.select_related("kind").get(ref=ref) if ref else None


class InviteOrganisation(Form):
    """An organisation may nominate delegates."""

    category = forms.ChoiceField(label=_("Category"))
    organisation = OrganisationField(label=_("Which organisation"))
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=MOST_SEATS, initial=3)
    factor = forms.ChoiceField(
        label=_("How the link is opened"), choices=InvitationFactor.choices, initial=InvitationFactor.PIN, widget=Radios
    )  # fmt: skip

    def __init__(self, *args: Any, categories: Sequence[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {one.ref: one for one in categories}
        self.fields["category"].choices = [(one.ref, str(one)) for one in categories]  # type: ignore[attr-defined]

    def command(self) -> dict[str, Any]:
        given = super().command()
        return {**given, "category": self._known[given["category"]], "factor": InvitationFactor(given["factor"])}


class NameDelegate(Form):
    """A person who is nominated."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput({"autocomplete": "off"}))
    position = forms.CharField(label=_("Position"), required=False, max_length=200)
    phone = PhoneField(label=_("Telephone"), required=False)
    mail = forms.EmailField(label=_("E-mail"), required=False, max_length=200)
    number = forms.RegexField(
        r"^[\d ]{6,20}$", label=_("Identification number"), required=False,
        help_text=_("So that a person whom two organisations name is counted once. It is sealed."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def command(self) -> dict[str, Any]:
        given = super().command()
        return {"person": Person(**{name: given[name] for name in ("name", "position", "phone", "mail", "number")})}


class RegisterDelegate(NameDelegate):
    """A person whom the registrar enters."""

    category = forms.ChoiceField(label=_("Category"))
    organisation = OrganisationField(label=_("Which organisation"))
    field_order = ("category", "organisation", "name", "position", "phone", "mail", "number")

    def __init__(self, *args: Any, categories: Sequence[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {one.ref: one for one in categories}
        self.fields["category"].choices = [(one.ref, str(one)) for one in categories]  # type: ignore[attr-defined]

    def command(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {**super().command(), "category": self._known[given["category"]], "organisation": given["organisation"]}


class CheckBadge(Form):
    """A badge is read."""

    badge = forms.CharField(
        label=_("Number of the badge"), max_length=200,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "autofocus": True, "enterkeyhint": "go"}),
    )  # fmt: skip
    at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def clean_badge(self) -> str:
        """The number or the code; of an address that a code carries, its last part."""
        return str(self.cleaned_data["badge"]).strip().rstrip("/").rsplit("/", 1)[-1]


class WriteRecommendation(Form):
    """The words of a recommendation."""

    words = WordsFormField(label=_("Recommendation"), max_length=600, multiline=True, every_language=False)
    session = forms.ChoiceField(label=_("Drafted in the session"), required=False)

    def __init__(self, *args: Any, sessions: Sequence[ProgrammeItem] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {one.ref: one for one in sessions}
        if not sessions:
            del self.fields["session"]
        else:
            self.fields["session"].choices = [("", ""), *((one.ref, str(one)) for one in sessions)]  # type: ignore[attr-defined]

    def command(self) -> dict[str, Any]:
        given = super().command()
        return {**given, "session": self._known.get(given["session"])} if "session" in given else given


class AdoptRecommendation(Form):
    """The conference adopts it: by consensus where no votes are given."""

    all_optional = True

    on = forms.DateField(label=_("Day"), required=True)
    votes_for = forms.IntegerField(
        label=_("Votes for"), required=False, min_value=0, max_value=100_000, help_text=_("Empty: by consensus.")
    )  # fmt: skip
    votes_against = forms.IntegerField(label=_("Votes against"), required=False, min_value=0, max_value=100_000)
    abstained = forms.IntegerField(label=_("Abstained"), required=False, min_value=0, max_value=100_000)

    def command(self) -> dict[str, Any]:
        given = self.cleaned_data
        votes = [given["votes_for"], given["votes_against"], given["abstained"]]
        return {"on": given["on"], "votes": None if all(one is None for one in votes) else tuple(one or 0 for one in votes)}


class RejectRecommendation(Form):
    """The conference does not adopt it."""

    on = forms.DateField(label=_("Day"), initial=timezone.localdate)


class AddressRecommendation(Form):
    """It goes to a body."""

    organisation = OrganisationField(label=_("To which body"))
    on = forms.DateField(label=_("Day"), initial=timezone.localdate)


class NoteAnswer(Form):
    """What a body answered."""

    answer = WordsFormField(label=_("What it answered"), max_length=2_000, multiline=True, every_language=False)
    on = forms.DateField(label=_("Day"), initial=timezone.localdate)
    source = forms.CharField(label=_("Source"), max_length=400)


class Sure(Form):
    """Nothing but a button."""
