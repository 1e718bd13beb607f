"""What a line of the log says of a fault: its kind, its causes' kinds and its places, never its words."""

from __future__ import annotations

import logging
import sys

import psycopg
from django.db import OperationalError

from qorgan.site.logs import Impersonal


def written(name: str, message: str, *arguments: object, fault: BaseException | None = None) -> str:
    """The line that stands in the log."""
    given = (type(fault), fault, fault.__traceback__) if fault else None
    return Impersonal().format(logging.LogRecord(name, logging.ERROR, __file__, 1, message, arguments, given))


def test_a_fault_says_its_kind_and_what_caused_it_but_none_of_their_words() -> None:
    try:
        try:
            raise psycopg.errors.DeadlockDetected("row of Айару Серікова")
        except psycopg.Error as cause:
            raise OperationalError("Айару Серікова") from cause
    except OperationalError:
        line = written("qorgan.helpline", "a page failed", fault=sys.exc_info()[1])
    assert "django.db.utils.OperationalError from psycopg.errors.DeadlockDetected" in line
    assert "test_logs.py" in line
    assert "Айару" not in line


def test_arguments_of_others_are_left_out_and_ours_are_written() -> None:
    assert "Айару" not in written("django.request", "Not found: %s", "Айару")
    assert "3 rows" in written("qorgan.vault", "%s rows", 3)
