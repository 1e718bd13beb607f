"""The same rows in a plain table."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Record(models.Model):
    """A contact in plain columns."""

    number = models.BigIntegerField(unique=True)
    organisation = models.UUIDField()
    counsellor = models.UUIDField()
    alias = models.CharField(max_length=40)
    channel = models.CharField(max_length=12, choices=[("web", "By the site"), ("qr", "By QR code")])
    language = models.CharField(max_length=2)
    began_at = models.DateTimeField()
    ending = models.CharField(max_length=16)
    call_type = models.CharField(max_length=64)
    is_data = models.BooleanField(null=True)
    is_final = models.BooleanField(default=True)
    age = models.CharField(max_length=16)
    phone = models.CharField(max_length=16, db_index=True)
    told = models.TextField()

    class Meta:
        app_label = "bare"
        indexes: ClassVar = [models.Index(fields=["organisation", "-began_at"], name="bare_contacts")]


class Written(models.Model):
    """What a visitor wrote."""

    text = models.TextField()
    language = models.CharField(max_length=2)
    about = models.CharField(max_length=8)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bare"
