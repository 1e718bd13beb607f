"""What happens to notices."""

from qorgan.notices.actions.bell import choose_ways, mark_notices
from qorgan.notices.actions.link import MadeLink, make_link, withdraw_link
from qorgan.notices.actions.operating import (
    cancel_delivery,
    change_endpoint_key,
    drop_endpoint_key,
    keep_endpoint,
    replay_delivery,
    retry_delivery,
)
from qorgan.notices.actions.send import Sending, send_notice, send_once, tell_endpoints

__all__ = [
    "MadeLink",
    "Sending",
    "cancel_delivery",
    "change_endpoint_key",
    "choose_ways",
    "drop_endpoint_key",
    "keep_endpoint",
    "make_link",
    "mark_notices",
    "replay_delivery",
    "retry_delivery",
    "send_notice",
    "send_once",
    "tell_endpoints",
    "withdraw_link",
]
