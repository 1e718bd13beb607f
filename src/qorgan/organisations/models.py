"""The register: state bodies, NGOs, schools; what they were called, what they became, how they are reached, who says so."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import Guarded, new_ref, uuid7
from qorgan.access.wall import Open
from qorgan.organisations import access
from qorgan.organisations.choices import ContactKind, SealedKind, State, SuccessionKind
from qorgan.places.models import Place
from qorgan.texts.fields import WordsField
from qorgan.vault.fields import SealedText

KEPT = Open(web="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE")
"""Nothing of the register is deleted: what ends gets the day of its end."""


class OrganisationKind(models.Model):
    """A kind of organisation as dated data of the country pack.

    The flags say what the law lets this kind do; each is explained at the head of the pack's `organisation_kinds.toml`.
    """

    key = models.CharField(max_length=64, primary_key=True)
    names = WordsField(every_language=False)
    is_party = models.BooleanField(default=False)
    is_state = models.BooleanField(default=False)
    may_receive_referral = models.BooleanField(default=False)
    may_receive_report = models.BooleanField(default=False)
    may_receive_complaint = models.BooleanField(default=False)
    takes_placement = models.BooleanField(default=False)
    by_court_only = models.BooleanField(default=False)
    must_pass_on = models.BooleanField(default=False)
    confidential_site = models.BooleanField(default=False)
    may_fund = models.BooleanField(default=False)
    has_pupils = models.BooleanField(default=False)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    source = models.CharField(max_length=400, blank=True)
    basis = models.CharField(max_length=16, blank=True)

    wall = KEPT
    harmless: ClassVar = {"key": "a code", "names": "words", "source": "where it stands", "basis": "a code"}

    def __str__(self) -> str:
        return str(self.names)


class Organisation(models.Model):
    """An organisation. `address` is public; a kind with a confidential site has none here, only a sealed one.

    `key` is the pack's or a source's own stable key; `folded` holds all its names for search; `bin` is twelve digits or
    empty. A doubtful BIN is kept with a warning, because the document may be wrong and the organisation real.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    key = models.CharField(max_length=64, unique=True, null=True)
    kind = models.ForeignKey(OrganisationKind, models.PROTECT, related_name="+", verbose_name=_("kind"))
    names = WordsField(_("name"), max_length=300, every_language=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    bin = models.CharField(_("BIN"), max_length=12, blank=True, default="")
    address = models.CharField(_("address"), max_length=300, blank=True, default="")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ACTIVE)
    closed_on = models.DateField(null=True)
    is_invented = models.BooleanField(default=False)
    folded = models.TextField(blank=True, default="")
    added_at = models.DateTimeField(auto_now_add=True)

    wall = KEPT
    harmless: ClassVar = {
        "key": "a code",
        "names": "names of organisations",
        "bin": "the public number of a body, never of a person",
        "address": "the public address of a public body; confidential sites are refused by the database",
        "state": "a code",
        "folded": "names of organisations",
        "ref": "random",
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["bin"], name="organisation_bin", condition=~Q(bin="")),
            models.Index(fields=["place", "kind"]),
        ]

    def __str__(self) -> str:
        return str(self.names)


class OrganisationName(models.Model):
    """A name that an organisation bore for a time, with the act that gave it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="past_names")
    names = WordsField(every_language=False)
    valid = DateRangeField()
    source = models.CharField(max_length=300, blank=True)

    wall = KEPT
    harmless: ClassVar = {"names": "names of a body", "source": "where it stands"}


class Succession(models.Model):
    """One organisation became another, or gave it its tasks, on a day."""

    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="successors")
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="predecessors")
    on = models.DateField(null=True)
    kind = models.CharField(max_length=16, choices=SuccessionKind.choices)
    source = models.CharField(max_length=300, blank=True)

    wall = KEPT
    harmless: ClassVar = {"kind": "a code", "source": "where it stands"}

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(predecessor=models.F("successor")), name="nobody_follows_itself"),
            models.UniqueConstraint(fields=["predecessor", "successor"], name="one_succession_of_a_pair"),
        ]


class Contact(models.Model):
    """A public way to reach an organisation: what it prints on its own door."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=8, choices=ContactKind.choices)
    value = models.CharField(max_length=200)

    harmless: ClassVar = {"kind": "a code", "value": "a public contact of a body, never of a person"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "kind", "value"], name="one_contact_of_a_kind"),
        ]


class FactSource(models.Model):
    """Where what we know of an organisation came from, and when: a file, an act, a call."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sources")
    text = models.CharField(max_length=300)
    on = models.DateField()

    wall = KEPT
    harmless: ClassVar = {"text": "a document's name"}


class SealedFact(Guarded):
    """A confidential address, a contact person, a duty telephone or mailbox, sealed under the organisation's own key."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=SealedKind.choices)
    text = SealedText(key="organisation_id")

    need_to_know = staticmethod(access.sealed_fact)
    wall = access.SEALED_FACT_WALL
    harmless: ClassVar = {"kind": "a code", "ref": "random"}

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], condition=Q(kind="address"), name="one_sealed_address"),
            models.UniqueConstraint(
                fields=["organisation", "kind"], condition=Q(kind__in=["dutytel", "dutymail"]), name="one_duty_contact_of_a_kind"
            ),
        ]


class SchoolCode(models.Model):
    """The public code on a school's poster. At most one is valid; an old poster opens the same door without a school.

    Nothing here or anywhere counts how often a code was used.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    code = models.CharField(max_length=16, unique=True)
    issued_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    wall = KEPT
    harmless: ClassVar = {"code": "printed on a wall"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], condition=Q(revoked_at=None), name="one_valid_code_of_a_school"),
        ]
