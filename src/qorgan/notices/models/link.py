"""A one-time link: what a person without an account is sent, to do one thing for one subject."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qorgan.access.guarded import Guarded
from qorgan.notices import access


class OneTimeLink(Guarded):
    """A link that is opened once, with a second factor.

    Token, code and pass are kept as keyed hashes. A visitor has no right on this table: the functions of `functions.sql`
    find a link by the hash of its token, count wrong codes, open it once, and find it by its pass afterwards.
    `code_until` ends a code that was sent; a code told by telephone stands as long as the link.
    """

    token = models.BinaryField(unique=True, max_length=32)
    subject = models.UUIDField()
    purpose = models.CharField(max_length=80)
    factor = models.CharField(max_length=80)
    code = models.BinaryField(null=True, max_length=32)
    code_until = models.DateTimeField(null=True)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    holder_kind = models.CharField(max_length=16, blank=True)
    holder = models.UUIDField(null=True)
    language = models.CharField(max_length=8, blank=True)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    pass_hash = models.BinaryField(null=True, unique=True, max_length=32)
    pass_until = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    need_to_know = staticmethod(access.link)
    wall = access.LINK_WALL
    harmless: ClassVar = {
        "token": "a keyed hash of 256 random bits",
        "purpose": "a code",
        "factor": "a code",
        "code": "a keyed hash under a pepper outside the database",
        "holder_kind": "a code",
        "language": "a code",
        "pass_hash": "a keyed hash of 256 random bits",
    }

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["subject"], name="notices_links_of_a_subject")]
