"""What other rooms and our screens read of the directory; always for somebody, or for the public by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.directory import access, hours, rules
from qorgan.directory.choices import TAKEN_IN, Sex, Standing, TaxonomyKey
from qorgan.directory.described import COLUMNS, Band, ServiceFacts
from qorgan.directory.models import (
    Attribute,
    Capacity,
    Limit,
    Location,
    SealedSite,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
)
from qorgan.organisations.models import Organisation
from qorgan.organisations.queries import known_to
from qorgan.places.models import Place
from qorgan.places.paths import parents
from qorgan.texts.alphabet import sort_key

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def limit(key: str, on: date | None = None) -> int | None:
    """The days of a limit that hold on a day (today unless given); None where the pack gives none."""
    day = on or timezone.localdate()
    return Limit.objects.filter(key=key, valid_from__lte=day).order_by("-valid_from").values_list("days", flat=True).first()


def confirmed_since() -> datetime:
    """Counts of free places from before this moment are not trusted any more; where the pack sets no limit all are."""
    days = limit("count_trusted")
    return _LONG_AGO if days is None else timezone.now() - timedelta(days=days)


def services(by: Principal) -> QuerySet[Service]:
    """The services that screens show `by`, each with `free`, `counted_at` and `standing`."""
    rows = Service.objects.standing(confirmed_since=confirmed_since()).select_related("organisation", "organisation__place")
    return rows if by.may(access.SERVICE_READ) else rows.none()


def kind_codes(service_id: UUID) -> list[str]:
    """The codes of the kinds of a service, and of the kinds above them; its own first."""
    rows = TaxonomyTerm.objects.filter(taxonomy=TaxonomyKey.KIND, pk__in=Attribute.objects.filter(service=service_id).values("term"))
    found = list(rows.order_by("code").values_list("code", "parent__code"))
    return list(dict.fromkeys([*(own for own, _above in found), *(above for _own, above in found if above)]))


def service(by: Principal, ref: str) -> Service:
    """One service by its public id. Raises Refused for none."""
    found = services(by).filter(ref=ref).first()
    if found is None:
        raise Refused("service")
    return found


def own_service(by: Principal, ref: str) -> Service:
    """A service that `by` may change. Raises Refused for another."""
    found = service(by, ref)
    access.must_keep(by, found.organisation_id)
    return found


def counted_service(by: Principal, ref: str) -> Service:
    """A service whose free places `by` may count. Raises Refused for another."""
    found = service(by, ref)
    if not access.counts(by, found.organisation_id):
        raise Refused("capacity")
    return found


def own_site(by: Principal, ref: str) -> Location:
    """A site that `by` may change. Raises Refused for another."""
    found = Location.objects.select_related("organisation__kind", "place").filter(ref=ref).first()
    if found is None:
        raise Refused("site")
    access.must_keep(by, found.organisation_id)
    return found


def public_services() -> QuerySet[Service]:
    """What the public may see, with `free` and `standing`: for the public directory, its export and its API."""
    return Service.objects.public().standing(confirmed_since=confirmed_since())


def keepable(by: Principal) -> list[Organisation]:
    """The organisations for which `by` may enter services: one's own, or for the directory's keeper every one that works."""
    if not by.may(access.SERVICE_KEEP):
        return []
    rows = known_to(by) if by.may(access.SERVICE_MANAGE) else Organisation.objects.filter(pk__in=by.organisations)
    found = [one for one in rows.select_related("kind") if rules.may_give_services(one)]
    return sorted(found, key=lambda one: sort_key(str(one.names)))


# Searching ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a search asks for; everything empty asks for all. `age` in whole years, `language` an ISO 639 code."""

    place: Place | None = None
    kind: str = ""
    need: str = ""
    age: int | None = None
    sex: str = Sex.ANY.value
    language: str = ""
    has_free_place: bool = False
    is_open_now: bool = False

    def narrow(self, rows: QuerySet[Service]) -> QuerySet[Service]:
        """The rows that fit, wherever they are."""
        if self.kind:
            rows = rows.of_kinds(self.kind)  # type: ignore[attr-defined]
        if self.age is not None or self.need or self.sex != Sex.ANY:
            rows = rows.for_child(age=self.age, sex=self.sex, need=self.need)  # type: ignore[attr-defined]
        if self.language:
            rows = rows.speaking(self.language)  # type: ignore[attr-defined]
        if self.has_free_place:
            rows = rows.filter(Q(standing__in=(Standing.FREE, Standing.UNSURE)))
        if self.is_open_now:
            rows = rows.filter(hours.open_at(timezone.now()))
        return rows


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: `place` is where, and `is_wider` says that the place asked for had nothing."""

    rows: QuerySet[Service]
    place: Place | None = None
    is_wider: bool = False


def find(by: Principal, wanted: Wanted) -> Found:
    """The services that fit, best first: those that take a child soonest. Where a place has none its region is searched."""
    rows = wanted.narrow(services(by)).order_by("standing", "-free", "-assured_date", "pk")
    return near(rows, wanted.place)


def near(rows: QuerySet[Service], place: Place | None) -> Found:
    """The rows at or for a place; where there are none, those of the places above it, the nearest first."""
    if place is None:
        return Found(rows)
    if (there := rows.at(place.path)).exists():  # type: ignore[attr-defined]
        return Found(there, place)
    above = {one.path: one for one in Place.objects.filter(path__in=parents(place.path))}
    for path in reversed(parents(place.path)):
        if path in above and (wider := rows.at(path)).exists():  # type: ignore[attr-defined]
            return Found(wider, above[path], is_wider=True)
    return Found(rows.none(), place)


def terms(taxonomy: TaxonomyKey) -> list[TaxonomyTerm]:
    """The terms of a list that may be chosen today, parents before their children, in the list's order."""
    found = list(TaxonomyTerm.objects.of(taxonomy).in_use().select_related("parent"))

    def place_of(term: TaxonomyTerm) -> tuple[int, int, int]:
        first = term.parent or term
        return (first.place_in_list, 0 if term.parent is None else 1, term.place_in_list)

    return sorted(found, key=place_of)


# One service ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Site:
    """A site of a service as a reader may know it. `name` and `address` are empty for a confidential one, unless sealed
    facts were opened for this reader (`is_opened`).
    """

    at: ServiceAtLocation
    place: Place
    name: str
    address: str
    is_confidential: bool
    is_opened: bool = False
    url: str = ""
    accessibility: tuple[str, ...] = ()

    @property
    def words(self) -> str | Promise:
        """What stands in a list: the name, or that the site is confidential."""
        return self.name or (_("Confidential site: please call the service") if self.is_confidential else str(self.place.names))


def sites_of(by: Principal, of: Service) -> list[Site]:
    """Where a service is given, as `by` may know it; three queries."""
    rows = list(
        ServiceAtLocation.objects.filter(service=of, location__closed_on=None)
        .select_related("location__place", "location__organisation").order_by("pk")
    )  # fmt: skip
    hidden = [row.location_id for row in rows if row.location.is_confidential]
    opened = {one.location_id: one for one in SealedSite.objects.visible_to(by).filter(location__in=hidden)} if hidden else {}
    access_words = {term.code: str(term.names) for term in TaxonomyTerm.objects.of(TaxonomyKey.ACCESSIBILITY)}
    return [_site(row, opened.get(row.location_id), access_words) for row in rows]


def _site(row: ServiceAtLocation, sealed: SealedSite | None, words: dict[str, str]) -> Site:
    location = row.location
    reach = tuple(words.get(code, code) for code in location.accessibility)
    if location.is_confidential:
        name, address = (str(sealed.names), sealed.address) if sealed else ("", "")
        return Site(row, location.place, name, address, True, sealed is not None, accessibility=reach)
    return Site(row, location.place, str(location.names), location.address, False, url=location.url, accessibility=reach)


def facts_of(of: Service) -> ServiceFacts:
    """What the directory says of a service now, as a form or a list would say it."""
    own = [row.term for row in of.attributes.select_related("term").order_by("pk")]
    bands = [
        Band(row.minimum_age, row.maximum_age, row.sex, row.need)
        for row in of.eligibility.select_related("need").order_by("pk")
    ]  # fmt: skip
    return ServiceFacts(
        **{name: getattr(of, name) for name in COLUMNS},
        kinds=tuple(term for term in own if term.taxonomy == TaxonomyKey.KIND),
        needs=tuple(term for term in own if term.taxonomy == TaxonomyKey.NEED),
        bands=tuple(bands),
        areas=tuple(row.place for row in of.service_areas.select_related("place").order_by("pk")),
        languages=tuple(of.languages),
        phones=tuple(of.phones.order_by("place_in_list", "pk").values_list("number", flat=True)),
    )


@dataclass(frozen=True)
class Outlook:
    """How a service stands today, for whoever is about to send a child there."""

    standing: Standing
    free: int | None
    counted_at: datetime | None

    @cached_property
    def is_taking(self) -> bool:
        """Whether a referral goes out without a warning of closed or full."""
        return self.standing in TAKEN_IN

    @property
    def warning(self) -> Promise | None:
        """What the sender is told before sending; None where nothing speaks against it."""
        found: Promise | None = rules.warning_of(self.standing)
        return found


def outlook(of: Service) -> Outlook:
    """The standing of one service now; asked again just before something is sent."""
    row = Service.objects.filter(pk=of.pk).standing(confirmed_since=confirmed_since()).get()
    found: Any = row
    return Outlook(Standing(found.standing), found.free, found.counted_at)


def counts_places(of: Service) -> bool:
    """Whether a service says how many places it has."""
    return Capacity.objects.filter(service=of).exists()


def due_for_check(by: Principal, on: date) -> QuerySet[Service]:
    """Services whose next check is due, one's own or for the keeper all, the oldest first."""
    rows = services(by).filter(Q(next_check_on__lte=on) | Q(next_check_on=None)).exclude(Q(standing=Standing.CLOSED))
    own = rows if by.may(access.SERVICE_MANAGE) else rows.filter(organisation__in=by.organisations)
    return own.order_by("next_check_on", "pk")
