"""A conference, its editions, the categories of its delegates, its programme."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from qorgan.access.guarded import Guarded
from qorgan.conferences import access
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.texts.fields import WordsField


class Conference(Guarded):
    """A conference that is held again and again; `holder` is the organisation that holds it."""

    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    names = WordsField(max_length=200)

    need_to_know = staticmethod(access.public)
    wall = access.CONFERENCE_WALL
    harmless: ClassVar = {"names": "what a public conference is called"}

    class Meta:
        base_manager_name = "following"

    def __str__(self) -> str:
        return str(self.names)


class Edition(Guarded):
    """One holding of a conference: its number, its days, its place. `badges` is the last badge number that was given."""

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="+")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    venue = WordsField(max_length=300, every_language=False)
    source = models.CharField(max_length=400, blank=True, default="")
    badges = models.PositiveIntegerField(default=0)
    recommended = models.PositiveSmallIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True)

    need_to_know = staticmethod(access.public)
    wall = access.CONFERENCE_WALL
    follows: ClassVar = {"conference": "an edition is known with its conference"}
    harmless: ClassVar = {"venue": "where a public conference is held", "source": "where it stands"}

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conference", "number"], name="one_edition_of_a_number"),
            models.CheckConstraint(name="an_edition_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.conference}"


class Category(Guarded):
    """A category of delegates of one edition, from the country pack; `quota` is how many may be accredited, or None."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    code = models.CharField(max_length=32)
    names = WordsField(max_length=200)
    quota = models.PositiveIntegerField(null=True)
    place_in_list = models.PositiveSmallIntegerField()

    need_to_know = staticmethod(access.public)
    wall = access.PART_WALL
    follows: ClassVar = {"edition": "a category is known with its edition"}
    harmless: ClassVar = {"code": "a code", "names": "words of a list"}

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [models.UniqueConstraint(fields=["edition", "code"], name="one_category_of_a_code")]

    def __str__(self) -> str:
        return str(self.names)


class ProgrammeItem(Guarded):
    """A session of an edition. Times are moments; `hall` is where in the house."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    titles = WordsField(max_length=200, every_language=False)
    about = WordsField(max_length=2_000, every_language=False, multiline=True, blank=True)
    hall = models.CharField(max_length=80, blank=True, default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    need_to_know = staticmethod(access.public)
    wall = access.PART_WALL
    follows: ClassVar = {"edition": "a session is known with its edition"}
    harmless: ClassVar = {"titles": "a public programme", "about": "a public programme", "hall": "a room of a public house"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["edition", "starts_at"], name="conferences_programme")]
        constraints: ClassVar = [models.CheckConstraint(name="a_session_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at")))]

    def __str__(self) -> str:
        return str(self.titles)
