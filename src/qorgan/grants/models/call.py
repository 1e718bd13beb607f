"""A programme, a call of it, the register of experts and the draw. All of it is public."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from qorgan.access.guarded import new_ref, uuid7
from qorgan.access.wall import Open
from qorgan.grants.amounts import DIGITS, PLACES
from qorgan.grants.call_choices import CallState
from qorgan.grants.models.theme import Theme
from qorgan.organisations.models import Organisation
from qorgan.texts.fields import WordsField

KEPT = Open(web="SELECT, INSERT, UPDATE", worker="SELECT, INSERT, UPDATE")
"""What was public is never deleted; it ends."""


class AmountField(models.DecimalField):
    """An exact amount of money: `numeric(20, 2)`."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs["max_digits"], kwargs["decimal_places"] = DIGITS, PLACES
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def deconstruct(self) -> tuple:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        return name, path, args, kwargs


class Programme(models.Model):
    """Grants that belong together: who gives them, who runs the calls, and what was claimed of them.

    `claim` is what was said in public: `{"value", "comparator", "source", "on"}`; figures are shown beside it, never instead.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    code = models.CharField(max_length=32, unique=True)
    names = WordsField(max_length=300)
    funder = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    run_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    claims = models.JSONField(default=list)
    is_invented = models.BooleanField(default=False)

    wall = KEPT
    harmless: ClassVar = {
        "ref": "random",
        "code": "a code",
        "names": "a public programme's name",
        "claims": "public figures with their source",
    }

    def __str__(self) -> str:
        return str(self.names)


class CallQuerySet(models.QuerySet):
    """Calls, with the adjectives of the field."""

    def public(self) -> Self:
        """Those that were ever opened."""
        return self.exclude(state=CallState.PREPARED)


class Call(models.Model):
    """One call for applications. Its rules are frozen when it opens: what was published holds until the decision.

    `index_amount` is the index of the year in which it opens, `closes_at` an instant: the database's clock decides. `seed_source`
    says before the opening where the seed will come from; `theme_title` is what the theme was called then; `seed` itself is
    written after the deadline. `criteria`, `ties`, `policy` are the published rules (`granting_pack`); `least_points` and
    `spread` are points of 100.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    number = models.CharField(max_length=20, unique=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+")
    theme_version = models.PositiveSmallIntegerField(default=0)
    theme_title = WordsField(max_length=200, every_language=False)
    run_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    ceiling = AmountField()
    index_amount = AmountField(null=True)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=CallState, default=CallState.PREPARED)
    seed_source = models.CharField(max_length=400)
    seed = models.CharField(max_length=200, blank=True, default="")
    criteria = models.JSONField(default=list)
    ties = ArrayField(models.CharField(max_length=40), default=list)
    policy = models.CharField(max_length=8)
    least_points = models.PositiveSmallIntegerField()
    spread = models.PositiveSmallIntegerField()
    panel_size = models.PositiveSmallIntegerField()
    reserve_size = models.PositiveSmallIntegerField()
    decided_at = models.DateTimeField(null=True)

    objects = CallQuerySet.as_manager()
    wall = KEPT
    follows: ClassVar = {"theme": "a call is opened only for a theme that every body approved, which is public"}
    harmless: ClassVar = {
        "ref": "random",
        "number": "a public number",
        "theme_title": "a public programme's words", "kind": "a code",
        "seed_source": "a public source", "seed": "a public value",
        "criteria": "codes and weights", "ties": "codes", "policy": "a code",
    }  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="a_call_has_money", condition=Q(ceiling__gt=0)),
            models.CheckConstraint(
                name="an_open_call_has_its_index",
                condition=Q(state__in=[CallState.PREPARED, CallState.CANCELLED]) | Q(index_amount__gt=0, opens_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_drawn_call_has_its_seed", condition=~Q(state__in=[CallState.DRAWN, CallState.DECIDED]) | ~Q(seed="")
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Expert(models.Model):
    """A line of the public register of experts, who agreed to stand in it with name and workplace.

    `ties` are organisations that the expert is tied to by the register, besides the employer.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    number = models.CharField(max_length=16, unique=True)
    account_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=200)
    employer = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    ties = models.ManyToManyField(Organisation, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    wall = KEPT
    harmless: ClassVar = {"number": "a public number", "name": "the public register of experts, entered with their consent"}

    def __str__(self) -> str:
        return self.number


class ExpertDraw(models.Model):
    """The outcome of a draw, as it is published; never changed."""

    call = models.OneToOneField(Call, models.PROTECT, related_name="+")
    order = ArrayField(models.CharField(max_length=16))
    protocol = models.JSONField()
    drawn_by = models.UUIDField()
    drawn_at = models.DateTimeField()

    wall = Open(web="SELECT, INSERT", worker="SELECT, INSERT")
    harmless: ClassVar = {"order": "public numbers", "protocol": "the published protocol"}
