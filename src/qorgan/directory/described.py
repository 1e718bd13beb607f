"""What is said of a service, by a form, a list or the pack, before it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field

from qorgan.directory.choices import Sex
from qorgan.directory.models import TaxonomyTerm
from qorgan.places.models import Place
from qorgan.texts.words import Words


@dataclass(frozen=True, slots=True)
class Band:
    """Whom a service takes: ages in whole years, both ends included, None without an end; a need, or any."""

    minimum_age: int | None = None
    maximum_age: int | None = None
    sex: str = Sex.ANY.value
    need: TaxonomyTerm | None = None


@dataclass(frozen=True, kw_only=True)
class ServiceFacts:
    """What is said of a service, by a form, a list, or the pack. `kinds` and `needs` are terms; `areas` places served."""

    names: Words
    kinds: tuple[TaxonomyTerm, ...] = ()
    needs: tuple[TaxonomyTerm, ...] = ()
    bands: tuple[Band, ...] = ()
    areas: tuple[Place, ...] = ()
    languages: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    email: str = ""
    url: str = ""
    is_free: bool = True
    is_listed: bool = True
    alternate_names: Words = field(default_factory=Words)
    description: Words = field(default_factory=Words)
    application_process: Words = field(default_factory=Words)
    fees_description: Words = field(default_factory=Words)
    interpretation_services: Words = field(default_factory=Words)
    accreditations: Words = field(default_factory=Words)
    eligibility_description: Words = field(default_factory=Words)
    alert: Words = field(default_factory=Words)


COLUMNS = (
    "names", "alternate_names", "description", "email", "url", "is_free", "is_listed", "application_process",
    "fees_description", "interpretation_services", "accreditations", "eligibility_description", "alert",
)  # fmt: skip
"""The facts that stand in the service's own row, as they are."""
