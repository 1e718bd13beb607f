"""Pages and the API."""

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qorgan.site.settings")
_pages = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Django, told that whoever comes through the front's Unix socket comes from this machine.

    A Unix socket has no address, and allauth refuses a sign-in without one.
    """
    environ["REMOTE_ADDR"] = environ.get("REMOTE_ADDR") or "127.0.0.1"
    return _pages(environ, start_response)
