"""What we ask about a child, a caregiver and a household: forms named as commands."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.children import rules
from qorgan.children.choices import CaregiverSex, Citizenship, Disability, LegalBasis, Relation, Sex
from qorgan.children.identity import CaregiverFacts, ChildFacts
from qorgan.children.models import Care, Child
from qorgan.matching.attributes import Attributes, Birth
from qorgan.matching.choices import Precision
from qorgan.places.forms import PlaceField
from qorgan.texts.identifiers import Doubt
from qorgan.texts.languages import codes, own_name
from qorgan.ui.forms import Form, ManyChoice, PhoneField, ShortChoice

UNSAID = ("", _("not said"))
OLDEST_AGE = 30


def _languages() -> list[tuple[str, str]]:
    return [(code, own_name(code)) for code in codes()]


def _name(label: Any, **given: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=120, required=False, widget=forms.TextInput({"autocomplete": "off"}), **given)


class _Numbered(Form):
    """Asks for a person's number, `iin`, where the country has one that can be checked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.PERSON_NUMBER:
            self.fields.pop("iin", None)

    def clean(self) -> dict[str, Any] | None:
        """Without the question the answer is empty."""
        cleaned = super().clean()
        self.cleaned_data.setdefault("iin", "")
        return cleaned


class _Birth(_Numbered):
    """A birth date as far as it is known: a day, or a year with a month perhaps, or an age."""

    born_on = forms.DateField(label=_("Birth date"), required=False)
    born_in = forms.IntegerField(label=_("Year of birth, where the day is not known"), required=False, min_value=1900, max_value=2100)
    born_month = forms.IntegerField(label=_("Month of birth (1 to 12)"), required=False, min_value=1, max_value=12)
    age = forms.IntegerField(label=_("Age in years, where only that is known"), required=False, min_value=0, max_value=OLDEST_AGE)

    def birth(self) -> Birth | None:
        """The most that was said."""
        said = self.cleaned_data
        if said.get("born_on"):
            return Birth.on(said["born_on"])
        if said.get("born_in") and said.get("born_month"):
            return Birth.in_month(said["born_in"], said["born_month"])
        if said.get("born_in"):
            return Birth.in_year(said["born_in"])
        return Birth.at_age(said["age"], timezone.localdate()) if said.get("age") is not None else None

    def clean_born_on(self) -> date | None:
        """A day that has come."""
        day: date | None = self.cleaned_data["born_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."), code="future")
        return day


class RegisterChild(_Birth):
    """A child. Only a name of some sort is needed."""

    surname = _name(_("Surname"))
    given = _name(_("Given name"))
    patronymic = _name(_("Patronymic"))
    as_given = forms.CharField(
        label=_("Name as it was said"),
        required=False,
        max_length=300,
        help_text=_("The name in one piece, where its parts are not known."),
    )
    also_called = forms.CharField(label=_("Also called"), required=False, max_length=300)
    sex = ShortChoice(label=_("Sex"), choices=[*Sex.choices, UNSAID], required=False)
    iin = forms.CharField(
        label=_("IIN"), required=False, max_length=20, widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
        help_text=_("May stay empty: help does not depend on it."),
    )  # fmt: skip
    place = PlaceField(label=_("Where the child lives"), required=False)
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    phone = PhoneField(label=_("Telephone of the child"), required=False)
    languages = ManyChoice(label=_("Languages that the child understands"), choices=_languages, required=False)
    citizenship = forms.ChoiceField(label=_("Citizenship"), choices=[UNSAID, *Citizenship.choices], required=False)
    disability = forms.ChoiceField(label=_("Disability"), choices=[UNSAID, *Disability.choices], required=False)
    although_similar = forms.BooleanField(label=_("It is another child, although a record looks similar"), required=False)

    field_order = (
        "surname", "given", "patronymic", "as_given", "also_called", "born_on", "born_in", "born_month", "age", "sex", "place",
        "address", "iin", "phone", "languages", "citizenship", "disability", "although_similar",
    )  # fmt: skip

    def doubts(self) -> list[Doubt]:
        """What looks wrong about the number; shown, never refused."""
        return (
            rules.iin_doubts(self.cleaned_data.get("iin", ""), today=timezone.localdate()) if self.is_bound and self.is_valid() else []
        )

    def facts(self) -> ChildFacts:
        """What was said."""
        said = self.cleaned_data
        same = ("surname", "given", "patronymic", "as_given", "also_called", "sex", "iin", "place", "address", "phone", "citizenship")
        return ChildFacts(
            **{name: said[name] for name in same}, birth=self.birth(), languages=tuple(said["languages"]), disability=said["disability"]
        )

    def command(self) -> dict[str, Any]:
        return {"facts": self.facts(), "although_similar": self.cleaned_data["although_similar"]}


class CorrectChild(RegisterChild):
    """The same facts once more; `version` notices that somebody else was faster."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, child: Child, **kwargs: Any) -> None:
        super().__init__(*args, initial={**_said(child), "version": child.version}, **kwargs)
        self.child = child
        del self.fields["although_similar"]

    def facts(self) -> ChildFacts:
        """What was said; what the form does not ask stays."""
        said = super().facts()
        if not any(self.cleaned_data.get(name) for name in ("born_on", "born_in")) and _is_same_age(
            self.child, self.cleaned_data.get("age")
        ):
            said = ChildFacts(**{**_fields(said), "birth": self.child.birth})
        return ChildFacts(**{**_fields(said), "citizenships": tuple(self.child.citizenships)})

    def command(self) -> dict[str, Any]:
        return {"facts": self.facts(), "expected": self.cleaned_data["version"]}


def _fields(facts: ChildFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in ChildFacts.__dataclass_fields__}


def _is_same_age(child: Child, age: int | None) -> bool:
    """Whether the age in the form is what the record says today: an age is kept as a year, and reading it back must not move it."""
    return age is not None and child.birth_precision == Precision.AGE and child.age_on(timezone.localdate()) == age


def _said(child: Child) -> dict[str, Any]:
    """What a record says, by the fields of the form."""
    facts = ChildFacts.of(child)
    said = {**_fields(facts), "languages": list(facts.languages), "place": facts.place.ref if facts.place else ""}
    birth = facts.birth
    if birth is None:
        return said
    if birth.precision == Precision.AGE:
        return {**said, "age": child.age_on(timezone.localdate())}
    if birth.month and birth.day:
        return {**said, "born_on": date(birth.year, birth.month, birth.day)}
    return {**said, "born_in": birth.year, "born_month": birth.month}


class SplitChild(RegisterChild):
    """The other child of whom the record told."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["although_similar"]

    def command(self) -> dict[str, Any]:
        return {"facts": self.facts()}


class SearchChild(_Numbered):
    """A description: two things at least, one of them a name; or an IIN; or the number of a record."""

    number = forms.CharField(label=_("Number of the record"), required=False, max_length=20)
    surname = _name(_("Surname"))
    given = _name(_("Given name"))
    patronymic = _name(_("Patronymic"))
    born_on = forms.DateField(label=_("Birth date"), required=False)
    born_in = forms.IntegerField(label=_("Year of birth, where the day is not known"), required=False, min_value=1900, max_value=2100)
    age = forms.IntegerField(label=_("Age in years, where only that is known"), required=False, min_value=0, max_value=OLDEST_AGE)
    sex = ShortChoice(label=_("Sex"), choices=[*Sex.choices, UNSAID], required=False)
    place = PlaceField(label=_("Where the child lives"), required=False)
    iin = forms.CharField(label=_("IIN"), required=False, max_length=20, widget=forms.TextInput({"autocomplete": "off"}))

    def asked(self) -> Attributes:
        """The description in matching's terms."""
        said = self.cleaned_data
        birth = _Birth.birth(self)  # type: ignore[arg-type]  # the same fields, without the month
        facts = ChildFacts(
            surname=said["surname"], given=said["given"], patronymic=said["patronymic"], sex=said["sex"], birth=birth,
            place=said["place"], iin=said["iin"],
        )  # fmt: skip
        return facts.attributes()


class AddCaregiver(_Numbered):
    """A grown-up, and what this one is to the child."""

    surname = _name(_("Surname"))
    given = _name(_("Given name"))
    patronymic = _name(_("Patronymic"))
    as_given = forms.CharField(label=_("Name as it was said"), required=False, max_length=300)
    relation = forms.ChoiceField(label=_("Relation to the child"), choices=Relation.choices)
    sex = ShortChoice(label=_("Sex"), choices=[*CaregiverSex.choices, UNSAID], required=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    iin = forms.CharField(label=_("IIN"), required=False, max_length=20, widget=forms.TextInput({"autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language"), choices=lambda: [UNSAID, *_languages()], required=False)
    is_primary = forms.BooleanField(label=_("Cares for the child first of all"), required=False)
    lives_with_child = ShortChoice(
        label=_("Lives with the child"), choices=[("yes", _("Yes")), ("no", _("No")), UNSAID], required=False
    )  # fmt: skip
    basis = forms.ChoiceField(
        label=_("Represents the child in law as"),
        choices=[("", _("does not represent the child")), *LegalBasis.choices],
        required=False,
    )
    represents_from = forms.DateField(label=_("From which day"), required=False)
    represents_until = forms.DateField(label=_("Until which day (not included)"), required=False)

    @staticmethod
    def said(tie: Care) -> dict[str, Any]:
        """What the records say, by the fields of the form."""
        facts = CaregiverFacts.of(tie.caregiver, tie)
        lives = {True: "yes", False: "no", None: ""}[tie.lives_with_child]
        return {name: getattr(facts, name) for name in CaregiverFacts.__dataclass_fields__} | {"lives_with_child": lives}

    def command(self) -> dict[str, Any]:
        given = super().command()
        lives = {"yes": True, "no": False}.get(given["lives_with_child"])
        return {"facts": CaregiverFacts(**{**given, "relation": Relation(given["relation"]), "lives_with_child": lives})}


class EndCaregiver(Form):
    """From which day somebody is no caregiver any more."""

    on = forms.DateField(label=_("From which day"))


class MakeHousehold(Form):
    """Where the child lives, and since when."""

    place = PlaceField(label=_("Place"), required=False)
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    since = forms.DateField(label=_("Since which day"), required=False)


class MoveIn(Form):
    """Who else lives there: a caregiver of the child, or another child by its number."""

    who = forms.ChoiceField(label=_("Who"), required=False)
    number = forms.CharField(label=_("Or another child, by the number of the record"), required=False, max_length=20)
    since = forms.DateField(label=_("Since which day"), required=False)

    def __init__(self, *args: Any, ties: list[Care], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carers = {tie.caregiver.ref: tie.caregiver for tie in ties}
        self.fields["who"].choices = [("", ""), *((ref, one.name) for ref, one in self.carers.items())]  # type: ignore[attr-defined]


class MoveOut(Form):
    """The day from which somebody does not live there any more."""

    on = forms.DateField(label=_("From which day"))


class TieCaregiver(Form):
    """Somebody who cares for a brother or sister, and what this one is to the child."""

    who = forms.ChoiceField(label=_("Caregiver"))
    relation = forms.ChoiceField(label=_("Relation to the child"), choices=Relation.choices)

    def __init__(self, *args: Any, known: list[Care], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {tie.caregiver.ref: tie.caregiver for tie in known}
        self.fields["who"].choices = [(ref, one.name) for ref, one in self.known.items()]  # type: ignore[attr-defined]

    def command(self) -> dict[str, Any]:
        facts = CaregiverFacts(relation=Relation(self.cleaned_data["relation"]))
        return {"caregiver": self.known[self.cleaned_data["who"]], "facts": facts}
