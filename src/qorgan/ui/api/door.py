"""`Door`: how a room declares a route. It cannot forget what it needs, its transaction, or to write down who read what.

    door = Door("Cases")

    @door.get("/cases/{slug:ref}", needs=access.CASE_READ, gives=CaseShape)
    def case(request, ref):
        return Answer(shape_of(found), version=found.version)

A GET runs in a read-only transaction as the caller, everything else in a writing one. A POST is carried out once for its
Idempotency-Key; a route with `versioned=True` wants `If-Match`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from qorgan.access.acting import acting, reading
from qorgan.access.ledger import Ledger, reading_is_noted
from qorgan.access.principal import Principal
from qorgan.journal.chain import append_reading
from qorgan.ui.api import repeats
from qorgan.ui.api.described import described
from qorgan.ui.api.gates import Gate, Open
from qorgan.ui.api.problems import etag, stale
from qorgan.ui.api.versions import version_asked
from qorgan.ui.pages import PUBLIC

View = TypeVar("View", bound=Callable[..., Any])
JSON: Final = "application/json"
_doors: list[Door] = []


class ApiRequest(HttpRequest):
    """What a route receives: the request, who calls, and for a versioned one the version that it means to change."""

    by: Principal
    version: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a route answers beside the body: the record's version (its ETag), and where a made record is."""

    body: Schema
    version: object = None
    location: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """What a route declares about itself; the guards walk these."""

    method: str
    path: str
    needs: str
    name: str
    is_versioned: bool
    status: int

    @property
    def is_repeatable(self) -> bool:
        """Whether it takes an Idempotency-Key: everything that makes something does."""
        return self.method == "POST" and self.needs != PUBLIC


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the decorator of a view was given."""

    method: str
    path: str
    needs: str
    gives: Any
    is_versioned: bool
    status: int


@dataclass
class Door:
    """The routes of one room under one heading of the description.

    `widens` are permissions that no route needs and that decide how far one reaches (all cases of the organisation, not
    only one's own): a key may be given them too.
    """

    heading: str
    widens: tuple[str, ...] = ()
    router: Router = field(default_factory=Router)
    routes: list[Route] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.router.tags = [self.heading]
        _doors.append(self)

    def get(self, path: str, *, needs: str, gives: Any, versioned: bool = False) -> Callable[[View], View]:
        """Reads. `needs` is a permission or PUBLIC; `versioned` says that the answer carries an ETag."""
        return self._declare(_Asked("GET", path, needs, gives, versioned, 200))

    def post(self, path: str, *, needs: str, gives: Any, status: int = 201, versioned: bool = False) -> Callable[[View], View]:
        """Makes something, or does something to it."""
        return self._declare(_Asked("POST", path, needs, gives, versioned, status))

    def patch(self, path: str, *, needs: str, gives: Any) -> Callable[[View], View]:
        """Changes what is named and leaves the rest; always against a version."""
        return self._declare(_Asked("PATCH", path, needs, gives, True, 200))

    def put(self, path: str, *, needs: str, gives: Any) -> Callable[[View], View]:
        """Sets a value; doing it again changes nothing."""
        return self._declare(_Asked("PUT", path, needs, gives, False, 200))

    def _declare(self, asked: _Asked) -> Callable[[View], View]:
        def declare(view: View) -> View:
            named = view.__name__
            room = view.__module__.removeprefix("qorgan.").partition(".")[0]
            declared = Route(asked.method, asked.path, asked.needs, f"{room}.{named}", asked.is_versioned, asked.status)
            self.routes.append(declared)
            self.router.add_api_operation(
                asked.path,
                [asked.method],
                _carried(declared, view),
                auth=Open() if asked.needs == PUBLIC else Gate(asked.needs),
                operation_id=named,
                summary=(view.__doc__ or named).partition("\n")[0].rstrip("."),
                description=inspect.cleandoc(view.__doc__ or "").partition("\n")[2].strip() or None,
                **described(declared, asked.gives),
            )
            return view

        return declare


def scopes() -> frozenset[str]:
    """Every permission that a key can be of use with."""
    needed = {str(route.needs) for door in _doors for route in door.routes} - {PUBLIC}
    return frozenset(needed.union(*(map(str, door.widens) for door in _doors)))


def doors() -> Iterator[Door]:
    """All doors declared so far."""
    return iter(_doors)


def _carried(route: Route, view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def run(request: Any, **given: Any) -> HttpResponse:
        if route.is_versioned and route.method != "GET":
            request.version = version_asked(request)
        with reading_is_noted() as ledger, reading(request.by) if route.method == "GET" else acting(request.by):
            kept = _once(request, route, ledger, lambda: view(request, **given))
        _write_down(request.by, route, kept)
        return HttpResponse(kept.body, status=kept.status, content_type=JSON, headers=kept.headers)

    # The descriptions are read from the signature, whose words mean something in the view's module only.
    run.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
    run.route = route  # type: ignore[attr-defined]
    return run


def _once(request: Any, route: Route, ledger: Ledger, act: Callable[[], Any]) -> repeats.Kept:
    claimed = repeats.claim(request, request.by) if route.is_repeatable else None
    if claimed is not None and claimed.before is not None:
        return claimed.before
    answer = _kept(route, act(), tuple(ledger.subjects))
    if claimed is not None:
        repeats.keep(claimed, answer)
    return answer


def _kept(route: Route, given: Any, subjects: tuple[UUID, ...]) -> repeats.Kept:
    answer = given if isinstance(given, Answer) else Answer(given)
    headers = {}
    if answer.version is not None:
        headers["ETag"] = etag(answer.version)
    if answer.location:
        headers["Location"] = answer.location
    return repeats.Kept(route.status, answer.body.model_dump_json(), headers, subjects)


def _write_down(by: Principal, route: Route, kept: repeats.Kept) -> None:
    """The read entry goes out before the response does, also for an answer that is given again."""
    if kept.subjects and by.actor_id is not None:
        append_reading(by, page=f"api.{route.name}", subjects=list(kept.subjects), unnamed=[])


def must_be_version(request: Any, version: object) -> None:
    """Raises Problem 412 unless the record still stands at the version that the client means to change."""
    if request.version not in ("*", str(version)):
        raise stale(version)
