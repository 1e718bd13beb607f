"""The one API of the house: rooms bring their doors, `site` mounts them all, and every refusal is a problem."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from qorgan.access.refusals import Refused, RuleBroken
from qorgan.ui.api.door import Door
from qorgan.ui.api.problems import OF_STATUS, Problem, plain, unauthorized
from qorgan.ui.api.shapes import ProblemShape
from qorgan.ui.api.words import invalid

VERSION: Final = "1.0.0"
DESCRIPTION: Final = (
    "Contacts, cases, referrals, the directory of services and the registry, for the programs of organisations. "
    "Times are UTC. Records are named by public ids (`ref`) that mean nothing. Lists come oldest first, in pages. "
    "What a key may not know does not exist for it. How to get a key, and examples, stand at `/api`."
)

house: Final = NinjaAPI(
    title="Qorgan",
    version=VERSION,
    description=DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    servers=[{"url": "/"}],
    openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
)


def mount(door: Door) -> None:
    """Adds a room's routes below `/api/v1`."""
    house.add_router("", door.router)


def addresses() -> tuple[list[URLPattern | URLResolver], str, str]:
    """The addresses of all mounted doors, for `path("api/v1/", addresses())`."""
    patterns, app, namespace = house.urls
    for pattern in patterns:
        assert pattern.callback is not None
        pattern.callback = _in_problems(pattern.callback)
    return patterns, app, str(namespace)


def _in_problems(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A method that an address does not take is refused in the same shape as everything else."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            return Problem(405, "method", headers={"Allow": response["Allow"]}).response()
        return response

    return run


@house.exception_handler(Problem)
def _problem(_request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem.response()


@house.exception_handler(Refused)
def _refused(_request: HttpRequest, _refused: Refused) -> HttpResponse:
    return plain(404)


@house.exception_handler(Http404)
def _absent(_request: HttpRequest, _absent: Http404) -> HttpResponse:
    return plain(404)


@house.exception_handler(RuleBroken)
def _rule(_request: HttpRequest, broken: RuleBroken) -> HttpResponse:
    errors = [{"pointer": f"#/{broken.field}", "detail": broken.message}] if broken.field else ()
    return Problem(422, "rule", broken.message, errors=errors).response()


@house.exception_handler(ValidationError)
def _invalid(_request: HttpRequest, fault: ValidationError) -> HttpResponse:
    return invalid(fault.errors).response()


@house.exception_handler(HttpError)
def _http(_request: HttpRequest, fault: HttpError) -> HttpResponse:
    if fault.status_code == 401:
        return unauthorized().response()
    return plain(fault.status_code if fault.status_code in OF_STATUS else 400)


@cache
def description() -> dict[str, Any]:
    """The OpenAPI 3.1 description, worked out once: routes are declared when the program starts."""
    made: dict[str, Any] = dict(house.get_openapi_schema(path_prefix="/api/v1/"))
    schemas = made["components"].setdefault("schemas", {})
    shape = ProblemShape.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= shape.pop("$defs", {})
    schemas["ProblemShape"] = shape
    made["components"]["securitySchemes"] = {
        "Key": {"type": "http", "scheme": "bearer", "description": "A key of the form `qk_…`, made in the settings."}
    }
    made["paths"] = dict(sorted(made["paths"].items()))
    for said in (one for methods in made["paths"].values() for one in methods.values()):
        said["security"] = [{"Key": [said["x-needs"]]}] if "x-needs" in said else []
    made["components"]["schemas"] = dict(sorted(schemas.items()))
    return made
