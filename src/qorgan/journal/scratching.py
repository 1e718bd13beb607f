"""What a scratch action may write: the tables of models that say `is_scratch = True`, and nothing else.

A scratch action leaves no trace in the journal, so a change of anything that counts would be forgotten. The statements
are looked at on their way to the database, in the program: a function of the database that writes is not seen by this
(no scratch action calls one), row security and triggers hold there as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections

# `FOR UPDATE` locks a row and `DO UPDATE SET` belongs to the INSERT before it: neither names a table.
WRITING = re.compile(
    r"\b(?:INSERT\s+INTO|MERGE\s+INTO|DELETE\s+FROM(?:\s+ONLY)?|TRUNCATE(?:\s+TABLE)?|COPY"
    r"|(?<!FOR )(?<!KEY )UPDATE(?:\s+ONLY)?(?!\s+SET\b))\s+(?:\"?public\"?\.)?\"?(\w+)",
    re.IGNORECASE,
)


class NotScratch(RuntimeError):
    """A scratch action was about to write what must be remembered. A fault of the code: the change was rolled back."""


_is_scratching: ContextVar[bool] = ContextVar("qorgan_is_scratching", default=False)


@cache
def scratch_tables() -> frozenset[str]:
    """The tables whose rows nobody needs to remember."""
    return frozenset(model._meta.db_table for model in apps.get_models() if getattr(model, "is_scratch", False))


def written_tables(statement: str) -> set[str]:
    """The tables that a statement writes, as far as its own text says so."""
    return set(WRITING.findall(statement))


@contextmanager
def only_scratch() -> Iterator[None]:
    """Inside, a statement that writes another table raises NotScratch before it reaches the database."""
    token = _is_scratching.set(True)
    try:
        with connections[DEFAULT_DB_ALIAS].execute_wrapper(_watch):
            yield
    finally:
        _is_scratching.reset(token)


@contextmanager
def remembered() -> Iterator[None]:
    """Inside, everything may be written again: an action that is remembered, called by one that is not."""
    token = _is_scratching.set(False)
    try:
        yield
    finally:
        _is_scratching.reset(token)


def _watch(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if _is_scratching.get():
        wrong = written_tables(str(sql)) - scratch_tables()
        if wrong:
            raise NotScratch(f"a scratch action writes {', '.join(sorted(wrong))}, which does not say is_scratch")
    return execute(sql, params, many, context)
