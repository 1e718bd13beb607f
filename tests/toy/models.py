"""A small guarded world for the tests of the doors: boxes with letters, each box for one organisation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from qorgan.access.guarded import NOTHING, Guarded
from qorgan.access.permissions import permission
from qorgan.access.principal import Principal, declare_system
from qorgan.access.wall import Wall

BOX_READ = permission("toy.box.read", "Read boxes", shows_child=True)
BOX_WRITE = permission("toy.box.write", "Write boxes", shows_child=True)
FIGURES_READ = permission("toy.figures.read", "Read figures")
SYSTEM = declare_system("toy.sweep", BOX_READ, BOX_WRITE)


def box(by: Principal) -> Q:
    """Boxes of one's own organisations; all for the sweeper; one for a bearer."""
    if by.is_bearer:
        return Q(pk=by.bearer_of)
    if not by.may(BOX_READ):
        return NOTHING
    return Q() if by == SYSTEM else Q(organisation__in=by.organisations)


MINE = "organisation IN (SELECT qorgan_organisations()) OR (SELECT qorgan_is_system())"
BOX_WALL = Wall(
    select=f"((SELECT qorgan_may('toy.box.read')) AND ({MINE})) OR id = (SELECT qorgan_bearer())",
    write=f"(SELECT qorgan_may('toy.box.write')) AND ({MINE})",
)


class Box(Guarded):
    """A box of one organisation."""

    organisation = models.UUIDField()
    count = models.IntegerField(default=0)

    need_to_know = staticmethod(box)
    wall = BOX_WALL
    reads_are_journalled = True


class Letter(Guarded):
    """A letter in a box, visible with it."""

    box = models.ForeignKey(Box, models.CASCADE, related_name="+")

    need_to_know = staticmethod(lambda by: Q(box__in=Box.objects.visible_to(by)))
    wall = Wall(select="box_id IN (SELECT id FROM toy_box)")
    follows = {"box": "a letter is visible exactly when its box is"}

    @property
    def read_subject(self):
        return self.box_id


class Slip(Guarded):
    """A slip that points at a box but does not say it may be followed."""

    box = models.ForeignKey(Box, models.CASCADE, related_name="+")

    need_to_know = staticmethod(lambda by: Q())
    wall = Wall(select="true")


class Scribble(models.Model):
    """Scratch: what somebody has begun to put into a box."""

    count = models.IntegerField(default=0)

    is_scratch = True
