"""Which counters an attempt to sign in is counted in."""

from __future__ import annotations

from django.http import HttpRequest

from qorgan.staff import devices, throttle
from qorgan.staff.models import Account
from qorgan.staff.throttle import Counter, counter


def of_source(request: HttpRequest) -> tuple[Counter, ...]:
    """The counter of where the request comes from, if that is known."""
    source = throttle.source_of(request)
    return (counter(throttle.SOURCE, source),) if source else ()


def of_password(request: HttpRequest, username: str) -> tuple[Counter, ...]:
    """A known device of this account has its own counter; everybody else shares the account's and the source's."""
    if devices.is_known(request, username):
        return (counter(throttle.KNOWN_DEVICE, username, devices.token_of(request)),)
    return (*of_source(request), counter(throttle.ACCOUNT, username))


def of_code(request: HttpRequest, account: Account) -> tuple[Counter, ...]:
    """Codes of a second factor; apart for a known device, so that nobody else's guesses stop its holder."""
    device = devices.token_of(request) if devices.is_known(request, account.username) else ""
    return (counter(throttle.CODE, str(account.id), device),)


def of_used_code(account: Account, code: str) -> Counter:
    """A code that was right once does not work again while its time runs."""
    return counter(throttle.USED_CODE, str(account.id), code)
