"""Which place of the navigation a page belongs to."""

from __future__ import annotations

import pytest

from qorgan.ui.navigation import Item, place_of

PLACES = [Item(name, name, "home") for name in ("/", "/cases", "/cases/tasks", "/referrals")]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/cases", "/cases"),
        ("/cases/x", "/cases"),
        ("/cases/tasks/x", "/cases/tasks"),
        ("/casesx", ""),
        ("/", "/"),
        ("/me", ""),
    ],
)
def test_a_page_belongs_to_the_nearest_place_above_it_and_only_the_root_to_the_root(path: str, place: str) -> None:
    assert place_of(path, PLACES) == place
