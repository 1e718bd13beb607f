"""What we ask the keeper of the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.organisations import queries, rules
from qorgan.organisations.choices import ContactKind, SealedKind, SuccessionKind
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.forms import PlaceField
from qorgan.texts.widgets import WordsFormField
from qorgan.ui.forms import Form, PhoneField


def _kinds(also: OrganisationKind | None = None) -> list[tuple[str, Any]]:
    found = queries.kinds_in_use(timezone.localdate())
    if also is not None and also not in found:
        found.append(also)
    return [("", ""), *((kind.key, str(kind.names)) for kind in found)]


class _Facts(Form):
    """Kind, place, BIN, address and source: what a register says of every organisation."""

    kind = forms.ChoiceField(label=_("Kind"), choices=_kinds)
    place = PlaceField(label=_("Place"))
    bin = forms.CharField(label=_("BIN"), required=False, max_length=20, help_text=_("Twelve digits."))
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=300,
        help_text=_("Of a shelter or another confidential place it is sealed and shown to nobody outside."),
    )
    source = forms.CharField(label=_("Where this is known from"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.BODY_NUMBER:  # a country whose bodies have no number that can be checked
            del self.fields["bin"]

    def command(self) -> dict[str, Any]:
        return {"bin": "", **super().command()}

    def clean_kind(self) -> OrganisationKind:
        """The kind itself."""
        return OrganisationKind.objects.get(key=self.cleaned_data["kind"])


class RegisterOrganisation(_Facts):
    """A new organisation."""

    names = WordsFormField(label=_("Name"), max_length=300, every_language=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=200)
    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")
    although_similar = forms.BooleanField(
        label=_("It is really another one, although the register has a similar entry"), required=False
    )

    field_order = ("names", "kind", "place", "bin", "address", "phone", "email", "website", "source", "although_similar")

    def command(self) -> dict[str, Any]:
        given = super().command()
        contacts = [(kind, given.pop(kind.value)) for kind in ContactKind]
        return {**given, "contacts": [(kind.value, value) for kind, value in contacts if value]}


class ChangeOrganisation(_Facts):
    """Other facts of one."""

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        initial = {"kind": organisation.kind_id, "place": organisation.place.ref, "bin": organisation.bin,
                   "address": organisation.address}  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["kind"].choices = _kinds(organisation.kind)  # type: ignore[attr-defined]


MOST_LINES = 10


class LinesField(forms.CharField):
    """Several values of one kind, each in a line of its own; `one` reads a line. Empty lines and repetitions are left out."""

    widget = forms.Textarea

    def __init__(self, *, one: forms.Field, **kwargs: Any) -> None:
        super().__init__(required=False, help_text=_("Each in a line of its own."), **kwargs)
        self.one = one
        self.widget.attrs["rows"] = 2

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(self.one.prepare_value(line)) for line in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("At most ten lines."))
        return list(dict.fromkeys(self._read(line, number) for number, line in enumerate(lines, 1)))

    def _read(self, line: str, number: int) -> str:
        try:
            return str(self.one.clean(line))
        except forms.ValidationError as wrong:
            said = " ".join(wrong.messages)
            raise forms.ValidationError(_("Line %(number)s: %(said)s") % {"number": number, "said": said}) from None


class ChangeContacts(Form):
    """How the public reaches an organisation. Only the register's keeper is asked where this is known from."""

    phone = LinesField(label=_("Telephone"), one=PhoneField())
    email = LinesField(label=_("E-mail"), one=forms.EmailField(max_length=200))
    website = LinesField(label=_("Website"), one=forms.URLField(max_length=200, assume_scheme="https"))
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    source = forms.CharField(label=_("Where this is known from"), required=False, max_length=300)

    def __init__(self, *args: Any, organisation: Organisation, is_keeper: bool, **kwargs: Any) -> None:
        initial: dict[str, Any] = {kind.value: [] for kind in ContactKind}
        for kind, value in organisation.contacts.order_by("pk").values_list("kind", "value"):
            initial[kind].append(value)
        super().__init__(*args, initial={**initial, "address": organisation.address}, **kwargs)
        if not rules.may_have_clear_address(organisation.kind):
            del self.fields["address"]
        if not is_keeper:
            del self.fields["source"]

    def command(self) -> dict[str, Any]:
        given = super().command()
        return {"contacts": {kind: given.pop(kind.value) for kind in ContactKind}, **given}


class RenameOrganisation(Form):
    """Another name from a day on."""

    names = WordsFormField(label=_("New name"), max_length=300, every_language=False)
    on = forms.DateField(label=_("From which day"))
    source = forms.CharField(label=_("The act that gave the name"), required=False, max_length=300)


class CloseOrganisation(Form):
    """The end of one."""

    on = forms.DateField(label=_("From which day"))


class NoteSuccessor(Form):
    """Which organisation this one became. The other is named by its BIN or by its name as the register writes it."""

    successor = forms.CharField(label=_("BIN or name of the successor"), max_length=300)
    kind = forms.ChoiceField(label=_("How"), choices=SuccessionKind.choices)
    on = forms.DateField(label=_("From which day"), required=False)
    source = forms.CharField(label=_("The act that says so"), required=False, max_length=300)

    def __init__(self, *args: Any, by: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if not settings.BODY_NUMBER:
            self.fields["successor"].label = str(_("Name of the successor"))

    def clean_successor(self) -> Organisation:
        """The one organisation that was named."""
        found = queries.named(self.by, self.cleaned_data["successor"])
        if len(found) != 1:
            raise forms.ValidationError(
                self._too_many() if found
                else _("The register has no such organisation.")
            )  # fmt: skip
        return found[0]

    def _too_many(self) -> Any:
        if settings.BODY_NUMBER:
            return _("Several organisations have this name. Please give the BIN.")
        return _("Several organisations have this name.")


class SealFact(Form):
    """A confidential address, or a contact person."""

    kind = forms.ChoiceField(label=_("What"), choices=SealedKind.choices)
    text = forms.CharField(label=_("Text"), max_length=500)
