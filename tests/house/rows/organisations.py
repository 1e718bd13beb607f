"""Screens of organisations."""

from qorgan.organisations.access import ORGANISATION_READ
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.texts.words import Words
from tests.house.rows import Stage, screen


@screen("organisations.list", "/organisations", needs=(ORGANISATION_READ,))
def organisation(stage: Stage, number: int) -> None:
    """Each in a place and of a kind of its own, so that neither is fetched row by row unnoticed."""
    place = Place.objects.create(code=f"town{number}", path=f"town{number}", names=Words(en=f"Town {number}"))
    kind = OrganisationKind.objects.create(key=f"kind{number}", names=Words(en=f"Kind {number}"))
    Organisation.objects.create(kind=kind, place=place, names=Words(en=f"Organisation {number}"))
