"""Rows with sealed fields for the tests of the vault: notes of a subject, guarded so that look-ups meet a wall.

They live under the toy app, so the test database gets their tables and their wall with all the others.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from qorgan.access.guarded import NOTHING, Guarded, uuid7
from qorgan.access.permissions import permission
from qorgan.access.principal import Principal, declare_system
from qorgan.access.wall import Wall
from qorgan.vault.access import HOLD_SET, KEY_ROTATE, KEY_SHRED, SHARES_MAKE
from qorgan.vault.fields import SealedJSON, SealedText
from qorgan.vault.lookup import PHONE, findable, lookup_kind
from tests.toy.models import BOX_READ, Box

FOLDER_FIND = permission("toy.folder.find", "Find folders", shows_child=True)
KEEPER = declare_system("toy.keeper", KEY_ROTATE, KEY_SHRED, SHARES_MAKE, HOLD_SET, FOLDER_FIND, BOX_READ)
NAME_AND_YEAR = lookup_kind("toy.name_year", "surname", "given_name", "year")


class Note(models.Model):
    """A text about a subject."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    subject = models.UUIDField()
    text = SealedText(key="subject")
    aside = SealedText(key="subject", null=True, most=200)
    answers = SealedJSON(key="subject", default=dict)

    harmless: ClassVar = {}

    class Meta:
        app_label = "toy"


class Folder(Guarded):
    """Found by telephone; seen where its box is seen, which only row security of the box's table decides."""

    box = models.ForeignKey(Box, models.CASCADE, related_name="+")
    subject = models.UUIDField(db_index=True)
    other = models.UUIDField(null=True)

    need_to_know = staticmethod(lambda by: Q() if by.may(FOLDER_FIND) else NOTHING)
    wall = Wall(select="box_id IN (SELECT id FROM toy_box)", write="true")

    class Meta:
        app_label = "toy"


findable(PHONE, model=Folder, needs=FOLDER_FIND, column="subject")
findable(NAME_AND_YEAR, model=Folder, needs=FOLDER_FIND, column="subject")


def keeper() -> Principal:
    """The system that keeps keys in the tests."""
    return KEEPER
