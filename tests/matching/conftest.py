"""Matching knows no child; its tests look for children, because they are what is matched."""

from tests.children.conftest import *  # noqa: F403
from tests.vault.conftest import home  # noqa: F401
