"""Screens of the directory."""

from qorgan.directory.access import SERVICE_READ
from qorgan.directory.loading import load_directory
from qorgan.directory.models import Capacity, Service, TaxonomyTerm
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.texts.words import Words
from tests.house.rows import Stage, screen


@screen("directory.services", "/services", needs=(SERVICE_READ,))
def service(stage: Stage, number: int) -> None:
    """Each of an organisation and at a place of its own, so that neither is fetched row by row unnoticed."""
    if number == 0:
        load_directory()
    place = Place.objects.create(code=f"town{number}", path=f"town{number}", names=Words(en=f"Town {number}"))
    kind = OrganisationKind.objects.create(key=f"kind{number}", names=Words(en=f"Kind {number}"))
    whose = Organisation.objects.create(kind=kind, place=place, names=Words(en=f"Organisation {number}"))
    made = Service.objects.create(organisation=whose, names=Words(en=f"Service {number}"), languages=["kk"])
    Capacity.objects.create(service=made, unit=TaxonomyTerm.objects.get(taxonomy="unit", code="place"), available=number)
