"""Where browsers report what the content security policy refused. Only the directive's name is kept, in the log."""

from __future__ import annotations

import json
import logging
import threading
import time
from typing import Any

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

from qorgan.ui.headers import POLICY
from qorgan.ui.pages import PUBLIC, page

MOST_BYTES = 16_384
MOST_A_MINUTE = 30
DIRECTIVES = frozenset(part.split()[0] for part in POLICY.split(";")) | {
    "script-src-elem",
    "script-src-attr",
    "style-src-elem",
    "style-src-attr",
    "frame-src",
    "media-src",
    "worker-src",
}
log = logging.getLogger(__name__)


class Allowance:
    """So many a minute in this process; what comes above is dropped without a word."""

    def __init__(self, most: int) -> None:
        self.most, self.used, self.minute = most, 0, 0
        self.lock = threading.Lock()

    def take(self) -> bool:
        """Whether one more may be taken now."""
        with self.lock:
            minute = int(time.monotonic() // 60)
            if minute != self.minute:
                self.minute, self.used = minute, 0
            self.used += 1
            return self.used <= self.most


allowance = Allowance(MOST_A_MINUTE)


@csrf_exempt
@page(needs=PUBLIC, methods=("POST",), is_outside=True)
def csp(request: Any) -> HttpResponse:
    """Takes a report in either form that browsers send. Addresses and samples in it are never read."""
    if allowance.take():
        for directive in sorted(directives_of(request.read(MOST_BYTES + 1))):
            log.warning("content security policy: %s refused", directive)
    return HttpResponse(status=204)


def directives_of(body: bytes) -> set[str]:
    """The known directives that a report names; nothing for anything else."""
    if len(body) > MOST_BYTES:
        return set()
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return set()
    reports = sent if isinstance(sent, list) else [sent]
    return {name for report in reports[:20] if (name := _directive(report)) in DIRECTIVES}


def _directive(report: object) -> str:
    if not isinstance(report, dict):
        return ""
    inner = report.get("csp-report") or report.get("body") or {}
    if not isinstance(inner, dict):
        return ""
    for word in ("effective-directive", "effectiveDirective", "violated-directive"):
        value = inner.get(word)
        if isinstance(value, str) and value.strip():
            return value.split()[0]
    return ""
