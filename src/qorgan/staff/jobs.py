"""What staff does by itself."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from qorgan.staff import devices, throttle
from qorgan.staff.models import Link, Session

LINKS_ARE_KEPT = timedelta(days=30)


def sweep() -> None:
    """Deletes what has ended: sessions, counters, salts of past days, devices long unused, old links.

    Nothing of it is a record: what happened stands in the journal.
    """
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    Link.objects.filter(expires_at__lt=now - LINKS_ARE_KEPT).delete()
    throttle.sweep()
    devices.sweep()


@app.periodic(cron="11 * * * *")
@app.task(name="staff.sweep", queueing_lock="staff.sweep", pass_context=False)
def hourly_sweep(timestamp: int) -> None:
    """Every hour; the salts must go even where nobody signs in."""
    sweep()
