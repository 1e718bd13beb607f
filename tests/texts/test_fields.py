"""`WordsField`: one JSON column, Words in the code, every language asked for."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter
from django.db.models import F
from django.test.utils import isolate_apps

from qorgan.texts.fields import WordsField
from qorgan.texts.widgets import WordsFormField
from qorgan.texts.words import Words

FULL = Words(kk="Мектеп", ru="Школа", en="School")


@pytest.fixture
def region():
    with isolate_apps("qorgan.texts"):

        class Region(models.Model):
            name = WordsField("name", max_length=20)
            note = WordsField(blank=True)
            title = WordsField(every_language=False, default=Words)

            class Meta:
                app_label = "texts"

        yield Region


def codes_of(refusal: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return {name: [error.code for error in errors] for name, errors in refusal.value.error_dict.items()}


def test_a_dict_becomes_words_when_it_is_assigned(region):
    place = region(name={"kk": "Абай облысы"})
    assert isinstance(place.name, Words)
    assert place.note == Words()
    place.note = {"ru": "x"}
    assert place.note == Words(ru="x")


def test_an_expression_stays_an_expression(region):
    place = region(name=FULL)
    place.name = F("note")
    assert isinstance(place.name, F)


def test_what_is_no_text_in_several_languages_is_refused_at_once(region):
    for wrong in ({"kk": 5}, "text", [1]):
        with pytest.raises(ValidationError) as refusal:
            region(name=wrong)
        assert refusal.value.code == "not_words"


def test_every_language_is_required_unless_the_field_says_otherwise(region):
    region(name=FULL, title={"kk": "а"}).clean_fields(exclude=["id"])
    with pytest.raises(ValidationError) as refusal:
        region(name={"kk": "Мектеп"}, title={}).clean_fields(exclude=["id"])
    assert codes_of(refusal) == {"name": ["untranslated"], "title": ["blank"]}


def test_the_limit_holds_for_each_language(region):
    with pytest.raises(ValidationError) as refusal:
        region(name=FULL.replaced(en="x" * 21), title=FULL).clean_fields(exclude=["id"])
    assert codes_of(refusal) == {"name": ["too_long"]}


def test_the_form_field_follows_the_model_field(region):
    name, note = region._meta.get_field("name").formfield(), region._meta.get_field("note").formfield()
    assert isinstance(name, WordsFormField)
    assert not name.show_hidden_initial
    assert name.required
    assert not note.required
    assert name.fields[0].max_length == 20
    assert name.label == "Name"


def test_a_migration_writes_only_what_differs_from_the_default():
    assert MigrationWriter.serialize(WordsField(max_length=20))[0] == "qorgan.texts.fields.WordsField(max_length=20)"
    text = MigrationWriter.serialize(WordsField(multiline=True, every_language=False, blank=True))[0]
    assert "multiline=True" in text
    assert "every_language=False" in text
    assert "default" not in text


def test_a_column_that_may_be_null_is_an_error_of_the_model():
    with isolate_apps("qorgan.texts"):

        class Odd(models.Model):
            name = WordsField(null=True)

            class Meta:
                app_label = "texts"

        assert "texts.E001" in {found.id for found in Odd._meta.get_field("name").check()}


def test_fixtures_hold_a_plain_dict(region):
    assert region._meta.get_field("name").value_to_string(region(name=FULL)) == FULL.plain()


@pytest.mark.django_db
def test_words_come_back_from_the_database_and_are_found_by_a_language(region, owner):
    with owner():
        with connection.schema_editor() as editor:
            editor.create_model(region)
        region.objects.create(name=FULL, title={"ru": "Первая"})
        found = region.objects.get(name__kk="Мектеп")
        assert found.name == FULL
        assert found.note == Words()
        assert isinstance(found.note, Words)
        assert region.objects.get(name=FULL).pk == found.pk
        assert region.objects.values_list("name", "name__ru").get() == (FULL, "Школа")
        assert not region.objects.filter(name__kk="Школа").exists()
        region.objects.update(name=FULL.replaced(en="Lyceum"))
        found.refresh_from_db()
        assert found.name["en"] == "Lyceum"
        region.objects.update(note=F("name"))
        assert region.objects.get().note["en"] == "Lyceum"
        assert region.objects.defer("name").get().name["kk"] == "Мектеп"
