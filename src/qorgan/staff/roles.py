"""Reads the country pack's roles into the database: one list that a lawyer reads, and nothing beside it.

`packs/<country>/roles.toml` has one `[[role]]` for each: `key`, `names` and `description` by language, `mfa`,
`may_be_held_in` (kinds of organisation), `permissions`, and optionally `sphere` (house, children, council, grants,
party; without it `children` where a permission shows a child, else `house`), `needs_register_number`,
`not_together_with`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from qorgan.access.models import Role, Standing
from qorgan.access.permissions import known
from qorgan.access.wall import write_permissions
from qorgan.staff.access import EVERY_ROLE
from qorgan.staff.models import RoleRule

FILE = "roles.toml"
_REQUIRED = {"key": str, "names": dict, "description": dict, "mfa": bool, "may_be_held_in": list, "permissions": list}
_OPTIONAL = {"sphere": str, "needs_register_number": bool, "not_together_with": list}


class RolesBroken(ValueError):
    """The pack's roles cannot be used; the message names every fault in one go."""


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role of the pack."""

    key: str
    sphere: str
    words: dict[str, dict[str, str]]
    needs_second_factor: bool
    held_in: list[str]
    permissions: frozenset[str]
    needs_register_number: bool
    not_together_with: list[str]


def load() -> None:
    """What `qorgan migrate` calls: the roles of this installation's pack."""
    load_roles(settings.PACK)


@transaction.atomic
def load_roles(pack: Path) -> list[str]:
    """Makes the roles in the database exactly those of the pack; gives their keys. Needs the owner of the tables.

    A role that the pack no longer names loses every permission, and its row where nobody ever held it. Raises
    RolesBroken for an unknown permission or an unreadable line, and the database's own error where a change would let
    a party's people see a child.
    """
    lines = read_roles(pack)
    for line in lines:
        _write(line)
    keys = [line.key for line in lines]
    _retire(keys)
    return keys


def read_roles(pack: Path) -> list[RoleLine]:
    """The roles of a pack, checked. Raises RolesBroken."""
    try:
        given = tomllib.loads((pack / FILE).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as fault:
        raise RolesBroken(f"{FILE} cannot be read: {fault}") from None
    tables = given.get("role", [])
    keys = [table.get("key", "") for table in tables]
    faults = [fault for table in tables for fault in _faults_of(table, keys)]
    faults += [f"role {key} stands there twice" for key in sorted({key for key in keys if keys.count(key) > 1})]
    if faults or not tables:
        raise RolesBroken("; ".join(faults) or f"{FILE} names no role")
    return [_line_of(table) for table in tables]


def _faults_of(table: dict[str, Any], keys: list[str]) -> Iterator[str]:
    name = table.get("key", "without a key")
    for word, kind in _REQUIRED.items():
        if not isinstance(table.get(word), kind):
            yield f"role {name}: {word} is missing or no {kind.__name__}"
    for word, value in table.items():
        if word not in _REQUIRED and not isinstance(value, _OPTIONAL.get(word, ())):
            yield f"role {name}: {word} is not known here"
    if table.get("sphere", Role.Sphere.HOUSE) not in Role.Sphere.values:
        yield f"role {name}: no sphere is named {table['sphere']}"
    for permission in table.get("permissions", ()):
        if permission not in known():
            yield f"role {name}: no room declares the permission {permission}"
    for other in table.get("not_together_with", ()):
        if other not in keys:
            yield f"role {name}: not together with {other}, which is no role"
    for code, _language in settings.LANGUAGES:
        if not all(table.get(word, {}).get(code) for word in ("names", "description")):
            yield f"role {name}: no words in {code}"


def _line_of(table: dict[str, Any]) -> RoleLine:
    permissions = frozenset(table["permissions"])
    shows_child = any(known()[name].shows_child for name in permissions)
    return RoleLine(
        key=table["key"],
        sphere=table.get("sphere") or (Role.Sphere.CHILDREN if shows_child else Role.Sphere.HOUSE),
        words={"name": table["names"], "description": table["description"]},
        needs_second_factor=table["mfa"],
        held_in=table["may_be_held_in"],
        permissions=permissions.union(EVERY_ROLE),
        needs_register_number=table.get("needs_register_number", False),
        not_together_with=table.get("not_together_with", []),
    )


def _write(line: RoleLine) -> None:
    Role.objects.update_or_create(
        key=line.key,
        defaults={
            "sphere": line.sphere,
            "words": line.words,
            "needs_second_factor": line.needs_second_factor,
            "held_in": line.held_in,
        },
    )
    with connection.cursor() as cursor:
        write_permissions(cursor, line.key, line.permissions)
    RoleRule.objects.update_or_create(
        role_id=line.key,
        defaults={
            "needs_register_number": line.needs_register_number,
            "not_together_with": line.not_together_with,
        },
    )


def _retire(keys: list[str]) -> None:
    """Roles of an earlier pack. A key that somebody holds or held stays, so that old periods keep their name."""
    for role in Role.objects.exclude(key__in=keys).exclude(key__startswith="system:"):
        with connection.cursor() as cursor:
            write_permissions(cursor, role.key, frozenset())
        if not Standing.objects.filter(role=role).exists():
            role.delete()
