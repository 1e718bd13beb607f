"""The form field and the input of a text in several languages: one labelled input per language."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.texts import languages
from qorgan.texts.words import Words


class WordsInput(forms.MultiWidget):
    """One input per language, named `<field>_<language>`; a group, so the label of the field is its legend."""

    template_name = "texts/widgets/words.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, multiline: bool = False) -> None:
        """`multiline` gives text areas instead of one-line inputs."""
        one = forms.Textarea if multiline else forms.TextInput
        self.languages = languages.codes()
        super().__init__({code: one(attrs={"lang": code}) for code in self.languages}, attrs)

    def decompress(self, value: Any) -> list[str]:
        texts = value if isinstance(value, dict | Words) else {}
        return [str(texts.get(code, "")) for code in self.languages]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for code, part in zip(self.languages, context["widget"]["subwidgets"], strict=True):
            part["language_name"] = languages.own_name(code)
            part["language_code"] = code
        return context


class WordsFormField(forms.MultiValueField):
    """Gives `Words`. Where it is required, every language is; an optional one may have some languages or none."""

    default_error_messages = {"incomplete": _("Please write this text in every language.")}

    def __init__(self, *, max_length: int | None = None, multiline: bool = False, every_language: bool = True, **kwargs: Any) -> None:
        """`every_language=False`: a required field is satisfied with one language."""
        self.every_language = every_language
        self.languages = languages.codes()
        parts = [forms.CharField(max_length=max_length, required=False) for _code in self.languages]
        kwargs.setdefault("widget", WordsInput(multiline=multiline))
        super().__init__(fields=tuple(parts), require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> Words:
        return Words({code: text or "" for code, text in zip(self.languages, data_list, strict=False)})

    def clean(self, value: Any) -> Words:
        words = super().clean(value) or Words()
        if self.required and self.every_language and words.missing():
            names = ", ".join(languages.own_name(code) for code in words.missing())
            raise forms.ValidationError(
                _("Please write this text in every language. Missing: %(languages)s"),
                code="incomplete",
                params={"languages": names},
            )
        return words

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = Words(initial) if initial else Words()
        return before != self.compress(list(data or []))
