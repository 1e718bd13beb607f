"""Screens of notices."""

from uuid import uuid4

from django.utils import timezone

from qorgan.access.guarded import uuid7
from qorgan.notices import access
from qorgan.notices.actions import keep_endpoint
from qorgan.notices.models import Delivery, Notice
from tests.house.rows import Stage, screen


@screen("notices.notices", "/notices", needs=(access.NOTICE_OWN,))
def notice(stage: Stage, number: int) -> None:
    Notice.objects.create(
        account_id=stage.by.account,
        wording="notices.digest",
        values={"count": number},
        subject=uuid4(),
        key=f"toy:{number}",
        path="/notices",
        made_at=timezone.now(),
    )


@screen("notices.deliveries", "/notices/deliveries", needs=(access.DELIVERY_READ,))
def delivery(stage: Stage, number: int) -> None:
    now = timezone.now()
    Delivery.objects.create(
        id=uuid7(),
        channel="mail",
        holder_kind="account",
        holder=uuid4(),
        wording="notices.digest",
        values={"count": 1},
        subject=uuid4(),
        key=f"toy:{number}",
        made_at=now,
        next_at=now,
        expires_at=now,
    )


@screen("notices.endpoints", "/notices/receivers", needs=(access.ENDPOINT_MANAGE,))
def endpoint(stage: Stage, number: int) -> None:
    keep_endpoint(by=stage.by, organisation=stage.cast.here, url=f"https://receiver{number}.example/hook", events=["clocks.clock.met"])
