"""What intake asks: forms named as commands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.casework import codes
from qorgan.casework.choices import Risk, Sheet
from qorgan.children.choices import Sex
from qorgan.children.identity import ChildFacts
from qorgan.children.models import Child
from qorgan.children.queries.same import Hint
from qorgan.forms.definition import in_words
from qorgan.forms.queries import current_version
from qorgan.helpline.models import Contact
from qorgan.intake.actions.handover import Chosen, Consent
from qorgan.intake.choices import WAYS_TO_END, Ending, GivenBy, Helped, Wish
from qorgan.intake.models import Handover
from qorgan.intake.models.answer import LONGEST_ANSWER
from qorgan.intake.pack import ticked
from qorgan.intake.queries.handover import facts_of, offered
from qorgan.intake.queries.owners import owners
from qorgan.matching.attributes import Birth
from qorgan.organisations.models import Organisation
from qorgan.places.forms import PlaceField
from qorgan.places.models import Place
from qorgan.texts.languages import current
from qorgan.ui.forms import Form, ManyChoice, PhoneField, ShortChoice
from qorgan.ui.widgets import Radios

NEW, CHILD, CASE = "new", "child:", "case:"
"""Whom a contact is about: a child that is not registered, one that is, or the child of a case that this contact led to."""
LONGEST_VALUE = 160
CAPACITY = "consent_given_as"
"""The question of the consent form whose answers are the capacities of a representative."""
OLDEST_AGE = 30


def _choose(form: forms.Form, name: str, options: Iterable[tuple[Any, Any]], *, is_optional: bool = False) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = [*([("", "")] if is_optional else []), *options]


def _capacities() -> list[tuple[str, str]]:
    form = current_version(Sheet.CONSENT.form_key).form
    node = form.nodes.get(CAPACITY)
    choices = form.choices_of(node) if node is not None else ()
    return [(one.name, in_words(one.label, current(), form.languages)) for one in choices]


class HandOver(Form):
    """A contact becomes a case: whose, how grave, what of the record is handed over, by what right, and to whom."""

    which = forms.ChoiceField(label=_("Which child is it"), widget=Radios, choices=())
    surname = forms.CharField(label=_("Surname"), max_length=120, required=False)
    given = forms.CharField(label=_("Given name"), max_length=120, required=False)
    also_called = forms.CharField(
        label=_("What the child is called"),
        max_length=300,
        required=False,
        help_text=_("A nickname is enough where no name is known."),
    )
    age = forms.IntegerField(label=_("Age in years, where only that is known"), required=False, min_value=0, max_value=OLDEST_AGE)
    sex = ShortChoice(label=_("Sex"), choices=[*Sex.choices, ("", _("not said"))], required=False)
    place = PlaceField(label=_("Where the child lives"))
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    phone = PhoneField(label=_("Telephone of the child"), required=False)

    risk = ShortChoice(label=_("Risk"), choices=Risk.choices)
    is_urgent = forms.BooleanField(label=_("Urgent: somebody must act today"), required=False)
    concerns = ManyChoice(label=_("Concerns"), choices=())
    story = forms.CharField(label=_("What is known"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}))
    lines = ManyChoice(label=_("What is handed over"), choices=(), required=False)

    wants_help = ShortChoice(label=_("Does the child want help"), choices=Wish.choices)
    agrees_to_tell = ShortChoice(label=_("Does the child agree that we tell somebody"), choices=Wish.choices)
    wish_words = forms.CharField(
        label=_("In the child's words"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2})
    )

    legal_ground = forms.ChoiceField(label=_("Legal ground"), choices=())
    given_by = ShortChoice(label=_("Who agreed"), choices=GivenBy.choices)
    capacity = forms.ChoiceField(label=_("In what capacity"), choices=(), required=False)
    consent_name = forms.CharField(label=_("Name of the representative"), max_length=300, required=False)
    consent_on = forms.DateField(label=_("Day of the consent"), required=False)
    note = forms.CharField(
        label=_("What supports this ground"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where the law lets you act without consent it asks for the reason in words."),
    )
    organisation = forms.ChoiceField(label=_("Who gets the case"), choices=())
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, contact: Contact, handovers: list[Handover], hints: list[Hint], place: Place | None, **kwargs: Any
    ) -> None:
        facts, concerns = facts_of(contact)
        lines = offered(contact)
        start = {
            "which": f"{CASE}{handovers[-1].ref}" if handovers else NEW,
            **_told(facts),
            "place": place.ref if place else "",
            "concerns": concerns,
            "lines": [line.name for line in lines if line.name in ticked()],
            "given_by": GivenBy.NOBODY,
            "seen": len(handovers),
        }
        super().__init__(*args, initial={**start, **kwargs.pop("initial", {})}, **kwargs)
        self.children: dict[str, Child] = {f"{CHILD}{hint.child.ref}": hint.child for hint in hints}
        self.cases = {f"{CASE}{one.ref}": one for one in handovers}
        self.owners = {str(one.organisation.ref): one.organisation for one in owners(place)} if place else {}
        self.languages, self.has_lines = facts.languages, bool(lines)
        _choose(self, "which", [*self._cases(), *self._children(hints), (NEW, _("A child that is not registered"))])
        _choose(self, "concerns", codes.options("concerns"))
        _choose(self, "legal_ground", codes.options("legal_grounds"), is_optional=True)
        _choose(self, "capacity", _capacities(), is_optional=True)
        _choose(self, "lines", [(line.name, f"{line.label}: {str(line.value)[:LONGEST_VALUE]}") for line in lines])
        _choose(
            self, "organisation", [(ref, f"{one}, {one.place.names}") for ref, one in self.owners.items()], is_optional=not self.owners
        )

    def _cases(self) -> list[tuple[str, str]]:
        said = _("The child of case %(number)s: add this contact to it")
        return [(key, str(said) % {"number": one}) for key, one in self.cases.items()]

    @staticmethod
    def _children(hints: list[Hint]) -> list[tuple[str, str]]:
        return [(f"{CHILD}{hint.child.ref}", f"{hint.child.name} ({hint.child}): {hint.grade.label}") for hint in hints]

    def clean(self) -> dict[str, Any] | None:
        """A further contact of a case needs no organisation: the case has one."""
        cleaned = super().clean()
        if str(self.cleaned_data.get("which", "")).startswith(CASE):
            self.errors.pop("organisation", None)
        return cleaned

    def command(self) -> dict[str, Any]:
        said = self.cleaned_data
        chosen = Chosen(
            place=said["place"],
            organisation=self._organisation(),
            risk=Risk(said["risk"]),
            concerns=tuple(said["concerns"]),
            legal_ground=said["legal_ground"],
            consent=Consent(
                given_by=GivenBy(said["given_by"]),
                capacity=said["capacity"],
                name=said["consent_name"],
                on=said["consent_on"],
                note=said["note"],
            ),
            wants_help=Wish(said["wants_help"]),
            agrees_to_tell=Wish(said["agrees_to_tell"]),
            child=self.children.get(said["which"]),
            facts=self.facts() if said["which"] == NEW else None,
            into=self.cases.get(said["which"]),
            story=said["story"],
            wish_words=said["wish_words"],
            is_urgent=said["is_urgent"],
            lines=frozenset(said["lines"]),
        )
        return {"chosen": chosen, "client_key": self.token or uuid4(), "seen": said["seen"]}

    def _organisation(self) -> Organisation:
        into = self.cases.get(self.cleaned_data["which"])
        return into.to_organisation if into else self.owners[self.cleaned_data["organisation"]]

    def facts(self) -> ChildFacts:
        """What was said of a child that is not registered; a child without a name is one of whom the rest is known."""
        said = self.cleaned_data
        same = ("surname", "given", "also_called", "sex", "place", "address", "phone")
        return _facts({name: said[name] for name in same}, said["age"], self.languages)


def _facts(same: dict[str, Any], age: int | None, languages: tuple[str, ...]) -> ChildFacts:
    return ChildFacts(**same, birth=None if age is None else Birth.at_age(age, timezone.localdate()), languages=languages)


def _told(facts: ChildFacts) -> dict[str, Any]:
    age = None if facts.birth is None else timezone.localdate().year - facts.birth.year
    return {
        "given": facts.given,
        "surname": facts.surname,
        "age": age,
        "sex": facts.sex,
        "address": facts.address,
        "phone": facts.phone,
    }


class WriteAnswer(Form):
    """What the child may be told."""

    text = forms.CharField(
        label=_("What the child may be told"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("In the child's language and in plain words. The counsellor puts it into the conversation."),
    )


class SendAnswer(Form):
    """The counsellor's own words to the child."""

    text = forms.CharField(label=_("Your message to the child"), max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 6}))

    def command(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"], "client_key": self.token or uuid4()}


class EndFollowUp(Form):
    """What became of it."""

    ending = forms.ChoiceField(label=_("What became of it"), widget=Radios, choices=[(one.value, one.label) for one in WAYS_TO_END])
    helped = ShortChoice(label=_("Did it help"), choices=[*Helped.choices, ("", _("not said"))], required=False)
    words = forms.CharField(label=_("In the child's words"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))

    def command(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"ending": Ending(said["ending"]), "helped": Helped(said["helped"]) if said["helped"] else None, "words": said["words"]}
