"""The description: what stands in the repository is what the product answers, and it says nothing twice in two ways."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from ninja import NinjaAPI, Schema
from ninja.openapi.schema import OpenAPISchema
from pydantic import create_model

from qorgan.access.permissions import known
from qorgan.site import urls
from qorgan.ui.api.house import description, house
from tests.api.world import routes

pytestmark = pytest.mark.django_db
KEPT = Path(__file__).parents[2] / "docs" / "api" / "openapi.json"


def written() -> str:
    assert urls.urlpatterns
    return json.dumps(description(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def operations() -> list[tuple[str, dict[str, Any]]]:
    return [(f"{method} {path}", said) for path, methods in description()["paths"].items() for method, said in methods.items()]


def test_the_description_in_the_repository_is_up_to_date() -> None:
    """A change of the API is seen in review. `QORGAN_WRITE_API=1 pytest tests/api/test_description.py` writes it anew."""
    if os.environ.get("QORGAN_WRITE_API"):
        KEPT.write_text(written(), encoding="utf-8")
    assert KEPT.read_text(encoding="utf-8") == written()


def test_the_product_answers_with_it(client) -> None:
    got = client.get("/api/v1/openapi.json")
    assert got.json() == json.loads(written())
    assert got.json()["openapi"].startswith("3.1")


def test_every_route_has_a_name_of_its_own_words_and_what_it_needs() -> None:
    names = [said["operationId"] for _place, said in operations()]
    assert len(names) == len(set(names)) == len(routes())
    for place, said in operations():
        assert said["summary"], place
        assert said["security"] == ([{"Key": [said["x-needs"]]}] if "x-needs" in said else []), place
        assert said.get("x-needs", "places.place.read") in known()


def test_every_refusal_is_a_problem() -> None:
    for place, said in operations():
        for status, answer in said["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], (place, status)


def test_no_address_asks_for_what_identifies() -> None:
    """Names, numbers and dates of birth are sent in bodies: addresses stand in logs."""
    asked = {one["name"] for _place, said in operations() for one in said["parameters"] if one["in"] in ("query", "path")}
    assert asked == {"limit", "cursor", "updated_since", "state", "risk", "stage", "is_urgent", "ref", "side", "channel", "call_type",
                     "is_final", "place", "kind", "need", "age", "sex", "language", "has_free_place", "is_open_now", "level", "within",
                     "code", "bin"}  # fmt: skip


def clashes(api: NinjaAPI, monkeypatch: Any) -> list[str]:
    """Names under which two operations describe different shapes: the second would silently take the place of the first."""
    found: list[str] = []

    def add(self: Any, definitions: dict[str, Any]) -> None:
        found.extend(name for name, shape in definitions.items() if self.schemas.get(name, shape) != shape)
        self.schemas.update(definitions)

    monkeypatch.setattr(OpenAPISchema, "add_schema_definitions", add)
    api.get_openapi_schema(path_prefix="/api/v1/")
    return found


def test_two_rooms_never_call_two_shapes_by_one_name(monkeypatch) -> None:
    assert clashes(house, monkeypatch) == []


def test_two_shapes_of_one_name_make_the_guard_red(monkeypatch) -> None:
    """The planted fault: two rooms that each have a `Line`."""

    def listing(kind: type) -> type[Schema]:
        line = create_model("Line", __base__=Schema, value=(kind, ...))
        return create_model(f"Lines{kind.__name__}", __base__=Schema, items=(list[line], ...))

    api = NinjaAPI(urls_namespace="planted", docs_url=None, openapi_url=None)
    api.get("/one", response=listing(str))(lambda request: None)
    api.get("/two", response=listing(int), operation_id="two")(lambda request: None)
    assert clashes(api, monkeypatch) == ["Line"]


def test_the_page_for_people_names_every_route_in_three_languages(client) -> None:
    for code, words in (("en", "API for programs"), ("ru", "API для программ"), ("kk", "Бағдарламаларға арналған API")):
        page = client.get(f"/api?lang={code}").content.decode()
        assert words in page
        for route in routes():
            assert route.path.replace("{slug:ref}", "{ref}") in page
        assert 'id="repeat-differs"' in page
