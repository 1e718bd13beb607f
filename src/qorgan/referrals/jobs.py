"""What referrals do by themselves, once a night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.referrals.actions import expire_referral, forget_copy
from qorgan.referrals.actions.sweep import kept_too_long, unanswered


@app.periodic(cron="20 3 * * *")
@app.task(name="referrals.sweep", queueing_lock="referrals.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Ends what nobody answered and erases copies whose time is over; twice does no harm."""
    by = Principal.system("referrals.sweep")
    for find, act in ((unanswered, expire_referral), (kept_too_long, forget_copy)):
        while True:
            with acting(by):
                due = find(by)
            for referral in due:
                act(by=by, referral=referral)
            if not due:
                break
