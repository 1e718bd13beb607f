"""What the directory keeps, in the terms of HSDS 3.1."""

from qorgan.directory.models.reaching import CostOption, Phone, ServiceContact, Verification
from qorgan.directory.models.schedule import Schedule, ScheduleException
from qorgan.directory.models.service import (
    Attribute,
    Capacity,
    Eligibility,
    Service,
    ServiceArea,
    ServiceAtLocation,
)
from qorgan.directory.models.site import Location, SealedSite
from qorgan.directory.models.taxonomy import Limit, TaxonomyTerm

__all__ = [
    "Attribute",
    "Capacity",
    "CostOption",
    "Eligibility",
    "Limit",
    "Location",
    "Phone",
    "Schedule",
    "ScheduleException",
    "SealedSite",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "ServiceContact",
    "TaxonomyTerm",
    "Verification",
]
