"""A room's record with answers, for the tests.

The toy app has no migrations, so its tables are made before those of `forms`; this one points at `forms`, and each test
that needs it makes it (`tests.forms.test_answered_form`).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from qorgan.access.guarded import uuid7
from qorgan.forms.models import ANSWERS_HARMLESS, AnsweredForm
from qorgan.vault.fields import SealedJSON


class Record(AnsweredForm):
    """Answers about a subject."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    subject = models.UUIDField()
    sealed = SealedJSON(key="subject", null=True)

    harmless: ClassVar = {**ANSWERS_HARMLESS}

    class Meta:
        app_label = "toy"
        managed = False
