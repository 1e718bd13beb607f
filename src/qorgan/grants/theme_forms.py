"""What we ask about themes: the words and where they come from, which body is asked, what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.grants.choices import ApprovalFactor, Decision
from qorgan.grants.models import ThemeVersion
from qorgan.grants.theme_described import TEXTS, Origin, ThemeText
from qorgan.grants.theme_pack import themes as pack
from qorgan.organisations.models import Organisation
from qorgan.texts.widgets import WordsFormField
from qorgan.texts.words import Words
from qorgan.ui import references
from qorgan.ui.forms import Form, ShortChoice
from qorgan.ui.widgets import FileDrop, Radios
from qorgan.vault.papers import LARGEST

MOST_ARTICLES = 4
ARTICLE_FIELDS = tuple(f"article_{place}" for place in range(1, MOST_ARTICLES + 1))
OTHER = ""
LONGEST = 4_000


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea({"rows": rows})


def article_choices() -> list[tuple[Any, Any]]:
    """The articles of the pack, in the groups of States' reports."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in pack().articles.values():
        groups.setdefault(str(one.cluster), []).append((one.code, f"{one.code} · {one.names}"))
    return [("", _("none")), *groups.items()]


class DescribeTheme(Form):
    """The words of a theme and its articles. Drafts may have gaps; what is submitted may not."""

    all_optional = True

    title = WordsFormField(label=_("Title"), max_length=200, every_language=False, required=True)
    need = WordsFormField(label=_("Why it is needed"), max_length=LONGEST, multiline=True, every_language=False, required=False)
    aims = WordsFormField(label=_("What is to be reached"), max_length=LONGEST, multiline=True, every_language=False, required=False)
    results = WordsFormField(label=_("Expected results"), max_length=LONGEST, multiline=True, every_language=False, required=False)

    def __init__(self, *args: Any, version: ThemeVersion | None = None, **kwargs: Any) -> None:
        if version is not None:
            kwargs["initial"] = {
                **{name: getattr(version, name) for name in TEXTS},
                **dict(zip(ARTICLE_FIELDS, version.articles, strict=False)),
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        last = self.fields.pop("once")
        for place, name in enumerate(ARTICLE_FIELDS):
            label = _("Article of the Convention") if place == 0 else _("Further article")
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=article_choices())
            self.fields[name].widget.attrs["class"] = "q-input"
        self.fields["once"] = last

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        chosen = [given[name] for name in ARTICLE_FIELDS if given.get(name)]
        if len(set(chosen)) != len(chosen):
            self.add_error(ARTICLE_FIELDS[0], _("An article is chosen twice."))
        return given

    def text(self) -> ThemeText:
        """The words as a value."""
        given = self.cleaned_data
        articles = tuple(given[name] for name in ARTICLE_FIELDS if given.get(name))
        return ThemeText(**{name: given[name] for name in TEXTS}, articles=articles)

    def command(self) -> dict[str, Any]:
        return {"text": self.text()}


class DraftTheme(DescribeTheme):
    """A new theme: where it comes from stands first."""

    origin = forms.ChoiceField(label=_("Where it comes from"), required=False)
    origin_words = WordsFormField(
        label=_("Another origin, in words"), max_length=600, every_language=False, required=False,
        help_text=_("Only where nothing was chosen above: a decision, a study, a visit."),
    )  # fmt: skip
    origin_source = forms.CharField(label=_("Source"), required=False, max_length=400, help_text=_("The paper, its number, its day."))
    origin_on = forms.DateField(label=_("Day"), required=False)

    field_order = ("origin", "origin_words", "origin_source", "origin_on", *TEXTS)

    def __init__(self, *args: Any, by: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by = by
        groups = [
            (str(kind.label), [(f"{kind.name}:{one.ref}", f"{one.label} · {one.words}"[:160]) for one in rows])
            for kind, rows in references.choices(by)
        ]
        self.fields["origin"].choices = [(OTHER, _("another origin, written below")), *groups]  # type: ignore[attr-defined]

    def origin_given(self) -> Origin:
        """What was chosen, as it reads now; or the words."""
        given = self.cleaned_data
        kind, _colon, ref = (given["origin"] or "").partition(":")
        found = references.find(self._by, kind, ref)
        if found is not None:
            source = given["origin_source"] or found.source
            return Origin(Words(found.words.plain()), source, given["origin_on"] or found.on, found.kind, found.ref, found.id)
        return Origin(given["origin_words"], given["origin_source"], given["origin_on"])

    def command(self) -> dict[str, Any]:
        return {"text": self.text(), "origin": self.origin_given()}


class ChangeTheme(DescribeTheme):
    """Other words; once a version was submitted, with the reason."""

    reason = forms.CharField(
        label=_("Why it is changed"), required=False, max_length=600, widget=_area(), help_text=_("The bodies read this.")
    )  # fmt: skip
    field_order = ("reason", *TEXTS)

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["reason"]

    def command(self) -> dict[str, Any]:
        return {"text": self.text(), "reason": self.cleaned_data.get("reason", "")}


class AddPaper(Form):
    """A paper of a theme."""

    file = forms.FileField(
        label=_("File"), max_length=200, widget=FileDrop(text=_("Picture, PDF, text or office file, up to 20 MB."))
    )  # fmt: skip
    reason = forms.CharField(label=_("Why it is changed"), required=False, max_length=600, help_text=_("The bodies read this."))

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["reason"]

    def clean_file(self) -> Any:
        return small_enough(self.cleaned_data["file"])

    def command(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"file": given["file"], "name": given["file"].name, "reason": given.get("reason", "")}


class RemovePaper(Form):
    """A paper leaves the theme."""

    reason = forms.CharField(label=_("Why it is changed"), required=False, max_length=600, help_text=_("The bodies read this."))

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["reason"]


class AskBody(Form):
    """Which organisation is the body, and how it answers."""

    organisation = forms.ChoiceField(label=_("Which organisation"), widget=Radios)
    factor = forms.ChoiceField(
        label=_("How the body comes in"), choices=ApprovalFactor.choices, initial=ApprovalFactor.PIN, widget=Radios
    )

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [(one.ref, str(one)) for one in organisations]  # type: ignore[attr-defined]
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0].ref

    def clean_organisation(self) -> Organisation:
        """The organisation itself."""
        return Organisation.objects.select_related("kind").get(ref=self.cleaned_data["organisation"])

    def command(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"organisation": given["organisation"], "factor": ApprovalFactor(given["factor"])}


class WriteComment(Form):
    """Words to the other side."""

    text = forms.CharField(label=_("Comment"), max_length=LONGEST, widget=_area())


class DecideTheme(Form):
    """The body's answer."""

    decision = ShortChoice(label=_("Decision"), choices=Decision.choices)
    name = forms.CharField(label=_("Name of who answers"), max_length=120)
    position = forms.CharField(label=_("Position"), required=False, max_length=120)
    comment = forms.CharField(
        label=_("What must be changed, or why it is refused"), required=False, max_length=LONGEST, widget=_area(4)
    )  # fmt: skip
    letter = forms.FileField(
        label=_("Letter of the body"), required=False, max_length=200,
        widget=FileDrop(text=_("Picture, PDF, text or office file, up to 20 MB.")),
    )  # fmt: skip

    def clean_letter(self) -> Any:
        return small_enough(self.cleaned_data["letter"])

    def command(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in ("name", "position", "comment")}
        letter = self.cleaned_data["letter"]
        said = {**given, "decision": Decision(self.cleaned_data["decision"])}
        return {**said, "letter": letter, "letter_name": letter.name} if letter else said


class Sure(Form):
    """Nothing but a button."""


def small_enough(file: Any) -> Any:
    """The file. Raises ValidationError for one that is refused before it is read."""
    if file and file.size > LARGEST:
        raise forms.ValidationError(_("The file is larger than 20 MB. Send it in parts, or as a smaller picture."))
    return file
