"""What is asked of those who run calls, apply, and evaluate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.models import RolePermission
from qorgan.access.principal import Principal
from qorgan.grants.bands import GrantKind
from qorgan.grants.call_access import REVIEW_WRITE
from qorgan.grants.call_choices import DECLARED, Conflict
from qorgan.grants.call_rules import Line
from qorgan.grants.granting_pack import granting
from qorgan.grants.models import Application, BudgetLine, Call, Programme, Promise, Theme
from qorgan.grants.queries.theme import open_themes
from qorgan.grants.row_forms import MoneyField, RowsForm
from qorgan.organisations.models import Organisation
from qorgan.places.forms import PlaceField
from qorgan.staff.models import Membership
from qorgan.staff.queries import names_of
from qorgan.texts.alphabet import sort_key
from qorgan.texts.widgets import WordsFormField
from qorgan.ui.forms import Form, ManyChoice


class AddProgramme(Form):
    """A new programme of grants."""

    code = forms.SlugField(label=_("Short name"), max_length=32, help_text=_("Latin letters and digits, for example 2017-children."))
    names = WordsFormField(label=_("Name"), max_length=300)
    funder = forms.ChoiceField(label=_("Funder"))
    starts_on = forms.DateField(label=_("Begins on"))

    def __init__(self, *args: Any, by: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.houses = {str(one.pk): one for one in Organisation.objects.filter(kind__may_fund=True).select_related("kind")}
        names = sorted(((key, str(one)) for key, one in self.houses.items()), key=lambda pair: sort_key(pair[1]))
        self.fields["funder"].choices = [("", ""), *names]  # type: ignore[attr-defined]
        self.run_by = Organisation.objects.filter(pk__in=by.organisations).order_by("pk").first()

    def command(self) -> dict[str, Any]:
        given = super().command()
        return {**given, "funder": self.houses[given["funder"]], "run_by": self.run_by}


class PrepareCall(Form):
    """A call of a programme."""

    programme = forms.ChoiceField(label=_("Programme"))
    theme = forms.ChoiceField(label=_("Theme"), help_text=_("Only themes that every body approved."))
    number = forms.CharField(label=_("Number of the call"), max_length=20)
    kind = forms.ChoiceField(label=_("Kind of grant"))
    ceiling = MoneyField(label=_("Money of the call"))
    closes_on = forms.DateField(label=_("Last day for applications"))
    closes_at = forms.TimeField(label=_("Hour and minute"), initial=time(18, 0), help_text=_("By the clock of the server."))
    seed_source = forms.CharField(
        label=_("Public source of the draw's seed"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody can read it after the deadline and nobody knows it before: for example a rate of a later day."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programmes = {one.ref: one for one in Programme.objects.filter(run_by__in=by.organisations).order_by("-starts_on")}
        self.themes: dict[str, Theme] = {one.ref: one for one in open_themes(by)}
        for name, rows in (
            ("programme", [(ref, str(one)) for ref, one in self.programmes.items()]),
            ("theme", [(ref, str(one.title)) for ref, one in self.themes.items()]),
            ("kind", [(code, described(one)) for code, one in granting().kinds.items()]),
        ):
            self.fields[name].choices = [("", ""), *rows]  # type: ignore[attr-defined]

    def command(self) -> dict[str, Any]:
        given = super().command()
        moment = datetime.combine(given.pop("closes_on"), given.pop("closes_at"))
        return {
            **given, "programme": self.programmes[given["programme"]], "theme": self.themes[given["theme"]],
            "closes_at": timezone.make_aware(moment),
        }  # fmt: skip


def described(kind: GrantKind) -> str:
    """A kind with its months."""
    least, most = kind.months
    return f"{kind.names}: {least}–{most or '…'} {_('mo')}"


class RegisterExpert(Form):
    """A line of the register of experts."""

    account = forms.ChoiceField(label=_("Person"), help_text=_("People whose role lets them score applications."))
    number = forms.CharField(label=_("Number in the register"), max_length=16)
    employer = forms.ChoiceField(label=_("Workplace"), required=False)
    since = forms.DateField(label=_("In the register since"), initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = RolePermission.objects.filter(permission=REVIEW_WRITE).values("role")
        rows = Membership.objects.now().filter(role__in=roles)
        self.names = names_of(rows.values_list("account", flat=True))
        people = sorted(((str(key), name) for key, name in self.names.items()), key=lambda pair: sort_key(pair[1]))
        self.fields["account"].choices = [("", ""), *people]  # type: ignore[attr-defined]
        self.houses = {one.ref: one for one in Organisation.objects.filter(pk__in=rows.values("organisation"))}
        self.fields["employer"].choices = [("", ""), *((ref, str(one)) for ref, one in self.houses.items())]  # type: ignore[attr-defined]

    def command(self) -> dict[str, Any]:
        given = super().command()
        account = UUID(given.pop("account"))
        return {**given, "account_id": account, "name": self.names[account], "employer": self.houses.get(given["employer"])}


class DrawExperts(Form):
    """The seed that the public source gave."""

    seed = forms.CharField(label=_("Seed, exactly as the source gives it"), max_length=200)


class WriteApplication(Form):
    """What the project does, where and when. What is typed stays in the tab until it is kept."""

    title = forms.CharField(label=_("Title of the project"), max_length=140)
    summary = forms.CharField(
        label=_("What the project does"), max_length=6_000, required=False, widget=forms.Textarea,
        help_text=_("Do not name children or families. The experts read this."),
    )  # fmt: skip
    place = PlaceField(label=_("Place"), required=False)
    starts_on = forms.DateField(label=_("First day"), required=False)
    ends_on = forms.DateField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        initial = {name: getattr(application, name) for name in ("title", "summary", "place", "starts_on", "ends_on")}
        super().__init__(*args, initial=initial, **kwargs)
        self.draft_key = f"application-{application.ref}"


class SetBudget(RowsForm):
    """The lines of the budget."""

    columns = ("category", "words", "amount")
    measure = "amount"

    def __init__(self, *args: Any, lines: Sequence[BudgetLine], **kwargs: Any) -> None:
        rows = [{"category": one.category, "words": one.words, "amount": one.amount} for one in lines]
        super().__init__(*args, given=rows, **kwargs)

    def row(self) -> dict[str, forms.Field]:
        categories = [("", ""), *((one.code, f"{one.names} (≤ {one.most_percent} %)") for one in granting().categories.values())]
        return {
            "category": forms.ChoiceField(label=_("Category"), choices=categories),
            "words": forms.CharField(label=_("What is paid for"), max_length=200),
            "amount": MoneyField(label=_("Amount")),
        }

    def command(self) -> dict[str, Any]:
        return {"lines": [Line(row["category"], row["words"], row["amount"]) for row in self.values()]}


class SetPromises(Form):
    """How many of what the project promises."""

    def __init__(self, *args: Any, promises: Sequence[Promise], **kwargs: Any) -> None:
        super().__init__(*args, initial={one.indicator: one.target for one in promises}, **kwargs)
        once = self.fields.pop("once")
        for code, words in granting().choices("indicator"):
            field = forms.IntegerField(label=words, min_value=0, max_value=10_000_000, required=False)
            field.widget.attrs["class"] = "q-input"
            self.fields[code] = field
        self.fields["once"] = once

    def command(self) -> dict[str, Any]:
        return {"targets": {name: value for name, value in super().command().items() if value}}


class CheckApplication(Form):
    """The formal check."""

    passed = ManyChoice(label=_("What is in order"), required=False, choices=lambda: granting().choices("check"))
    note = forms.CharField(label=_("In words, where something is missing"), required=False, max_length=2_000, widget=forms.Textarea)


class DeclareConflict(Form):
    """A conflict of interest."""

    conflict = forms.ChoiceField(label=_("Which conflict"), choices=[(one.value, one.label) for one in map(Conflict, DECLARED)])


class ScoreApplication(Form):
    """Marks by criterion."""

    words = forms.CharField(label=_("In words"), required=False, max_length=3_000, widget=forms.Textarea)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pack, later = granting(), {name: self.fields.pop(name) for name in ("words", "once")}
        self.codes = [one["code"] for one in call.criteria]
        for one in call.criteria:
            field = forms.IntegerField(
                label=pack.named("criterion", one["code"]), min_value=0, max_value=one["most"],
                help_text=_("From 0 to %(most)s; weighs %(weight)s %%.") % {"most": one["most"], "weight": one["weight"]},
            )  # fmt: skip
            field.widget.attrs["class"] = "q-input"
            self.fields[one["code"]] = field
        self.fields.update(later)

    def command(self) -> dict[str, Any]:
        given = super().command()
        return {"marks": {code: given[code] for code in self.codes}, "words": given["words"]}


class DecideApplication(Form):
    """The decision about one application."""

    is_awarded = forms.TypedChoiceField(
        label=_("Decision"), choices=[("yes", _("Award the grant")), ("no", _("Do not award it"))], coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason, for the applicant"), max_length=2_000, widget=forms.Textarea)


class Sure(Form):
    """A question that is only answered yes."""
