"""Finding a subject by a value that is sealed: keyed hashes in a table that only functions of the database reach.

A value alone is hashed only where almost every person has another one (a telephone number). Names enter only in
combinations of two attributes or more: the hash of a given name alone would give the name away by how often it
occurs. `vault_find` returns nothing that the asking standing may not see, because it joins the table that the subject
lives in, under that table's row security."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from qorgan.access.wall import WEB, WORKER, Wall
from qorgan.vault.faults import SealedUse
from qorgan.vault.keyring import Keyring, RootKey, keyring

DIGEST_BYTES = 16
LEAST_ATTRIBUTES = 2
SCHEMA = "qorgan_lookups"  # the worker's own, so that the owner needs no right to give away another schema
FIND = f"{SCHEMA}.vault_find(asked text, digests bytea[])"
_CODE = re.compile(r"^[a-z_]+(\.[a-z_]+)?$")


@dataclass(frozen=True, slots=True)
class LookupKind:
    """What is hashed: one value that tells people apart by itself, or a combination of named attributes.

    `alone_because` says why a single attribute may stand alone. `shape` is a pattern that normalised values match.
    """

    name: str
    attributes: tuple[str, ...]
    alone_because: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Findable:
    """Where subjects of a kind live and what finding them needs: the table's own wall decides row by row."""

    kind: str
    model: type[models.Model]
    needs: str
    column: str = "id"


_kinds: dict[str, LookupKind] = {}
_findable: list[Findable] = []


def lookup_kind(name: str, *attributes: str, alone_because: str = "", shape: str = "") -> LookupKind:
    """Declares a kind. Raises ValueError for a single attribute without its reason, or a name declared twice."""
    if not _CODE.match(name):
        raise ValueError(f"a look-up kind is named like children.name_year, not {name!r}")
    if len(set(attributes)) < LEAST_ATTRIBUTES and not alone_because:
        said = "stands on one attribute: its frequency would give it away; combine two or more"
        raise ValueError(f"look-up {name} {said}")
    kind = LookupKind(name, attributes, alone_because, shape)
    if _kinds.get(name, kind) != kind:
        raise ValueError(f"look-up kind {name} is declared twice")
    _kinds[name] = kind
    return kind


PHONE = lookup_kind(
    "phone",
    "phone",
    shape=r"^\+[1-9]\d{6,14}$",
    alone_because="a telephone number of E.164 is one of 10^9 or more and belongs to very few people",
)


def findable(kind: LookupKind, *, model: type[models.Model], needs: str, column: str = "id") -> None:
    """Lets holders of permission `needs` find rows of `model` by a kind. Declared in the room's models, after the
    model.

    `column` holds the subject that `remember` was given. Raises TypeError for a model without row security or a column
    without an index.
    """
    if not isinstance(getattr(model, "wall", None), Wall):
        raise TypeError(f"{model.__name__} has no wall: a look-up would pass around need-to-know")
    if not _is_indexed(model, column):
        raise TypeError(f"{model.__name__}.{column} has no index: a look-up would read the whole table")
    entry = Findable(kind.name, model, needs, column)
    if entry not in _findable:
        _findable.append(entry)


def _is_indexed(model: type[models.Model], column: str) -> bool:
    field = next((field for field in model._meta.fields if field.column == column), None)
    if field is None:
        return False
    return (
        field.primary_key
        or field.unique
        or getattr(field, "db_index", False)
        or any(index.fields[:1] in ([field.name], [field.attname]) for index in model._meta.indexes)
    )


def kinds() -> dict[str, LookupKind]:
    """All declared kinds by name."""
    return dict(_kinds)


def _checked(kind: str, values: Sequence[str]) -> bytes:
    declared = _kinds.get(kind)
    if declared is None:
        raise SealedUse(f"look-up kind {kind!r} is not declared")
    if len(values) != len(declared.attributes) or not all(values):
        raise SealedUse(f"look-up {kind} takes {len(declared.attributes)} values, none of them empty")
    if declared.shape and not all(re.match(declared.shape, value) for value in values):
        raise SealedUse(f"a value for look-up {kind} is not in its normal form")
    # Lengths before the parts: ("ab", "c") and ("a", "bc") must not meet.
    return b"".join(len(part).to_bytes(4, "big") + part for part in (value.encode() for value in values))


def _digest(root: RootKey, kind: str, message: bytes, ring: Keyring | None = None) -> bytes:
    key = (ring or keyring()).derived(root.name, f"lookup {kind}")
    return hmac.digest(key, message, "sha256")[:DIGEST_BYTES]


def digest(kind: str, *values: str) -> bytes:
    """The keyed hash of normalised values, 16 bytes, under the newest look-up root. Raises SealedUse without
    repeating a value.
    """
    return _digest(keyring().newest("lookup"), kind, _checked(kind, values))


def every_digest(asked: Iterable[tuple[str, Sequence[str]]]) -> list[list[bytes]]:
    """For each kind with its values, the keyed hashes under every look-up root in use, the newest first: for tables of other
    rooms that hold many keys for each subject and are searched while the root changes."""
    ring = keyring()
    roots = ring.of("lookup")
    messages = [(kind, _checked(kind, values)) for kind, values in asked]
    return [[_digest(root, kind, message, ring) for root in roots] for kind, message in messages]


def remember(kind: str, *, subject: UUID, values: Iterable[Sequence[str]], using: str = DEFAULT_DB_ALIAS) -> None:
    """Makes `values` (each with as many parts as the kind has attributes) the only ones by which `subject` is found.

    Called by the action that seals the same values, in its transaction.
    """
    root = keyring().newest("lookup")
    digests = [_digest(root, kind, _checked(kind, parts)) for parts in values]
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT vault_remember(%s, %s, %s, %s)", [kind, digests, subject, root.name])


def forget(*, subject: UUID, kind: str | None = None, using: str = DEFAULT_DB_ALIAS) -> None:
    """The subject is no longer found by this kind, or by anything."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT vault_forget(%s, %s)", [subject, kind])


def find(kind: str, *values: str, using: str = DEFAULT_DB_ALIAS) -> list[UUID]:
    """The subjects with these values that the acting principal may know; others and absent ones look alike.

    Works while two look-up roots are in use. Journalling and limiting the search is the calling room's duty.
    """
    message = _checked(kind, values)
    digests = [_digest(root, kind, message) for root in keyring().of("lookup")]
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT {SCHEMA}.vault_find(%s, %s)", [kind, digests])
        return [row[0] for row in cursor.fetchall()]


def outdated(kind: str, *, limit: int = 500, using: str = DEFAULT_DB_ALIAS) -> list[UUID]:
    """Subjects whose digests of this kind still stand under an older look-up root.

    After a new look-up root the owning room opens their sealed values and calls `remember` again, batch by batch;
    when this is empty for every kind, the old root's file is removed."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT vault_outdated(%s, %s, %s)", [kind, keyring().newest("lookup").name, limit])
        return [row[0] for row in cursor.fetchall()]


def _branch(entry: Findable) -> str:
    table = entry.model._meta.db_table
    # Only names and codes that the program itself declares.
    return (
        f'SELECT l.subject FROM vault_lookup l JOIN "{table}" t ON t."{entry.column}" = l.subject '  # noqa: S608
        f"WHERE asked = '{entry.kind}' AND l.kind = asked AND l.digest = ANY(digests) AND qorgan_may('{entry.needs}')"
    )


def find_function() -> str:
    """The SQL of `vault_find`, one branch for each table that is findable. Everything in it comes from declarations
    in code.

    It runs as the worker role, the only one that reads look-ups and is itself under row security: so a table's wall
    holds here with everything that it builds upon. Running as the owner it would hold for the first table only."""
    branches = [_branch(entry) for entry in _findable] or ["SELECT NULL::uuid WHERE false"]
    return (
        f"CREATE SCHEMA IF NOT EXISTS {SCHEMA} AUTHORIZATION {WORKER}; SET LOCAL ROLE {WORKER}; "
        f"CREATE OR REPLACE FUNCTION {FIND} RETURNS SETOF uuid LANGUAGE sql STABLE "
        "SECURITY DEFINER SET search_path = public, pg_temp AS $find$ " + " UNION ".join(branches) + " $find$; "
        f"REVOKE ALL ON FUNCTION {FIND} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {FIND} TO {WEB}; "
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {WEB}; RESET ROLE"
    )


def build_find(using: str, existing: set[str]) -> None:
    """Builds `vault_find` once all findable tables exist. Run as the owner after every migration."""
    if all(entry.model._meta.db_table in existing for entry in _findable):
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            cursor.execute(find_function())
