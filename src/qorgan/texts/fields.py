"""`WordsField`: content in several languages in one JSON column, `{"kk": …, "ru": …, "en": …}`.

class Region(models.Model):
    name = WordsField(_("name"), max_length=120)

region.name                    # Words; prints itself in the reader's language
region.name.in_language("ru")
Region.objects.filter(name__kk="Абай облысы")
"""

from typing import Any

from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from qorgan.texts import languages
from qorgan.texts.widgets import WordsFormField
from qorgan.texts.words import Words


class _WordsAttribute(DeferredAttribute):
    """Turns what is assigned to the attribute into Words at once, so that code never meets a bare dict."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        is_expression = hasattr(value, "resolve_expression")
        instance.__dict__[self.field.attname] = value if is_expression else self.field.to_python(value)


class WordsField(models.JSONField):
    """A text in the installation's languages.

    Without `blank=True` every language is required (with `every_language=False` one is enough). `max_length` holds
    for each language; `multiline` gives text areas in forms. The column is never NULL: no words are `{}`.
    """

    description = _("Text in several languages")
    descriptor_class = _WordsAttribute
    default_error_messages = {
        "untranslated": _("Please write this text in every language. Missing: %(languages)s"),
        "too_long": _("At most %(limit)s characters. Language: %(language)s"),
        "not_words": _("This is not a text in several languages."),
    }

    def __init__(
        self,
        verbose_name: Any = None,
        *,
        max_length: int | None = None,
        multiline: bool = False,
        every_language: bool = True,
        **kwargs: Any,
    ) -> None:
        self.multiline = multiline
        self.every_language = every_language
        kwargs.setdefault("default", Words)
        super().__init__(verbose_name, max_length=max_length, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.default is Words:
            del kwargs["default"]
        if self.multiline:
            kwargs["multiline"] = True
        if not self.every_language:
            kwargs["every_language"] = False
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if self.null:
            found.append(checks.Error("WordsField is never NULL; no words are {}", obj=self, id="texts.E001"))
        return found

    def to_python(self, value: Any) -> Words:
        """Take Words, a dict of texts by language, or None. Raises ValidationError for anything else."""
        if isinstance(value, Words):
            return value
        try:
            return Words(value or {})
        except (TypeError, ValueError) as error:
            raise ValidationError(self.error_messages["not_words"], code="not_words") from error

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        read = super().from_db_value(value, expression, connection)
        return Words(read) if isinstance(read, dict) and not hasattr(expression, "key_name") else read

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        plain = value.plain() if isinstance(value, Words) else value
        return super().get_db_prep_value(plain, connection, prepared)

    def value_to_string(self, obj: models.Model) -> Any:
        """Return what fixtures hold: a plain dict."""
        words: Words = self.value_from_object(obj)
        return words.plain()

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        words = self.to_python(value)
        super().validate(words.plain(), model_instance)
        missing = words.missing()
        if words and missing and self.every_language and not self.blank:
            names = ", ".join(languages.own_name(code) for code in missing)
            raise ValidationError(self.error_messages["untranslated"], code="untranslated", params={"languages": names})
        for code, text in words.items():
            if self.max_length is not None and len(text) > self.max_length:
                params = {"limit": self.max_length, "language": code}
                raise ValidationError(self.error_messages["too_long"], code="too_long", params=params)

    def formfield(self, form_class: Any = WordsFormField, choices_form_class: Any = None, **kwargs: Any) -> Any:
        options = {
            "max_length": self.max_length,
            "multiline": self.multiline,
            "every_language": self.every_language,
            # Django adds a hidden copy of the first value where a default is callable; ours is merely empty words.
            "show_hidden_initial": False,
        }
        return models.Field.formfield(self, form_class, choices_form_class, **{**options, **kwargs})
