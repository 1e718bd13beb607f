"""A list costs the same number of queries with one row and with thirty, and whoever adds a list adds its row here."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import qorgan
from qorgan.ui.tables import Table
from tests.house.rows import ADD_ONE, Screen, Stage, screens

pytestmark = pytest.mark.django_db
MANY = 30
LISTS = {name: found for name, found in screens().items() if found.is_list}


def tables(root: type[Table] = Table) -> Iterator[type[Table]]:
    """Every table of our rooms that has a key of its own."""
    for found in pkgutil.walk_packages(qorgan.__path__, "qorgan."):
        if ".migrations" not in found.name and not found.name.startswith("qorgan.site."):
            importlib.import_module(found.name)
    yield from _below(root)


def _below(root: type[Table]) -> Iterator[type[Table]]:
    for found in root.__subclasses__():
        if "key" in vars(found) and found.__module__.startswith("qorgan."):
            yield found
        yield from _below(found)


def without_rows(found: Iterable[type[Table]], known: Iterable[str]) -> list[str]:
    """Tables for which nobody says how a row is made, each with what to add where."""
    return [
        f"{table.__module__}.{table.__name__}: " + ADD_ONE.format(room=table.__module__.split(".")[1], name=table.key)
        for table in found
        if table.key not in known
    ]


def cost(client: Client, address: str) -> tuple[int, list[str]]:
    """How many queries the page takes, and which; it is opened once before, so that what is kept is kept."""
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen), [query["sql"] for query in seen.captured_queries]


def costs(found: Screen, stage: Stage, client: Client) -> tuple[int, int, list[str]]:
    """Queries with one row, with thirty, and the statements of the second."""
    found.add(stage, 0)
    one, _ = cost(client, found.where(stage))
    found.add(stage, *range(1, MANY))
    thirty, statements = cost(client, found.where(stage))
    return one, thirty, statements


@pytest.mark.parametrize("name", LISTS)
def test_one_row_and_thirty_cost_the_same_number_of_queries(name: str, stage, sit) -> None:
    found = LISTS[name]
    set_up = stage(found.needs)
    one, thirty, statements = costs(found, set_up, sit(set_up.by))
    assert thirty == one, "\n".join(statements)


def test_every_table_says_how_a_row_of_it_is_made() -> None:
    found = list(tables())
    assert len(found) >= 9
    assert without_rows(found, LISTS) == []


def test_a_table_without_a_row_is_named_with_what_to_add() -> None:
    """The planted fault."""
    (wrong,) = without_rows([next(tables())], [])
    assert "tests/house/rows/" in wrong
    assert "@screen(" in wrong


def test_a_list_that_asks_for_each_row_makes_the_guard_red(stage, sit, monkeypatch) -> None:
    """The planted fault: a column that fetches its row again."""
    from qorgan.organisations.models import Organisation
    from qorgan.organisations.tables import Organisations
    from qorgan.ui.tables import Column

    def again(row: Any) -> str:
        return str(Organisation.objects.get(pk=row.pk).ref)

    monkeypatch.setattr(Organisations, "columns", (*Organisations.columns, Column("again", "Again", value=again)))
    found = LISTS["organisations.list"]
    set_up = stage(found.needs)
    one, thirty, _ = costs(found, set_up, sit(set_up.by))
    assert thirty >= one + 20
