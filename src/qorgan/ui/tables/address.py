"""Addresses of a table's links: the query string with some words taken out and others put in."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import QueryDict

SORT, PAGE, SIZE, COLUMNS, EXPORT = "sort", "page", "size", "cols", "export"
OWN = (SORT, PAGE, SIZE, COLUMNS, EXPORT)


def changed(given: QueryDict, without: Iterable[str] = (), /, **put: object) -> str:
    """`?…` with the words `without` removed and `put` set; always starts with a question mark."""
    query = given.copy()
    for word in (*without, *put):
        query.pop(word, None)
    for word, value in put.items():
        query.setlist(word, [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)])
    return f"?{query.urlencode()}"


def without_pair(given: QueryDict, pairs: Iterable[tuple[str, str]]) -> str:
    """`?…` with single values removed, back on the first page."""
    query = given.copy()
    query.pop(PAGE, None)
    for word, value in pairs:
        query.setlist(word, [item for item in query.getlist(word) if item != value])
    return f"?{query.urlencode()}"
