"""What the database itself must know to hold the second wall: roles, their permissions, standings, grants."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import Q

from qorgan.access.guarded import uuid7
from qorgan.access.wall import Open


class Role(models.Model):
    """A role of the country pack. `shows_child` is worked out from its permissions by a trigger."""

    class Sphere(models.TextChoices):
        """Which side of the wall between children and figures a role stands on."""

        HOUSE = "house"
        CHILDREN = "children"
        COUNCIL = "council"
        GRANTS = "grants"
        PARTY = "party"

    key = models.CharField(max_length=64, primary_key=True)
    sphere = models.CharField(max_length=16, choices=Sphere)
    needs_second_factor = models.BooleanField(default=True)
    shows_child = models.BooleanField(default=False)
    words = models.JSONField(default=dict)
    held_in = ArrayField(models.CharField(max_length=64), default=list)

    wall = Open(web="SELECT", worker="SELECT")
    harmless: ClassVar = {
        "key": "a code",
        "words": "the role's name and description in three languages",
        "held_in": "codes of kinds",
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="figures_cross_children_never",
                condition=~Q(shows_child=True, sphere__in=["council", "grants", "party"]),
            ),
        ]


class RolePermission(models.Model):
    """One permission of one role; `shows_child` is copied from the declaration."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="+")
    permission = models.CharField(max_length=80)
    shows_child = models.BooleanField(default=False)

    wall = Open(web="SELECT", worker="SELECT")
    harmless: ClassVar = {"permission": "a code"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role", "permission"], name="a_role_has_a_permission_once"),
        ]


class Standing(models.Model):
    """A principal as the database sees it: who acts, in which role, for which organisations and places, until when.

    `places` are ltree paths as text. `in_party` says that one of the organisations is a party; the constraint keeps
    the party rule even against a wrong program. `scopes` narrows a standing to some of its role's permissions (a key of
    another program); None leaves the role whole.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    account_id = models.UUIDField(null=True, db_index=True)
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    organisations = ArrayField(models.UUIDField(), default=list)
    places = ArrayField(models.CharField(max_length=200), default=list)
    scopes = ArrayField(models.CharField(max_length=80), null=True)
    valid = DateTimeRangeField()
    in_party = models.BooleanField(default=False)
    shows_child = models.BooleanField(default=False)

    harmless: ClassVar = {"places": "codes of places", "scopes": "names of permissions"}

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="no_party_sees_a_child", condition=~Q(in_party=True, shows_child=True)),
        ]


class Grant(models.Model):
    """One account may know one subject for a time: an assignment, a consultation, an emergency access."""

    class Kind(models.TextChoices):
        """Why the subject may be known."""

        ASSIGNED = "assigned"
        CONSULTED = "consulted"
        EMERGENCY = "emergency"

    id = models.UUIDField(primary_key=True, default=uuid7)
    account_id = models.UUIDField()
    subject = models.UUIDField()
    kind = models.CharField(max_length=16, choices=Kind)
    valid = DateTimeRangeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account_id", "subject"]),
            models.Index(fields=["subject"]),
        ]
