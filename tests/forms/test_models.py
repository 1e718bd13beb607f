"""Versions of forms in the database: immutable once published, found again by their answers."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.forms.access import FORM_MANAGE, FORM_READ
from qorgan.forms.actions import import_form, publish_form
from qorgan.forms.models import FormVersion
from tests.forms.sheets import toy_xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(cast) -> Principal:
    return cast.person(FORM_READ, FORM_MANAGE)


@pytest.fixture
def published(keeper) -> FormVersion:
    return publish_form(by=keeper, version=import_form(by=keeper, source=toy_xlsx()))


def refused(statement: str, *values: object) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return str(caught.value)


def test_a_published_version_cannot_be_changed_even_by_its_keeper(keeper, published):
    with acting(keeper):
        for column, value in (("number", 7), ("checksum", "x"), ("tree", "{}"), ("source", b"x")):
            said = refused(f"UPDATE forms_formversion SET {column} = %s WHERE id = %s", value, published.id)
            assert "does not change" in said
        assert "never deleted" in refused("DELETE FROM forms_formversion WHERE id = %s", published.id)


def test_without_the_trigger_the_version_would_change(keeper, published, owner):
    """The planted fault: the protection removed, the same statement passes."""
    with owner(), connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER forms_version_stays ON forms_formversion")
    with acting(keeper), connection.cursor() as cursor:
        cursor.execute("UPDATE forms_formversion SET number = 7 WHERE id = %s", [published.id])
        assert cursor.rowcount == 1


def test_a_draft_may_still_change(keeper):
    version = import_form(by=keeper, source=toy_xlsx())
    with acting(keeper):
        assert FormVersion.objects.filter(pk=version.pk).update(checksum="y") == 1


def test_who_keeps_no_forms_changes_no_row(cast, published):
    reader = cast.person(FORM_READ)
    with acting(reader):
        assert FormVersion.objects.count() == 1
        assert FormVersion.objects.filter(pk=published.pk).update(retired_at="2026-01-01T00:00:00Z") == 0


def test_a_retired_version_stays_retired(keeper, published):
    with acting(keeper):
        FormVersion.objects.filter(pk=published.pk).update(retired_at="2026-01-01T00:00:00Z")
        said = refused("UPDATE forms_formversion SET retired_at = NULL WHERE id = %s", published.id)
    assert "does not change" in said


def test_the_sheet_and_the_tree_stay_in_the_database_until_they_are_needed(keeper, published):
    with acting(keeper):
        version = FormVersion.objects.get(pk=published.pk)
    assert version.get_deferred_fields() == {"source", "tree"}
