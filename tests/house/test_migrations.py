"""Migrations: complete, one first step for each room that keeps something, and functions that come from their files."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

SOURCE = Path(__file__).resolve().parents[2] / "src" / "qorgan"


@pytest.mark.django_db
def test_no_model_waits_for_a_migration(owner) -> None:
    out = StringIO()
    try:
        with owner():
            call_command("makemigrations", *_keeping(), check=True, dry_run=True, stdout=out, stderr=out)
    except SystemExit:
        pytest.fail(out.getvalue())


def _keeping() -> list[str]:
    """Rooms with models of their own."""
    return sorted({model._meta.app_label for model in apps.get_models() if model._meta.app_label in settings.ROOMS})


def test_every_room_that_keeps_something_has_a_first_migration() -> None:
    missing = [room for room in _keeping() if not (SOURCE / room / "migrations" / "0001_initial.py").is_file()]
    assert missing == []


def test_the_migrations_have_one_end_in_each_room_and_no_conflict() -> None:
    loader = MigrationLoader(None)
    assert loader.detect_conflicts() == {}
    for room in _keeping():
        assert len(loader.graph.leaf_nodes(room)) == 1, room


@pytest.mark.django_db
def test_every_sql_function_that_a_room_writes_is_in_the_database() -> None:
    written = {
        name
        for file in SOURCE.glob("*/*.sql")
        for name in re.findall(r"CREATE (?:OR REPLACE )?FUNCTION (?:public\.)?(\w+)", file.read_text(encoding="utf-8"))
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
        there = {name for (name,) in cursor.fetchall()}
    assert len(written) >= 5
    assert written - there == set()


@pytest.mark.django_db
def test_every_function_with_its_owners_rights_fixes_its_search_path() -> None:
    """A SECURITY DEFINER function without one runs whatever a caller puts in front of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace "
            "AND NOT coalesce(array_to_string(proconfig, ','), '') LIKE '%%search_path=%%'"
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_a_function_without_a_search_path_makes_the_guard_red(owner) -> None:
    """The planted fault."""
    with owner(), connection.cursor() as cursor:
        cursor.execute("CREATE FUNCTION planted() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'")
    with pytest.raises(AssertionError, match="planted"):
        test_every_function_with_its_owners_rights_fixes_its_search_path()
