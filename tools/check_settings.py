"""The product's settings with the migration linter added, for `make check` only."""

from qorgan.site.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]  # noqa: F405
MIGRATION_LINTER_OPTIONS = {"include_apps": [f"{room}" for room in ROOMS]}  # noqa: F405
