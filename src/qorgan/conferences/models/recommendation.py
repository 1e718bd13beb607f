"""A recommendation, and the bodies to which it is addressed."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from qorgan.access.guarded import Guarded, GuardedManager, GuardedQuerySet
from qorgan.access.principal import Principal
from qorgan.conferences import access
from qorgan.conferences.choices import AdoptedWay
from qorgan.conferences.models.conference import Edition, ProgrammeItem
from qorgan.organisations.models import Organisation
from qorgan.texts.fields import WordsField


class RecommendationQuerySet(GuardedQuerySet):
    """Recommendations, with the adjectives of the field."""

    def adopted(self) -> Self:
        """Those that the conference adopted."""
        return self.filter(adopted_on__isnull=False)


class Recommendation(Guarded):
    """What an edition recommends. `number` is given with the adoption and never again; the adopted words never change.

    A vote keeps its figures: `votes_for`, `votes_against`, `abstained`; consensus keeps none.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    session = models.ForeignKey(ProgrammeItem, models.SET_NULL, null=True, related_name="+")
    words = WordsField(max_length=600, every_language=False, multiline=True)
    number = models.PositiveSmallIntegerField(null=True)
    drafted_by = models.UUIDField(null=True)
    drafted_at = models.DateTimeField(default=timezone.now)
    adopted_on = models.DateField(null=True)
    adopted_way = models.CharField(max_length=10, choices=AdoptedWay, blank=True, default="")
    votes_for = models.PositiveIntegerField(null=True)
    votes_against = models.PositiveIntegerField(null=True)
    abstained = models.PositiveIntegerField(null=True)
    rejected_on = models.DateField(null=True)

    objects: ClassVar[Any] = GuardedManager.from_queryset(RecommendationQuerySet)()
    need_to_know = staticmethod(access.recommendation)
    wall = access.RECOMMENDATION_WALL
    follows: ClassVar = {"edition": "a recommendation is known with its edition", "session": "the same"}
    harmless: ClassVar = {"words": "the words of a public recommendation"}

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "number"], name="one_recommendation_of_a_number"),
            models.CheckConstraint(
                name="an_adopted_one_has_its_number",
                condition=Q(adopted_on=None, number=None, adopted_way="")
                | Q(adopted_on__isnull=False, number__isnull=False, adopted_way__gt="", rejected_on=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number or "")


def _addressed_known(by: Principal) -> Q:
    return access.addressed(Recommendation.objects.visible_to(by))


class Addressed(Guarded):
    """A body to which a recommendation goes, and what it answered, with its source."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="+")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    addressed_on = models.DateField()
    answered_on = models.DateField(null=True)
    answer = WordsField(max_length=2_000, every_language=False, multiline=True, blank=True)
    source = models.CharField(max_length=400, blank=True, default="")

    need_to_know = staticmethod(_addressed_known)
    wall = access.ADDRESSED_WALL
    follows: ClassVar = {"recommendation": "an address is known with its recommendation"}
    harmless: ClassVar = {"answer": "what a public body answered in public", "source": "where it stands"}

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [models.UniqueConstraint(fields=["recommendation", "organisation"], name="addressed_once")]
