"""Models: keys point down, guarded models have guarded managers, texts are sealed or said to be harmless, and the wall
in the database is the one that the models declare."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from qorgan.access.guarded import FollowingManager, Guarded, GuardedManager
from qorgan.access.wall import JOURNAL, OWNER, WEB, WORKER, Wall
from qorgan.vault.fields import SealedJSON, SealedText

Model = type[models.Model]
VERBS = {"select": "SELECT", "insert": "INSERT", "update": "UPDATE", "delete": "DELETE"}
TELLING = (models.CharField, models.TextField, models.JSONField, models.BinaryField, ArrayField, models.FileField)

NUMBERS = (models.UUIDField, models.IntegerField)


def ours() -> list[Model]:
    """Every model of our rooms that has a table."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in settings.ROOMS and model._meta.managed and not model._meta.proxy
    ]


# Keys ---------------------------------------------------------------------------------------------------------------


def wrong_keys(found: Iterable[Model]) -> list[str]:
    """Keys that point up or sideways, that can be walked backwards, or that name their room's neighbour by a string."""
    wrong = []
    for model in found:
        source = _source(model)
        for field in model._meta.local_fields + model._meta.local_many_to_many:
            if not field.is_relation or field.auto_created:
                continue
            there = field.related_model._meta.app_label
            if there == model._meta.app_label:
                continue
            if there in settings.ROOMS and _floor(there) >= _floor(model._meta.app_label):
                wrong.append(f"{model._meta.label}.{field.name} points up to {there}")
            if not field.remote_field.hidden:
                wrong.append(f"{model._meta.label}.{field.name} can be walked backwards; related_name is '+'")
            if re.search(rf"\b{field.name}\s*=\s*models\.\w+\(\s*['\"]", source):
                wrong.append(f"{model._meta.label}.{field.name} names the class by a string")
    return wrong


def _floor(room: str) -> int:
    return settings.ROOMS.index(room)


def _source(model: Model) -> str:
    try:
        return inspect.getsource(model)
    except (OSError, TypeError):  # a table of a many-to-many relation is written by Django
        return ""


class _Options:
    """The few facts of a model that `wrong_keys` reads, for planted faults that must not enter Django's registry."""

    def __init__(self, label: str, fields: list[Any]) -> None:
        self.app_label, self.label = label, f"{label}.Planted"
        self.local_fields, self.local_many_to_many = fields, []


class _Planted:
    def __init__(self, label: str, *fields: Any) -> None:
        self._meta = _Options(label, list(fields))


def _key(name: str, to: Model, *, hidden: bool) -> Any:
    field = models.ForeignKey(to, models.CASCADE, related_name="+" if hidden else "planted")
    field.name = name
    field.auto_created = False
    return field


def test_keys_point_down_and_cannot_be_walked_backwards() -> None:
    assert wrong_keys(ours()) == []


def test_a_key_that_points_up_or_can_be_walked_backwards_makes_the_guard_red() -> None:
    """The planted faults."""
    account = apps.get_model("staff", "Account")
    assert wrong_keys([_Planted("places", _key("keeper", account, hidden=True))]) == ["places.Planted.keeper points up to staff"]
    assert len(wrong_keys([_Planted("helpline", _key("keeper", account, hidden=False))])) == 1


# Guards -------------------------------------------------------------------------------------------------------------


def unguarded(found: Iterable[Model]) -> list[str]:
    """Guarded models with a way past the guard: another manager, another base manager, no wall, no need to know."""
    wrong = []
    for model in found:
        if not issubclass(model, Guarded):
            continue
        wrong += [
            f"{model._meta.label}.{manager.name} is no guarded manager"
            for manager in model._meta.managers
            if not isinstance(manager, GuardedManager | FollowingManager)
        ]
        if not isinstance(model._base_manager, FollowingManager):
            wrong.append(f"{model._meta.label}: Django's own manager reads without the guard")
        if not callable(getattr(model, "need_to_know", None)) or not isinstance(getattr(model, "wall", None), Wall):
            wrong.append(f"{model._meta.label} says not who may know, or has no wall")
    return wrong


def test_guarded_models_have_guarded_managers_alone() -> None:
    guarded = [model for model in ours() if issubclass(model, Guarded)]
    assert len(guarded) >= 5
    assert unguarded(guarded) == []


def test_a_plain_manager_on_a_guarded_model_makes_the_guard_red() -> None:
    """The planted fault."""
    model = apps.get_model("helpline", "Thread")
    manager = models.Manager()
    manager.name = "all_of_them"
    model._meta.local_managers.append(manager)
    model._meta._expire_cache()
    try:
        assert unguarded([model]) == ["helpline.Thread.all_of_them is no guarded manager"]
    finally:
        model._meta.local_managers.remove(manager)
        model._meta._expire_cache()
    assert unguarded([model]) == []


# Texts --------------------------------------------------------------------------------------------------------------


def in_clear(found: Iterable[Any]) -> list[str]:
    """Columns that could hold what identifies, and are neither sealed, nor one of our codes, nor said to be harmless."""
    wrong = []
    for model in found:
        harmless = getattr(model, "harmless", {})
        for field in model._meta.local_fields:
            if isinstance(field, SealedText | SealedJSON) or field.is_relation or field.choices:
                continue
            if isinstance(field, models.UUIDField) or field.name in harmless or _is_random_ref(model, field):
                continue
            if isinstance(field, TELLING) and not isinstance(getattr(field, "base_field", None), NUMBERS):
                wrong.append(f"{model._meta.label}.{field.name} is kept in clear and nobody says why")
        unknown = set(harmless) - {field.name for field in model._meta.get_fields()}
        wrong += [f"{model._meta.label}: harmless names {name}, which is no field" for name in sorted(unknown)]
    return wrong


def _is_random_ref(model: Any, field: Any) -> bool:
    return field.name == "ref" and isinstance(model, type) and issubclass(model, Guarded)


def test_every_text_is_sealed_or_a_code_or_said_to_be_harmless() -> None:
    assert in_clear(ours()) == []


def test_a_text_in_clear_makes_the_guard_red() -> None:
    """The planted fault."""
    story = models.TextField()
    story.name = "story"
    planted = _Planted("helpline", story)
    planted._meta.get_fields = lambda: [story]
    assert in_clear([planted]) == ["helpline.Planted.story is kept in clear and nobody says why"]


# The second wall ----------------------------------------------------------------------------------------------------


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def differing_walls() -> list[str]:
    """Where row security in the database is not what the models declare: missing, switched off, or undeclared."""
    secured = {name for (name,) in rows("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity")}
    policies = {
        (table, name, command): tuple(sorted(roles))
        for table, name, command, roles in rows(
            "SELECT tablename, policyname, cmd, roles::text[] FROM pg_policies WHERE schemaname = 'public'"
        )
    }
    walled = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if isinstance(getattr(model, "wall", None), Wall) and model._meta.managed
    }
    declared = {(table, f"qorgan_{verb}", command): tuple(sorted((WEB, WORKER))) for table in walled for verb, command in VERBS.items()}
    wrong = [f"{table}: row security is off" for table in sorted(walled.keys() - secured)]
    wrong += [f"{table}: row security that no model declares" for table in sorted(secured - walled.keys())]
    return wrong + [
        f"policy {key} is {policies.get(key)}, declared {declared.get(key)}"
        for key in sorted(policies.keys() | declared.keys())
        if policies.get(key) != declared.get(key)
    ]


@pytest.mark.django_db
def test_row_security_in_the_database_is_what_the_models_declare() -> None:
    assert differing_walls() == []


@pytest.mark.django_db
def test_a_wall_that_was_taken_down_or_opened_by_hand_makes_the_guard_red(owner) -> None:
    """The planted faults."""
    with owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE helpline_thread DISABLE ROW LEVEL SECURITY")
        cursor.execute("CREATE POLICY by_hand ON helpline_contact FOR SELECT USING (true)")
    found = differing_walls()
    assert "helpline_thread: row security is off" in found
    assert any("by_hand" in line for line in found)


@pytest.mark.django_db
def test_no_guarded_table_may_be_changed_by_everybody() -> None:
    open_ones = rows(
        "SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public' AND cmd <> 'SELECT' "
        "AND coalesce(qual, with_check) = 'true'"
    )
    assert [row for row in open_ones if not row[0].startswith("toy_")] == []


def overmighty() -> list[str]:
    """Working roles that own something or may step over the wall."""
    working = [WEB, WORKER, JOURNAL]
    wrong = [
        f"{name} is a superuser, bypasses row security, or makes roles"
        for (name,) in rows(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) "
            "AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)",
            working,
        )
    ]
    wrong += [
        f"{owner} owns {name}"
        for owner, name in rows(
            "SELECT pg_get_userbyid(relowner), relname FROM pg_class WHERE pg_get_userbyid(relowner) = ANY(%s)", working
        )
    ]
    wrong += [
        f"{member} is a member of {role}"
        for member, role in rows(
            "SELECT pg_get_userbyid(member), pg_get_userbyid(roleid) FROM pg_auth_members WHERE pg_get_userbyid(member) = ANY(%s)",
            working,
        )
    ]
    wrong += [
        f"{role} may {right} {table}"
        for table, role, right in granted()
        if role in working and right in ("TRUNCATE", "TRIGGER", "REFERENCES")
    ]
    return wrong


def granted() -> list[tuple[str, str, str]]:
    """Table, role, right: as the catalogue keeps them (the information schema shows a role its own rights alone)."""
    return rows(
        "SELECT relname, pg_get_userbyid(grantee), privilege_type FROM pg_class, aclexplode(relacl) "
        "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') AND grantee <> 0"
    )


@pytest.mark.django_db
def test_the_working_roles_own_nothing_and_cannot_step_over_the_wall() -> None:
    assert {name for (name,) in rows("SELECT rolname FROM pg_roles")} >= {OWNER, WEB, WORKER, JOURNAL}
    assert overmighty() == []


@pytest.mark.django_db
def test_a_working_role_that_was_given_a_table_makes_the_guard_red(owner) -> None:
    """The planted fault."""
    with owner(), connection.cursor() as cursor:
        cursor.execute(f"GRANT TRUNCATE ON helpline_thread TO {WEB}")
    assert overmighty() == [f"{WEB} may TRUNCATE helpline_thread"]


@pytest.mark.django_db
def test_the_journals_role_may_add_and_read_and_nobody_changes_an_entry() -> None:
    held = granted()
    assert ("journal_entry", JOURNAL, "SELECT") in held
    assert {(table, right) for table, role, right in held if role == JOURNAL and right in ("DELETE", "TRUNCATE")} == set()
    assert {right for table, role, right in held if table == "journal_entry" and role != OWNER} <= {"INSERT", "SELECT"}
