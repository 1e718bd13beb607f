"""NGOs and state bodies."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qorgan.access.guarded import uuid7
from qorgan.places.models import Place


class OrganisationKind(models.Model):
    """A kind of organisation as dated data of the country pack."""

    key = models.CharField(max_length=64, primary_key=True)
    names = models.JSONField(default=dict)
    is_party = models.BooleanField(default=False)

    harmless: ClassVar = {"key": "a code", "names": "words"}


class Organisation(models.Model):
    """An organisation."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.ForeignKey(OrganisationKind, models.PROTECT, related_name="+")
    names = models.JSONField(default=dict)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")

    harmless: ClassVar = {"names": "names of organisations"}
