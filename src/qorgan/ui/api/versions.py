"""Which version of a record a request means to change: `If-Match`, as RFC 9110 and RFC 6585 have it."""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from qorgan.ui.api.problems import Problem

HEADER: Final = "If-Match"
SHAPE: Final = r'^"[A-Za-z0-9_.:-]{1,64}"$'


def version_asked(request: HttpRequest) -> str:
    """The version named by `If-Match`, without its quotation marks. Raises Problem 428 where none is named.

    `*` (whatever stands there) is taken for none: it would be the silent overwrite that versions are for.
    """
    given = request.headers.get(HEADER, "").strip()
    if not re.fullmatch(SHAPE, given):
        raise Problem(428, "precondition", _("Send If-Match with the ETag that the record had when you read it."))
    return given[1:-1]
