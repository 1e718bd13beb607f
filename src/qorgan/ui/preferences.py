"""How a reader wants the screens: light or dark, dense or not, single keys on or off. Kept for the account."""

from __future__ import annotations

from django.http import HttpRequest

from qorgan.access.principal import Principal
from qorgan.ui.models import Preference

DEFAULT = Preference()


def preference_of(request: HttpRequest) -> Preference:
    """The reader's preference. Somebody who has not signed in gets the device's own look, and nothing is kept."""
    by: Principal = getattr(request, "by", Principal.nobody())
    if by.account_id is None:
        return DEFAULT
    return Preference.objects.filter(account=by.account_id).first() or DEFAULT
