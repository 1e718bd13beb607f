"""How a reader wants the screens: light or dark, dense or not, single keys on or off. Kept for the account."""

from __future__ import annotations

from django.http import HttpRequest

from qorgan.access.principal import Principal
from qorgan.ui.models import Preference

DEFAULT = Preference()


def preference_of(request: HttpRequest) -> Preference:
    """The reader's preference.

    Somebody who has not signed in gets the look that the address names (`?screen=dark`), else the device's own: nothing is
    kept, and no cookie is set (decision 0004).
    """
    by: Principal = getattr(request, "by", Principal.nobody())
    if by.account_id is None:
        asked = request.GET.get("screen", "")
        return Preference(theme=asked) if asked in Preference.Theme.values else DEFAULT
    return Preference.objects.filter(account=by.account_id).first() or DEFAULT
