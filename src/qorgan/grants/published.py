"""All grants of the installation as one 360Giving package, looked through before it is given out.

Only what the public may know: sums, days, organisations, places of the first level. The portal and `qorgan export 360giving`
take it from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from qorgan.access.acting import reading
from qorgan.grants.amounts import NONE
from qorgan.grants.bands import months_between
from qorgan.grants.giving.package import (
    Body,
    GrantFacts,
    Location,
    Package,
    Payment,
    Publisher,
    grant_of,
    package_of,
)
from qorgan.grants.giving.quality import Finding, Known, findings, may_be_published
from qorgan.grants.granting_pack import Terms, granting
from qorgan.grants.models import Project, Tranche
from qorgan.grants.project_access import PROJECT_FACTS
from qorgan.grants.project_choices import TrancheState
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place


@dataclass(frozen=True, slots=True)
class Published:
    """The package and what the checks of its quality found; `may_leave` is false where accuracy stands in the way."""

    package: Package
    found: tuple[Finding, ...]

    @property
    def may_leave(self) -> bool:
        """Whether it may be published."""
        return may_be_published(self.found)


def published(*, title: str, website: str = "", source: str = "", issued: date | None = None) -> Published | None:
    """The package of every project whose contract was signed; None where there is none.

    `website` is the publisher's, `source` the address of the package. The publisher is the funder of the newest programme.
    """
    terms, day = granting().terms, issued or timezone.localdate()
    with reading(PROJECT_FACTS):
        rows = list(
            Project.objects.visible_to(PROJECT_FACTS)
            .standing()
            .select_related("call__programme__funder", "organisation", "place")
            .order_by("-call__programme__starts_on", "number")
        )
        if not rows:
            return None
        paid = Tranche.objects.visible_to(PROJECT_FACTS).filter(state=TrancheState.PAID).order_by("number")
        payments = {one.pk: [tranche for tranche in paid if tranche.project_id == one.pk] for one in rows}
        regions = _regions(rows)
        publisher = Publisher(terms.publisher_prefix, _body(rows[0].call.programme.funder, terms), website)
        grants = [grant_of(_facts(one, payments[one.pk], regions[one.pk], terms, source), publisher, settings.CURRENCY) for one in rows]
    package = package_of(grants, title=title, publisher=publisher, issued=day, source=source)
    known = Known(day, {terms.org_list: terms.org_number})
    return Published(package, tuple(findings(package["grants"], known)))


def _regions(rows: list[Project]) -> dict[object, Place]:
    """The region of each project: a place of the second level stands for its region."""
    by_path = {one.path: one for one in Place.objects.filter(level=1)}
    return {one.pk: by_path.get(".".join(str(one.place.path).split(".")[:2]), one.place) for one in rows}


def _body(organisation: Organisation, terms: Terms) -> Body:
    number = organisation.bin or organisation.ref
    prefix = terms.org_list if organisation.bin else terms.publisher_prefix
    return Body(f"{prefix}-{number}", str(organisation.names.get("en") or organisation))


def _facts(project: Project, paid: list[Tranche], region: Place, terms: Terms, source: str) -> GrantFacts:
    programme, country = project.call.programme, settings.COUNTRY.code
    english = region.names.get("en") or str(region.names)
    theme = project.call.theme_title
    return GrantFacts(
        number=project.number,
        title=project.title,
        description=f"{project.title}. {theme.get('en') or theme}",
        awarded=project.amount,
        awarded_on=timezone.localtime(project.awarded_at).date(),
        funder=_body(programme.funder, terms),
        recipient=_body(project.organisation, terms),
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        months=months_between(project.starts_on, project.ends_on),
        programme_code=programme.code,
        programme_title=programme.names.get("en") or str(programme.names),
        modified_at=project.finished_at or project.awarded_at,
        applied_for=project.amount,
        disbursed=sum((one.amount for one in paid), NONE),
        locations=(Location(english, region.code, terms.place_list, country),),
        payments=[Payment(f"{project.number}-{one.number}", one.amount, one.paid_on) for one in paid if one.paid_on],
        source=source,
    )
