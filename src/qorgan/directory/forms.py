"""What we ask the keeper of a service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.directory import queries
from qorgan.directory.choices import LocationType, Sex, Status, TaxonomyKey, VerificationOutcome, Weekday
from qorgan.directory.described import Band, ServiceFacts
from qorgan.directory.fields import AgesField, PhonesField, PlacesField, TermsField, written_ages
from qorgan.directory.hours import DAYS, Opening, UnclearHours, read_hours, weekly
from qorgan.directory.models import Capacity, Location, Schedule, Service, TaxonomyTerm
from qorgan.organisations.models import Organisation
from qorgan.places.forms import PlaceField
from qorgan.texts.widgets import WordsFormField
from qorgan.ui.forms import Form, ShortChoice

NO_PLACE = _("Write no address of a confidential site and no name of a person here.")


class DescribeService(Form):
    """Everything that is said of a service."""

    names = WordsFormField(label=_("Name"), max_length=200, every_language=False)
    kinds = TermsField(label=_("Kind of service"), taxonomy=TaxonomyKey.KIND)
    needs = TermsField(label=_("Needs it answers"), taxonomy=TaxonomyKey.NEED, required=False)
    ages = AgesField(
        label=_("Ages"), required=False, max_length=100, help_text=_("For example 7-17, or 0-3, 14-17. Empty: everybody.")
    )  # fmt: skip
    sex = ShortChoice(label=_("Takes"), choices=Sex.choices)
    areas = PlacesField(
        label=_("Takes children of these places"), required=False, help_text=_("Empty: where its sites are.")
    )  # fmt: skip
    languages = TermsField(label=_("Languages"), taxonomy=TaxonomyKey.LANGUAGE, required=False)
    phones = PhonesField(label=_("Telephone numbers of the service"), required=False, max_length=300)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=200)
    url = forms.URLField(label=_("Website"), required=False, max_length=300, assume_scheme="https")
    is_free = forms.BooleanField(label=_("Free of charge"), required=False)
    fees_description = WordsFormField(label=_("What it costs"), required=False, every_language=False, max_length=500)
    description = WordsFormField(
        label=_("What is done"), required=False, every_language=False, multiline=True, max_length=2_000, help_text=NO_PLACE
    )  # fmt: skip
    application_process = WordsFormField(
        label=_("How to get in"), required=False, every_language=False, multiline=True, max_length=1_000, help_text=NO_PLACE
    )  # fmt: skip
    alert = WordsFormField(label=_("News for the moment"), required=False, every_language=False, max_length=300)
    is_listed = forms.BooleanField(label=_("The public may see this service"), required=False)

    def __init__(self, *args: Any, by: Principal, service: Service | None = None, **kwargs: Any) -> None:
        self.before = queries.facts_of(service) if service is not None else None
        super().__init__(*args, initial=_initial(self.before), **kwargs)
        self.organisations = [] if service is not None else queries.keepable(by)
        if len(self.organisations) > 1:
            choices = [("", ""), *((one.ref, str(one.names)) for one in self.organisations)]
            self.fields["organisation"] = forms.ChoiceField(label=_("Organisation"), choices=choices)
            self.fields["organisation"].widget.attrs["class"] = "q-input"
            self.order_fields(["organisation"])

    @property
    def organisation(self) -> Organisation:
        """Whose service it is: the one chosen, or the only one there is."""
        chosen = self.cleaned_data.get("organisation")
        return next(one for one in self.organisations if chosen is None or one.ref == chosen)

    def command(self) -> dict[str, Any]:
        given = super().command()
        given.pop("organisation", None)
        ages, sex = given.pop("ages"), given.pop("sex")
        bands = tuple(Band(low, high, sex) for low, high in ages) or ((Band(sex=sex),) if sex != Sex.ANY else ())
        if self.before is not None and "ages" not in self.changed_data and "sex" not in self.changed_data:
            bands = self.before.bands
        kept = {"alternate_names", "interpretation_services", "accreditations", "eligibility_description"}
        unasked = {name: getattr(self.before, name) for name in kept} if self.before else {}
        languages = tuple(term.code for term in given.pop("languages"))
        return {"facts": ServiceFacts(**{**unasked, **given, "bands": bands, "languages": languages})}


def _initial(facts: ServiceFacts | None) -> dict[str, Any]:
    if facts is None:
        return {"is_free": True, "is_listed": True, "sex": Sex.ANY}
    asked = {name: getattr(facts, name) for name in DescribeService.base_fields if hasattr(facts, name)}
    sexes = {band.sex for band in facts.bands}
    return {**asked, "ages": written_ages(facts.bands), "sex": sexes.pop() if len(sexes) == 1 else Sex.ANY}


class CloseService(Form):
    """A service is not given."""

    status = forms.ChoiceField(
        label=_("How"), choices=[(one.value, one.label) for one in (Status.CLOSED, Status.INACTIVE, Status.DEFUNCT)]
    )  # fmt: skip
    until = forms.DateField(label=_("Open again from"), required=False)


class VerifyService(Form):
    """The entry was checked."""

    outcome = ShortChoice(label=_("What came out"), choices=VerificationOutcome.choices)
    next_check_on = forms.DateField(
        label=_("Next check"), required=False, help_text=_("Empty: as the country's setting says.")
    )  # fmt: skip


def _units() -> list[tuple[str, str]]:
    return [(term.code, str(term.names)) for term in queries.terms(TaxonomyKey.UNIT)]


class CountPlaces(Form):
    """How many places are free."""

    unit = ShortChoice(label=_("Counted in"), choices=_units)
    available = forms.IntegerField(label=_("Free"), min_value=0, max_value=100_000)
    maximum = forms.IntegerField(label=_("Of how many"), min_value=0, max_value=100_000, required=False)

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        row = Capacity.objects.filter(service=service, service_at_location=None).select_related("unit").first()
        known = {"unit": row.unit.code, "available": row.available, "maximum": row.maximum} if row else {}
        super().__init__(*args, initial=known, **kwargs)

    def clean_unit(self) -> TaxonomyTerm:
        """The unit itself."""
        return TaxonomyTerm.objects.get(taxonomy=TaxonomyKey.UNIT, code=self.cleaned_data["unit"])


class SetHours(Form):
    """The hours of a week, day by day."""

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        once = self.fields.pop("once")
        stretches = weekly(Schedule.objects.filter(service=service))
        for day in Weekday:
            known = ", ".join(f"{one.opens_at:%H:%M}-{one.closes_at:%H:%M}" for one in stretches if day.value in one.days)
            self.fields[day.value] = forms.CharField(
                label=day.label, required=False, max_length=60, initial=known,
                widget=forms.TextInput({"class": "q-input", "placeholder": "09:00-18:00"}),
            )  # fmt: skip
        self.fields["once"] = once

    def clean(self) -> dict[str, Any]:
        """Reads each day; a text that is no hours is told at its day."""
        given = super().clean() or {}
        self.openings: list[Opening] = []
        for day in DAYS:
            parts = [part.strip() for part in given.get(day, "").split(",") if part.strip()]
            try:
                self.openings += [one for part in parts for one in read_hours(f"{day} {part}")]
            except UnclearHours:
                self.add_error(day, _("Write hours like 09:00-18:00."))
        return given

    def command(self) -> dict[str, Any]:
        times = dict.fromkeys((one.opens_at, one.closes_at) for one in self.openings)
        return {
            "openings": [
                Opening(tuple(day for one in self.openings if (one.opens_at, one.closes_at) == pair for day in one.days), *pair)
                for pair in times
            ]
        }


class ExceptDay(Form):
    """One day at other hours."""

    on = forms.DateField(label=_("Day"))
    opens_at = forms.TimeField(label=_("Opens"), required=False, help_text=_("Empty: closed on this day."))
    closes_at = forms.TimeField(label=_("Closes"), required=False)


class DescribeSite(Form):
    """A site, and whether it is secret."""

    location_type = ShortChoice(label=_("What it is"), choices=LocationType.choices)
    place = PlaceField(label=_("Place"))
    names = WordsFormField(label=_("Name"), required=False, every_language=False, max_length=200)
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    postal_code = forms.CharField(label=_("Postal code"), required=False, max_length=16)
    transportation = WordsFormField(label=_("How to get there"), required=False, every_language=False, max_length=300)
    accessibility = TermsField(label=_("Accessibility"), taxonomy=TaxonomyKey.ACCESSIBILITY, required=False)
    is_confidential = forms.BooleanField(
        label=_("Confidential site"), required=False,
        help_text=_("Name and address are sealed and leave the system in no way. This cannot be taken back."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, location: Location | None = None, known: dict[str, Any] | None = None,
        is_always_confidential: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        initial: dict[str, Any] = {"location_type": LocationType.PHYSICAL}
        if location is not None:
            initial = {**(known or {}), "place": location.place.ref}
        super().__init__(*args, initial=initial, **kwargs)
        if location is not None or is_always_confidential:
            del self.fields["is_confidential"]

    def command(self) -> dict[str, Any]:
        given = super().command()
        facts = {name: given.pop(name) for name in tuple(given) if name not in ("place", "is_confidential")}
        facts["accessibility"] = [term.code for term in facts["accessibility"]]
        return {**given, "facts": facts}


class ChooseSite(Form):
    """A site of the organisation at which the service is given too."""

    location = forms.ChoiceField(label=_("Site"))

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = service.service_at_locations.values("location")
        rows = Location.objects.open().filter(organisation=service.organisation_id).exclude(pk__in=taken)
        self.sites = {one.ref: one for one in rows.select_related("place")}
        self.fields["location"].choices = [  # type: ignore[attr-defined]
            (ref, f"{one}, {one.place.names}") for ref, one in self.sites.items()
        ]  # fmt: skip

    def clean_location(self) -> Location:
        """The site itself."""
        return self.sites[self.cleaned_data["location"]]


class GiveUpSite(Form):
    """A site is given up."""

    on = forms.DateField(label=_("From which day"), initial=timezone.localdate)
