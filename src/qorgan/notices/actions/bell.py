"""A reader's own notices: marked as read, marked back, and how they come."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.clocks.reading import now
from qorgan.journal.actions import action, record
from qorgan.live.events import tell
from qorgan.notices import access
from qorgan.notices.events import NoticeRead, PreferenceChosen
from qorgan.notices.models import Notice, Preference


@action(access.NOTICE_OWN)
def mark_notices(*, by: Principal, refs: Sequence[str] = (), is_read: bool = True) -> list[str]:
    """Marks some of one's own notices, or all unread ones where none are named; returns which, so that it can be undone."""
    mine = Notice.objects.visible_to(by).filter(account_id=by.account)
    rows = mine.filter(ref__in=refs) if refs else mine.unread()
    chosen = rows.filter(read_at__isnull=is_read)
    marked = list(chosen.values_list("ref", flat=True))
    mine.filter(ref__in=marked).update(read_at=now() if is_read else None)
    record(NoticeRead(subject=by.account, count=len(marked), is_read=is_read), by=by)
    if marked:
        tell(f"notices.bell:{by.account}")
    return marked


@action(access.NOTICE_OWN)
def choose_ways(
    *,
    by: Principal,
    by_mail: bool,
    by_sms: bool,
    quiet_from: int | None = None,
    quiet_to: int | None = None,
    digest_at: int | None = None,
) -> Preference:
    """How notices come from now on; minutes after local midnight. Urgent ones come at once in every case."""
    if (quiet_from is None) != (quiet_to is None):
        raise RuleBroken(_("Quiet hours need a beginning and an end."), field="quiet_to")
    if quiet_from is not None and quiet_from == quiet_to:
        raise RuleBroken(_("Quiet hours cannot last the whole day."), field="quiet_to")
    preference, _made = Preference.objects.update_or_create(
        account_id=by.account,
        defaults={
            "by_mail": by_mail,
            "by_sms": by_sms,
            "quiet_from": quiet_from,
            "quiet_to": quiet_to,
            "digest_at": digest_at,
        },
    )
    record(PreferenceChosen(subject=by.account, by_mail=by_mail, by_sms=by_sms), by=by)
    return preference
