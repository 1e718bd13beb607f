"""What both sides of a grant are asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.directory.models import Service, ServiceAtLocation
from qorgan.grants.actions import Figure, Planned
from qorgan.grants.granting_pack import granting
from qorgan.grants.models import Actual, Deliverable, Document, ProjectLine, Report
from qorgan.grants.project_choices import DeliverableKind, Disability, Sex
from qorgan.grants.row_forms import MoneyField, RowsForm
from qorgan.places.forms import PlaceField
from qorgan.ui.forms import Form, ManyChoice
from qorgan.vault.papers import LARGEST


class PlanTranches(RowsForm):
    """The tranches of a grant."""

    columns = ("amount", "due_on")
    measure = "amount"

    def row(self) -> dict[str, forms.Field]:
        return {"amount": MoneyField(label=_("Amount")), "due_on": forms.DateField(label=_("Due on"))}

    def command(self) -> dict[str, Any]:
        return {"plan": [Planned(row["amount"], row["due_on"]) for row in self.values()]}


class DraftContract(Form):
    """The words of a version of the contract; parties, money, days, budget and tranches are put in by the software."""

    terms = forms.CharField(label=_("Terms in words"), max_length=20_000, widget=forms.Textarea)
    reason = forms.CharField(label=_("Why there is a new version"), required=False, max_length=1_000)

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["reason"]


class PayTranche(Form):
    """A payment."""

    on = forms.DateField(label=_("Paid on"), initial=timezone.localdate)
    order = forms.CharField(label=_("Number of the payment order"), max_length=40)


class AddPaper(Form):
    """A paper of the project."""

    file = forms.FileField(label=_("File"), max_length=200, help_text=_("Picture, PDF, text or office file, up to 20 MB."))

    def command(self) -> dict[str, Any]:
        return {"file": self.cleaned_data["file"], "name": self.cleaned_data["file"].name}

    def clean_file(self) -> Any:
        """Too large a file is refused before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 20 MB. Send it in parts, or as a smaller picture."))
        return file


def _by_ref(rows: Sequence[Any]) -> dict[str, Any]:
    return {row.ref: row for row in rows}


class RecordExpenditure(Form):
    """What was spent."""

    line = forms.ChoiceField(label=_("Line of the budget"))
    amount = MoneyField(label=_("Amount"))
    on = forms.DateField(label=_("On which day"), initial=timezone.localdate)
    words = forms.CharField(label=_("What was paid for"), max_length=400)
    document = forms.ChoiceField(label=_("Document"), help_text=_("Add the paper to the project first."))

    def __init__(self, *args: Any, lines: Sequence[ProjectLine], documents: Sequence[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.documents = _by_ref(lines), _by_ref(documents)
        self.fields["line"].choices = [("", ""), *((ref, one.words) for ref, one in self.lines.items())]  # type: ignore[attr-defined]
        self.fields["document"].choices = [("", ""), *((ref, one.name) for ref, one in self.documents.items())]  # type: ignore[attr-defined]

    def command(self) -> dict[str, Any]:
        given = super().command()
        return {**given, "line": self.lines[given["line"]], "document": self.documents[given["document"]]}


class AskMove(Form):
    """Money from one line to another."""

    source = forms.ChoiceField(label=_("From the line"))
    target = forms.ChoiceField(label=_("To the line"))
    amount = MoneyField(label=_("Amount"))
    reason = forms.CharField(label=_("Reason"), max_length=1_000, widget=forms.Textarea)

    def __init__(self, *args: Any, lines: Sequence[ProjectLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = _by_ref(lines)
        for name in ("source", "target"):
            self.fields[name].choices = [("", ""), *((ref, one.words) for ref, one in self.lines.items())]  # type: ignore[attr-defined]

    def command(self) -> dict[str, Any]:
        given = super().command()
        return {**given, "source": self.lines[given["source"]], "target": self.lines[given["target"]]}


def _yes(value: str) -> bool:
    return value == "yes"


class DecideExpenditure(Form):
    """Whether an expenditure counts."""

    is_accepted = forms.TypedChoiceField(
        label=_("Decision"), choices=[("yes", _("Accept")), ("no", _("Refuse"))], coerce=_yes, widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("Reason, where it is refused"), required=False, max_length=1_000, widget=forms.Textarea)


class DecideMove(Form):
    """Whether money moves."""

    is_approved = forms.TypedChoiceField(
        label=_("Decision"), choices=[("yes", _("Approve")), ("no", _("Refuse"))], coerce=_yes, widget=forms.RadioSelect
    )


class PromiseDeliverable(Form):
    """A result that the project will bring."""

    kind = forms.ChoiceField(label=_("Kind of result"), choices=DeliverableKind.choices)
    title = forms.CharField(label=_("What it is called"), max_length=200)


class ClaimDeliverable(Form):
    """The evidence of one kind of result."""

    address = forms.URLField(label=_("Address of the publication"), required=False, max_length=300, assume_scheme="https")
    published_on = forms.DateField(label=_("Published on"), required=False)
    document = forms.ChoiceField(label=_("Document"), required=False)
    service = forms.ChoiceField(label=_("Service of the directory"), required=False)
    sites = ManyChoice(label=_("Sites of the network"), required=False)

    KEPT = {
        DeliverableKind.STUDY: ("address", "published_on", "document"), DeliverableKind.CENTRE: ("service",),
        DeliverableKind.HELPLINE: ("service",), DeliverableKind.NETWORK: ("sites",),
    }  # fmt: skip

    def __init__(
        self, *args: Any, deliverable: Deliverable, documents: Sequence[Document], services: QuerySet[Service], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kept = {*self.KEPT[DeliverableKind(deliverable.kind)], "once"}
        for name in [name for name in self.fields if name not in kept]:
            del self.fields[name]
        self.documents = _by_ref(documents)
        self.services: dict[str, Service] = {}
        self.at_sites: dict[str, ServiceAtLocation] = {}
        if "document" in self.fields:
            self.fields["document"].choices = [("", ""), *((ref, one.name) for ref, one in self.documents.items())]  # type: ignore[attr-defined]
        if "service" in self.fields:
            self.services = _by_ref(list(services))
            self.fields["service"].choices = [("", ""), *((ref, str(one.names)) for ref, one in self.services.items())]  # type: ignore[attr-defined]
        if "sites" in self.fields:
            rows = ServiceAtLocation.objects.filter(service__in=services).select_related(
                "service", "location", "location__organisation"
            )
            self.at_sites = {str(one.pk): one for one in rows}
            self.fields["sites"].choices = [  # type: ignore[attr-defined]
                (key, f"{one.location.organisation}: {one.service.names}") for key, one in self.at_sites.items()
            ]

    def command(self) -> dict[str, Any]:
        given = super().command()
        return {
            "address": given.get("address", ""), "published_on": given.get("published_on"),
            "document": self.documents.get(given.get("document", "")), "service": self.services.get(given.get("service", "")),
            "sites": [self.at_sites[key] for key in given.get("sites", [])],
        }  # fmt: skip


class JudgeDeliverable(Form):
    """Whether a result stands."""

    is_verified = forms.TypedChoiceField(
        label=_("Decision"), choices=[("yes", _("The result stands")), ("no", _("Return it"))], coerce=_yes, widget=forms.RadioSelect
    )
    verdict = forms.CharField(label=_("What was checked, and how"), max_length=1_000, widget=forms.Textarea)


class BeginReport(Form):
    """The time of a report."""

    starts_on = forms.DateField(label=_("First day"))
    ends_on = forms.DateField(label=_("Last day"))


class WriteReport(RowsForm):
    """Words, and figures by age band, sex, disability and place."""

    columns = ("indicator", "age_band", "sex", "disability", "place", "value")
    measure = "value"

    words = forms.CharField(
        label=_("What was done"), max_length=10_000, widget=forms.Textarea, help_text=_("Do not name children or families.")
    )

    def __init__(self, *args: Any, report: Report, figures: Sequence[Actual], **kwargs: Any) -> None:
        rows = [
            {"indicator": one.indicator, "age_band": one.age_band, "sex": one.sex, "disability": one.disability, "place": one.place,
             "value": one.value}
            for one in figures
        ]  # fmt: skip
        super().__init__(*args, given=rows, initial={"words": report.words}, **kwargs)

    def row(self) -> dict[str, forms.Field]:
        pack = granting()
        return {
            "indicator": forms.ChoiceField(label=_("Indicator"), choices=[("", ""), *pack.choices("indicator")]),
            "age_band": forms.ChoiceField(label=_("Age"), choices=[("", ""), *pack.choices("age_band")]),
            "sex": forms.ChoiceField(label=_("Sex"), choices=[("", ""), *Sex.choices]),
            "disability": forms.ChoiceField(label=_("Disability"), choices=[("", ""), *Disability.choices]),
            "place": PlaceField(label=_("Place"), deepest=1),
            "value": forms.IntegerField(label=_("How many"), min_value=0, max_value=10_000_000),
        }

    def command(self) -> dict[str, Any]:
        return {"words": self.cleaned_data["words"], "figures": [Figure(**row) for row in self.values()]}


class DecideReport(Form):
    """Whether a report is accepted."""

    is_accepted = forms.TypedChoiceField(
        label=_("Decision"), choices=[("yes", _("Accept")), ("no", _("Return it"))], coerce=_yes, widget=forms.RadioSelect
    )
    answer = forms.CharField(label=_("Answer to the grantee"), max_length=2_000, widget=forms.Textarea)
