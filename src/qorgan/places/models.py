"""Regions, districts, settlements."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qorgan.access.guarded import uuid7
from qorgan.access.wall import Open


class LtreeField(models.TextField):
    """A PostgreSQL `ltree` path such as `kz.61.6101`: labels of letters, digits and `_`, parted by dots."""

    def db_type(self, connection):
        return "ltree"


class Place(models.Model):
    """A unit of the country's territory; `path` holds all its ancestors."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    code = models.CharField(max_length=32, unique=True)
    path = LtreeField(unique=True)
    names = models.JSONField(default=dict)

    wall = Open(worker="SELECT")
    harmless: ClassVar = {"code": "a code", "path": "codes", "names": "names of places"}
