"""`ltree` in Django: the field and the lookup that finds everything below a place."""

from __future__ import annotations

import re
from typing import Any

from django.db import models
from django.db.models import Lookup

_NOT_A_LABEL = re.compile(r"[^a-z0-9]+")


class LtreeField(models.TextField):
    """A PostgreSQL `ltree` path such as `kz.10.semey_city`: labels of letters, digits and `_`, parted by dots."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002
        return "ltree"


@LtreeField.register_lookup
class Within(Lookup):
    """`path__within="kz.10"`: the place itself and everything below it, by the GiST index."""

    lookup_name = "within"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} <@ {right}::ltree", [*left_params, *right_params]


def label(key: str) -> str:
    """A key as one label of a path: `semey-city` becomes `semey_city`."""
    return _NOT_A_LABEL.sub("_", key.lower()).strip("_")


def parents(path: str) -> list[str]:
    """The paths above a path, the highest first: `kz.10.semey_city` gives `kz`, `kz.10`."""
    parts = path.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]


@LtreeField.register_lookup
class Holds(Lookup):
    """`path__holds="kz.10.semey_city"`: the place itself and everything above it."""

    lookup_name = "holds"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} @> {right}::ltree", [*left_params, *right_params]
