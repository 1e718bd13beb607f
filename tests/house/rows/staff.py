"""Screens of staff."""

from datetime import timedelta

from django.utils import timezone
from psycopg.types.range import Range

from qorgan.access.guarded import uuid7
from qorgan.access.models import Standing
from qorgan.staff.access import ACCOUNT_READ, KEY_MAKE, KEY_OVERSEE, SESSION_END
from qorgan.staff.models import Account, ApiKey, Membership
from qorgan.vault.keys import new_key
from tests.house.rows import Stage, screen


@screen("staff.accounts", "/accounts", needs=(ACCOUNT_READ, SESSION_END))
def account(stage: Stage, number: int) -> None:
    subject = uuid7()
    new_key(subject=subject, scope="staff.account")
    Account.objects.create(id=subject, username=f"account{number}", name=f"Account {number}")


@screen("staff.keys", "/keys", needs=(KEY_MAKE, KEY_OVERSEE))
def key(stage: Stage, number: int) -> None:
    subject = uuid7()
    new_key(subject=subject, scope="staff.account")
    Account.objects.create(id=subject, username=f"owner{number}", name=f"Owner {number}")
    of_owner, of_key = (Standing.objects.create(account_id=uuid7(), role_id=stage.by.role, valid=Range(None, None)) for _ in range(2))
    held = Membership.objects.create(account_id=subject, standing=of_owner, role_id=stage.by.role, valid=Range(None, None))
    ends_at = timezone.now() + timedelta(days=9)
    ApiKey.objects.create(name=f"Program {number}", membership=held, standing=of_key, secret_hash=b"0" * 32, ends_at=ends_at)
