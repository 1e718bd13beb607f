"""What the room `notices` keeps: notices in the application, the outbox, receivers of webhooks, one-time links."""

from qorgan.notices.models.delivery import Attempt, Delivery
from qorgan.notices.models.endpoint import Endpoint
from qorgan.notices.models.link import OneTimeLink
from qorgan.notices.models.notice import Notice, Preference

__all__ = ["Attempt", "Delivery", "Endpoint", "Notice", "OneTimeLink", "Preference"]
