"""What casework asks: forms named as commands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.casework import access, codes
from qorgan.casework.choices import Risk, TaskState
from qorgan.casework.models import Case
from qorgan.organisations.models import Organisation
from qorgan.places.forms import PlaceField
from qorgan.staff.queries import workers_at
from qorgan.ui.forms import Form, ManyChoice, ShortChoice
from qorgan.vault.papers import LARGEST

HOURS = time(18, 0)
"""A day without an hour means the end of its work."""


def _choose(form: forms.Form, name: str, options: Iterable[tuple[Any, Any]], *, is_optional: bool = False) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = [*([("", "")] if is_optional else []), *options]


class _Head(Form):
    """What stands in the head of a case."""

    risk = ShortChoice(label=_("Risk"), choices=Risk.choices)
    is_urgent = forms.BooleanField(label=_("Urgent: somebody must act today"), required=False)
    concerns = ManyChoice(label=_("Concerns"), choices=())
    legal_ground = forms.ChoiceField(label=_("Legal ground"), choices=())
    place = PlaceField(label=_("Where the child lives"))
    story = forms.CharField(label=_("What is known"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "concerns", codes.options("concerns"))
        _choose(self, "legal_ground", codes.options("legal_grounds"), is_optional=True)


class OpenCase(_Head):
    """A case for a child that is registered."""

    take = forms.BooleanField(label=_("I answer for it myself"), required=False, initial=True)

    def __init__(self, *args: Any, by: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def command(self) -> dict[str, Any]:
        given = super().command()
        takes = given.pop("take")
        return {**given, "owner": self.by.account_id if takes else None}


class ChangeCase(_Head):
    """The head of a case as it is now; `version` is what the writer had before their eyes."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, initial={**head_of(case), "version": case.version}, **kwargs)


def head_of(case: Case) -> dict[str, Any]:
    """The fields of the head by the names of the form."""
    return {
        "risk": case.risk,
        "is_urgent": case.is_urgent,
        "concerns": case.concerns,
        "legal_ground": case.legal_ground,
        "place": case.place,
        "story": case.story or "",
    }


class ChooseWorker(Form):
    """A worker of the case's organisation."""

    to = forms.ChoiceField(label=_("To whom"), choices=())

    def __init__(self, *args: Any, case: Case, without: Iterable[UUID | None] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left_out = set(without)
        people = workers_at(case.organisation_id, permission=access.CASE_READ)
        _choose(self, "to", [(str(account), name) for account, name in people if account not in left_out], is_optional=True)

    def command(self) -> dict[str, Any]:
        return {"to": UUID(self.cleaned_data["to"])}


class AskTransfer(Form):
    """Another organisation that is asked to take the case over."""

    target = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none(), to_field_name="ref")
    consent_ground = forms.ChoiceField(label=_("Legal ground"), choices=())
    summary = forms.CharField(
        label=_("What help is needed"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Without names: until the other side accepts it sees these words and nothing else."),
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["target"]).queryset = organisations
        _choose(self, "consent_ground", codes.options("legal_grounds"), is_optional=True)


class DeclineTransfer(Form):
    """Why the case cannot be taken."""

    remark = forms.CharField(label=_("Why not"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))


class MakeTask(ChooseWorker):
    """A task by hand."""

    what = forms.CharField(label=_("What is to be done"), max_length=1_000)
    due_on = forms.DateField(label=_("Until which day"))
    to = forms.ChoiceField(label=_("Who does it"), choices=(), required=False)
    field_order = ("what", "due_on", "to")

    def command(self) -> dict[str, Any]:
        given = self.cleaned_data
        due = timezone.make_aware(datetime.combine(given["due_on"], HOURS))
        return {"what": given["what"], "due_at": due, "assignee": UUID(given["to"]) if given["to"] else None}


class EndTask(Form):
    """How a task ended."""

    state = ShortChoice(label=_("How it ended"), choices=[(TaskState.DONE, _("Done")), (TaskState.DROPPED, _("Not needed any more"))])
    outcome = forms.CharField(label=_("What came of it"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))


class WriteNote(Form):
    """A note in a case."""

    subject = forms.CharField(label=_("About"), required=False, max_length=200)
    text = forms.CharField(label=_("Note"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}))


class AddDocument(Form):
    """A paper or a picture."""

    file = forms.FileField(label=_("File"), max_length=200, help_text=_("Picture, PDF, text or office file, up to 20 MB."))
    about = forms.CharField(label=_("What it shows"), required=False, max_length=1_000)

    def command(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"file": given["file"], "name": given["file"].name, "about": given["about"]}

    def clean_file(self) -> Any:
        """Too large a file is refused before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 20 MB. Send it in parts, or as a smaller picture."))
        return file


class EndService(Form):
    """Whether a service was given."""

    was_given = ShortChoice(label=_("Was it given?"), choices=[("yes", _("Yes")), ("no", _("No"))])
    result = forms.CharField(label=_("What came of it"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))

    def command(self) -> dict[str, Any]:
        return {"was_given": self.cleaned_data["was_given"] == "yes", "result": self.cleaned_data["result"]}


class AskClosure(Form):
    """Why the case may be closed; somebody else decides."""

    reason_code = forms.ChoiceField(label=_("Reason"), choices=())
    why = forms.CharField(label=_("In a few words"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "reason_code", codes.options("closure_reasons"), is_optional=True)


class Decide(Form):
    """Agree, or send back."""

    verdict = ShortChoice(label=_("Decision"), choices=[("yes", _("Agree")), ("no", _("Send back"))])
    remark = forms.CharField(label=_("Remark"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))

    def command(self) -> dict[str, Any]:
        return {"is_approved": self.cleaned_data["verdict"] == "yes", "remark": self.cleaned_data["remark"]}


class ReopenCase(Form):
    """Why a closed case is opened again."""

    why = forms.CharField(label=_("Why"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))
