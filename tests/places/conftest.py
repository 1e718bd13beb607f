"""Fixtures of the tests of places."""

from tests.places.stage import go  # noqa: F401
