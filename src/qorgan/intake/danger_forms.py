"""What we ask about a danger: a counsellor at three in the morning, and a duty officer on a telephone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.intake.actions.danger import Said
from qorgan.intake.actions.duty import Told
from qorgan.intake.danger_choices import LEVELS, REPORT_WAYS, Answer, Factor, Offence, Way
from qorgan.intake.danger_pack import danger as pack
from qorgan.intake.danger_sheets import DANGER, told_of
from qorgan.organisations.models import Organisation
from qorgan.places.forms import PlaceField
from qorgan.referrals.asking import Offer, Sheet
from qorgan.ui.forms import Form, ManyChoice, MomentField, ShortChoice
from qorgan.ui.widgets import Radios, Segments

QUESTION = "q_"
LONGEST, LONGEST_NOTE = 2_000, 1_000
AS_FOUND = ""
CHOSEN = [(AS_FOUND, _("As answered")), *((str(one), str(one)) for one in LEVELS)]


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


class AssessDanger(Form):
    """The questions, in the order of the levels; what is not answered stays as it was known."""

    all_optional = True

    place = PlaceField(label=_("Where the child is"), required=False)
    level = ShortChoice(label=_("Level"), required=False, choices=CHOSEN)
    reason = forms.CharField(label=_("Why a lower level"), required=False, max_length=LONGEST_NOTE, widget=_area())
    offence = ShortChoice(
        label=_("Must an offence be reported?"), required=False, choices=[one for one in Offence.choices if one[0]],
        help_text=_("At levels 4 and 3 nobody goes on without an answer. “Not clear yet” counts as still to be done."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rest = {name: self.fields.pop(name) for name in ("place", "level", "reason", "offence", "once")}
        for one in pack().questions:
            self.fields[f"{QUESTION}{one.key}"] = forms.ChoiceField(
                label=str(one.words), required=False, choices=Answer.choices, initial=Answer.NOT_KNOWN, widget=Segments,
            )  # fmt: skip
        self.fields.update(rest)

    def questions(self) -> list[tuple[int, str, list[Any]]]:
        """The questions as they are drawn: by level, with the level's name."""
        grouped: dict[int, list[Any]] = {}
        for one in pack().questions:
            grouped.setdefault(one.level, []).append(self[f"{QUESTION}{one.key}"])
        return [(level, str(pack().levels[level].names), fields) for level, fields in grouped.items()]

    def answers(self) -> dict[str, str]:
        """Question to answer, as it was sent."""
        names = ((one.key, f"{QUESTION}{one.key}") for one in pack().questions)
        return {key: str(self.cleaned_data.get(name) or Answer.NOT_KNOWN) for key, name in names}

    def command(self) -> dict[str, Any]:
        given = self.cleaned_data
        said = Said(
            answers=self.answers(), level=int(given["level"]) if given["level"] else None, reason=given["reason"],
            offence=given["offence"], place=given["place"],
        )  # fmt: skip
        return {"said": said}


class NoteCall(Form):
    """An emergency number was rung."""

    number = ShortChoice(label=_("Which number"), choices=())
    called_at = MomentField(label=_("When"), initial=timezone.localtime)
    incident = forms.CharField(label=_("Number of the incident"), required=False, max_length=80)

    def __init__(self, *args: Any, numbers: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].choices = list(numbers)[:5]  # type: ignore[attr-defined]


class CloseDanger(Form):
    """The danger is finished."""

    why = forms.CharField(label=_("How it ended"), required=False, max_length=LONGEST_NOTE, widget=_area())


class NotifyBody(Form):
    """Which organisation is told, what, and how the link is opened."""

    organisation = forms.ChoiceField(label=_("Which one"), widget=Radios)
    message = forms.CharField(
        label=_("In your own words"), required=False, max_length=LONGEST, widget=_area(4),
        help_text=_("What happens, where the child is, what is needed. The body reads this and what you tick below, nothing else."),
    )  # fmt: skip
    factor = forms.ChoiceField(label=_("How the link is opened"), choices=Factor.choices, initial=Factor.PIN)

    def __init__(self, *args: Any, bodies: Sequence[tuple[str, str]], sheets: Sequence[Sheet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheets = sheets
        rest = {name: self.fields.pop(name) for name in ("factor", "once")}
        self.fields["organisation"].choices = bodies  # type: ignore[attr-defined]
        self.fields["organisation"].initial = bodies[0][0] if bodies else None
        for sheet in sheets:
            keys = [f"{sheet.form}:{offer.name}" for offer in sheet.offers]
            self.fields[f"form-{sheet.form}"] = ManyChoice(
                label=str(sheet.title), required=False, choices=list(zip(keys, map(_words, sheet.offers), strict=True)),
                initial=keys if sheet.form == DANGER else [],
            )  # fmt: skip
        self.fields.update(rest)

    def clean_organisation(self) -> Organisation:
        """The organisation itself."""
        return Organisation.objects.select_related("kind", "place").get(ref=self.cleaned_data["organisation"])

    def command(self) -> dict[str, Any]:
        given = super().command()
        keys = frozenset(key for name, values in given.items() if name.startswith("form-") for key in values)
        return {
            "organisation": given["organisation"], "factor": Factor(given["factor"]),
            "told": told_of(self.sheets, keys, given["message"]),
        }  # fmt: skip


def _words(offer: Offer) -> str:
    """A field with its answer; what tells who the child is says so."""
    shown = str(offer.value)
    short = shown if len(shown) <= 120 else f"{shown[:120]}…"
    mark = f" ({_('tells who the child is')})" if offer.is_identifying else ""
    return f"{offer.label}: {short}{mark}"


class RemindBody(Form):
    """The notification goes out again, with a fresh link."""

    factor = forms.ChoiceField(label=_("How the link is opened"), choices=Factor.choices)


class TakeNotification(Form):
    """We take it: who, and what is done when."""

    name = forms.CharField(label=_("Name of who answers"), max_length=120)
    position = forms.CharField(label=_("Position"), required=False, max_length=120)
    plan = forms.CharField(label=_("What is done, and when"), max_length=LONGEST_NOTE, widget=_area())


class DeclineNotification(Form):
    """It is not ours: why, and whose it is."""

    name = forms.CharField(label=_("Name of who answers"), max_length=120)
    position = forms.CharField(label=_("Position"), required=False, max_length=120)
    reason = forms.CharField(label=_("Why it is not yours"), max_length=LONGEST_NOTE, widget=_area())
    pass_to = forms.CharField(label=_("Whose it is"), required=False, max_length=300)


class ReportOffence(Form):
    """An offence was reported."""

    offence = forms.ChoiceField(label=_("What was reported"))
    to = forms.ChoiceField(label=_("To whom"))
    way = ShortChoice(label=_("How"), choices=[(one.value, one.label) for one in REPORT_WAYS], initial=Way.TELEPHONE.value)
    at = MomentField(label=_("When"), initial=timezone.localtime)
    body_number = forms.CharField(label=_("Number that the body gave"), required=False, max_length=80)
    note = forms.CharField(label=_("Note"), required=False, max_length=LONGEST_NOTE, widget=_area())

    def __init__(self, *args: Any, recipients: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offence"].choices = [("", ""), *((key, str(name)) for key, name in pack().offences.items())]  # type: ignore[attr-defined]
        self.fields["to"].choices = recipients  # type: ignore[attr-defined]

    def clean_to(self) -> Organisation:
        """The organisation itself."""
        return Organisation.objects.select_related("kind").get(ref=self.cleaned_data["to"])

    def command(self) -> dict[str, Any]:
        given = super().command()
        return {"told": Told(given["offence"], given["to"], Way(given["way"]), given["at"], given["body_number"], given["note"])}


class OmitReport(Form):
    """An offence is consciously not reported."""

    reason = forms.ChoiceField(label=_("Why not"))
    note = forms.CharField(label=_("In a few words"), max_length=LONGEST_NOTE, widget=_area())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", ""), *((key, str(name)) for key, name in pack().no_report.items())]  # type: ignore[attr-defined]


class Countersign(Form):
    """The second person decides."""

    is_agreed = ShortChoice(label=_("Decision"), choices=[("yes", _("Agreed: no report")), ("no", _("It must be reported"))])
    remark = forms.CharField(label=_("Remark"), required=False, max_length=LONGEST_NOTE, widget=_area())

    def command(self) -> dict[str, Any]:
        given = super().command()
        return {**given, "is_agreed": given["is_agreed"] == "yes"}


class Sure(Form):
    """Nothing but a button."""
