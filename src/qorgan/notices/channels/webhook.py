"""Webhooks, signed as the Standard Webhooks specification says: HMAC-SHA256 over number, time and body.

Source: https://www.standardwebhooks.com, version 1. While a key is changed both keys sign, parted by a blank.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from qorgan.notices.channels import Outcome
from qorgan.notices.channels.http import request
from qorgan.notices.models import Delivery

PREFIX = "whsec_"


def new_secret() -> str:
    """A key of 32 random bytes, written as the specification writes it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(held: Sequence[str], number: str, at: int, body: bytes) -> str:
    """`v1,<base64>` for each key."""
    said = f"{number}.{at}.".encode() + body
    return " ".join("v1," + base64.b64encode(hmac.new(_raw(secret), said, hashlib.sha256).digest()).decode() for secret in held)


def _raw(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(PREFIX))


def body_of(delivery: Delivery) -> bytes:
    """What is sent: the verb, when it happened, ids and numbers. The same bytes at every try."""
    said: dict[str, Any] = {
        "type": delivery.wording,
        "timestamp": delivery.made_at.isoformat(),
        "data": {"subject": str(delivery.subject), **delivery.values},
    }
    return json.dumps(said, separators=(",", ":"), sort_keys=True).encode()


def send(delivery: Delivery, now: datetime) -> Outcome:
    """Tries once. The number of the delivery is the receiver's means to take it once."""
    endpoint = delivery.endpoint
    assert endpoint is not None
    body, at, number = body_of(delivery), int(now.timestamp()), f"msg_{delivery.ref}"
    headers = {
        "Content-Type": "application/json",
        "webhook-id": number,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(endpoint.secrets, number, at, body),
    }
    outcome, _said = request("POST", endpoint.url, body, headers)
    return outcome
