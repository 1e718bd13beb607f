"""Screens of staff."""

from qorgan.access.guarded import uuid7
from qorgan.staff.access import ACCOUNT_READ, SESSION_END
from qorgan.staff.models import Account
from qorgan.vault.keys import new_key
from tests.house.rows import Stage, screen


@screen("staff.accounts", "/accounts", needs=(ACCOUNT_READ, SESSION_END))
def account(stage: Stage, number: int) -> None:
    subject = uuid7()
    new_key(subject=subject, scope="staff.account")
    Account.objects.create(id=subject, username=f"account{number}", name=f"Account {number}")
