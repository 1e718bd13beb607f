"""How a service is reached, what it costs, and who checked that the entry is right."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from qorgan.access.guarded import uuid7
from qorgan.access.wall import Open
from qorgan.directory.choices import VerificationOutcome
from qorgan.directory.models.service import Service
from qorgan.texts.fields import WordsField


class Phone(models.Model):
    """HSDS `phone` of a service: E.164, or a short number of the country such as 111. Never the number of a site or a person."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    service = models.ForeignKey(Service, models.CASCADE, related_name="phones")
    number = models.CharField(max_length=20)
    extension = models.PositiveIntegerField(null=True)
    description = WordsField(every_language=False, blank=True)
    languages = ArrayField(models.CharField(max_length=8), default=list)
    place_in_list = models.PositiveSmallIntegerField(default=0)

    harmless: ClassVar = {
        "number": "the public number of a service",
        "description": "words on a number",
        "languages": "codes",
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["service", "number"], name="one_phone_once")]


class ServiceContact(models.Model):
    """HSDS `contact`: an office to turn to (`title`, `department`), never a person's name: those are sealed facts of the
    organisation.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    service = models.ForeignKey(Service, models.CASCADE, related_name="contacts")
    title = WordsField(max_length=200, every_language=False)
    department = WordsField(max_length=200, every_language=False, blank=True)
    email = models.EmailField(max_length=200, blank=True, default="")

    harmless: ClassVar = {
        "title": "an office, never a person",
        "department": "a part of an organisation",
        "email": "a mailbox of an office",
    }


class CostOption(models.Model):
    """HSDS `cost_option`: what a service costs, in whole units of `currency` (ISO 4217), from a day to a day."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    service = models.ForeignKey(Service, models.CASCADE, related_name="cost_options")
    option = WordsField(max_length=200, every_language=False, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    amount_description = WordsField(max_length=200, every_language=False, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    harmless: ClassVar = {"option": "words on a price", "currency": "a code", "amount_description": "words on a price"}

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_price_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
            ),
            models.CheckConstraint(name="a_price_is_not_negative", condition=Q(amount__gte=0)),
        ]


class Verification(models.Model):
    """Somebody checked an entry: when, who, with which outcome, and when it is to be checked again."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    service = models.ForeignKey(Service, models.CASCADE, related_name="verifications")
    on = models.DateField()
    by_account = models.UUIDField(null=True)
    outcome = models.CharField(max_length=12, choices=VerificationOutcome.choices)
    next_check_on = models.DateField()

    wall = Open(web="SELECT, INSERT", worker="SELECT, INSERT")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["service", "-on"], name="verification_newest")]
