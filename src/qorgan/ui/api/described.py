"""What the description says of every route beside its own shapes: headers, problems, permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from qorgan.ui.api import repeats, versions
from qorgan.ui.pages import PUBLIC

if TYPE_CHECKING:
    from qorgan.ui.api.door import Route

_PROBLEM: Final = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemShape"}}}
_SAID: Final = {
    400: "The request cannot be read.",
    401: "No valid key.",
    403: "The key does not carry the permission that this route needs.",
    404: "Nothing here: hidden and absent look the same.",
    409: "The same request is being answered at this moment; come again after `Retry-After` seconds.",
    412: "The record was changed meanwhile; `ETag` is its version now.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "Something does not fit, or cannot be done now.",
    428: "`If-Match` is missing.",
    429: "Too many requests; come again after `Retry-After` seconds.",
    503: "Not available at the moment; come again after `Retry-After` seconds.",
}
_RETRY: Final = {"Retry-After": {"required": True, "description": "Seconds", "schema": {"type": "integer", "minimum": 1}}}
_IF_MATCH: Final = {
    "name": versions.HEADER, "in": "header", "required": True,
    "description": "The ETag that the record had when it was read.",
    "schema": {"type": "string", "pattern": versions.SHAPE, "examples": ['"7"']},
}  # fmt: skip
_REPEAT: Final = {
    "name": repeats.HEADER, "in": "header", "required": True,
    "description": "A mark that is new for every request and the same when a request is sent again, such as a UUID. "
    "Kept for 48 hours: the same request gets the same answer and is carried out once.",
    "schema": {"type": "string", "pattern": repeats.SHAPE, "examples": ["0b9c6f0a-2f4e-4c1e-9a57-6f0f5a3f3a11"]},
}  # fmt: skip


def described(route: Route, gives: Any) -> dict[str, Any]:
    """The arguments of `add_api_operation` that follow from what a route declares."""
    parameters = [_IF_MATCH] if route.is_versioned and route.method != "GET" else []
    parameters += [_REPEAT] if route.is_repeatable else []
    extra: dict[str, Any] = {
        "responses": {
            status: {"description": _SAID[status], "content": _PROBLEM, **({"headers": _RETRY} if status == 429 else {})}
            for status in problems_of(route)
        }
    }
    if parameters:
        extra["parameters"] = parameters
    if route.needs != PUBLIC:
        extra["x-needs"] = str(route.needs)
    return {"response": {route.status: gives}, "openapi_extra": extra}


def problems_of(route: Route) -> list[int]:
    """Every status that a route may refuse with."""
    found = {422, 429, 503}
    if route.method != "GET":
        found |= {400, 413, 415}
    if route.needs != PUBLIC:
        found |= {401, 403}
    if "{" in route.path or route.method != "GET":
        found.add(404)
    if route.is_repeatable:
        found.add(409)
    if route.is_versioned and route.method != "GET":
        found |= {412, 428}
    return sorted(found)
