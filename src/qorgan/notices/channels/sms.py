"""Text messages through a gateway that takes HTTP: address, method, headers and body are settings, with places to fill.

Places: `{phone}` (E.164), `{text}`, `{number}` (the same at every try: the gateway's means to take it once). In a JSON body
they are written as JSON strings without their quotes, in any other body percent-encoded.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from django.conf import settings

from qorgan.notices.channels import Outcome
from qorgan.notices.channels.http import request
from qorgan.notices.channels.mail import link
from qorgan.notices.choices import Failure
from qorgan.notices.wordings import Said

MOST = 480  # characters: at most eight parts of 67 letters of UCS-2
JSON = "application/json"


def text_of(said: Said, path: str) -> str:
    """The body alone, with its address; the title would only repeat it."""
    return " ".join(part for part in (said.body, link(path)) if part)[:MOST]


def filled(template: str, phone: str, text: str, number: str, *, is_json: bool) -> str:
    """The body with its places filled; no value can leave its place."""
    write = (lambda value: json.dumps(value)[1:-1]) if is_json else (lambda value: quote(value, safe=""))
    for place, value in (("{phone}", phone), ("{number}", number), ("{text}", text)):
        template = template.replace(place, write(value))
    return template


def send(number: str, to: str, said: Said, path: str) -> Outcome:
    """Tries once."""
    gateway: dict[str, Any] = settings.SMS_GATEWAY
    if not gateway.get("url"):
        return Outcome(Failure.NOT_CONFIGURED)
    if not to:
        return Outcome(Failure.NO_ADDRESS)
    headers = {"Content-Type": JSON, "Idempotency-Key": number, **gateway.get("headers", {})}
    is_json = headers["Content-Type"].split(";")[0].strip().lower() == JSON
    text = text_of(said, path)
    url = filled(gateway["url"], to, text, number, is_json=False)
    body = filled(gateway.get("body", ""), to, text, number, is_json=is_json)
    outcome, answer = request(gateway.get("method", "POST"), url, body.encode(), headers)
    if outcome.is_sent:
        return Outcome(status=outcome.status, provider_number=_provider_number(answer, gateway.get("number_field", "")))
    return outcome


def _provider_number(answer: bytes, field: str) -> str:
    """What the gateway calls it, where a setting says which field of its JSON answer that is."""
    if not field:
        return ""
    try:
        said = json.loads(answer)
        return str(said.get(field, ""))[:120] if isinstance(said, dict) else ""
    except ValueError:
        return ""
