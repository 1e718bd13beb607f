"""Live updates: `/live/<source>/<key>` and nothing else; pages are served by `wsgi`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qorgan.site.settings")
django.setup()

from qorgan.live.asgi import application  # noqa: E402  (models can only be imported once Django is ready)

__all__ = ["application"]
