"""What the desk asks: forms named as commands."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.helpline.choices import Channel, Ending
from qorgan.helpline.rules import LONGEST_MESSAGE
from qorgan.texts.languages import codes, own_name
from qorgan.texts.widgets import WordsFormField
from qorgan.ui.forms import Form, PhoneField, ShortChoice

PROMISES = [("15", _("15 min")), ("30", _("30 min")), ("60", _("1 h")), ("180", _("3 h")), ("720", _("12 h"))]
ENDINGS = [(e.value, e.label) for e in (Ending.ANSWERED, Ending.CHILD_LEFT, Ending.CHILD_SILENT)]


class WriteReply(Form):
    """One message to the child, or a note; checked for length by the action, which knows the words for it."""

    text = forms.CharField(
        label=_("Answer"), widget=forms.Textarea(attrs={"rows": 2}), max_length=LONGEST_MESSAGE * 2, required=False, strip=False
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class OfferThread(Form):
    """To whom the conversation is offered."""

    to = forms.ChoiceField(label=_("To whom"))

    def __init__(self, *args, colleagues: list[tuple[UUID, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["to"]).choices = [(str(account), alias) for account, alias in colleagues]

    def command(self) -> dict:
        return {"to": UUID(self.cleaned_data["to"])}


class PromiseAnswer(Form):
    """Until when the child gets an answer."""

    minutes = ShortChoice(label=_("We will write within"), choices=PROMISES)

    def command(self) -> dict:
        return {"minutes": int(self.cleaned_data["minutes"])}


class EndThread(Form):
    """How this stretch ended."""

    ending = ShortChoice(label=_("How it ended"), choices=ENDINGS, initial=Ending.ANSWERED)

    def command(self) -> dict:
        return {"ending": Ending(self.cleaned_data["ending"])}


class BeginContact(Form):
    """A contact that came another way than by writing."""

    channel = forms.ChoiceField(
        label=_("Came by"),
        choices=[(one.value, one.label) for one in (Channel.PHONE, Channel.IN_PERSON, Channel.LETTER, Channel.OTHER)],
    )
    language = forms.ChoiceField(label=_("Language of the conversation"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["language"]).choices = [(code, own_name(code)) for code in codes()]

    def command(self) -> dict:
        return {"channel": Channel(self.cleaned_data["channel"]), "language": self.cleaned_data["language"]}


class SearchContact(Form):
    """Earlier contacts with a telephone number."""

    phone = PhoneField(label=_("Telephone number"))


class KeepReply(Form):
    """A ready answer in every language."""

    key = forms.SlugField(label=_("Name"), max_length=64, help_text=_("Latin letters, digits and hyphens."))
    group = forms.CharField(label=_("Group"), max_length=64)
    texts = WordsFormField(label=_("Text"), multiline=True)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class KeepFlagWord(Form):
    """A stem or a phrase that raises a conversation."""

    words = forms.CharField(
        label=_("Words"),
        max_length=200,
        help_text=_("The beginning of each word; all must stand near each other."),
    )
    reason = forms.ChoiceField(label=_("Reason"))
    language = forms.ChoiceField(label=_("Language"), choices=lambda: [(code, own_name(code)) for code in codes()])
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args, reasons: list, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["reason"]).choices = reasons
