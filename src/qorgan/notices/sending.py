"""From a claim to what came of it: finds the address, makes the words, calls the channel. Runs outside a transaction."""

from __future__ import annotations

import time
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import reading
from qorgan.access.principal import Principal
from qorgan.clocks.reading import now
from qorgan.notices.actions.deliver import NothingToClaim, claim_delivery, settle_delivery
from qorgan.notices.addressees import Holder, reach
from qorgan.notices.channels import Outcome, mail, sms, webhook
from qorgan.notices.choices import Channel, Failure
from qorgan.notices.models import Delivery
from qorgan.notices.parameters import NUMBER
from qorgan.notices.wordings import Said, Wording, declare, find, say

DIGEST = declare(
    Wording(
        "notices.digest",
        title=_("Notices of the day: %(count)s"),
        body=_("Notices that wait for you: %(count)s. Sign in to read them."),
        parameters={"count": NUMBER},
    )
)


def deliver(delivery: UUID) -> bool:
    """Claims, sends and settles one delivery; False where there was nothing to claim. Not to be called in a transaction."""
    by = Principal.system("notices.sender")
    try:
        together = claim_delivery(by=by, delivery=delivery)
    except NothingToClaim:
        return False
    begun = time.monotonic()
    outcome = attempt(together[0], count=len(together), by=by)
    taken = int((time.monotonic() - begun) * 1000)
    for one in together:
        settle_delivery(by=by, delivery=one, outcome=outcome, milliseconds=taken)
    return True


def attempt(delivery: Delivery, *, count: int, by: Principal) -> Outcome:
    """One try, without any row held."""
    if delivery.channel == Channel.WEBHOOK:
        with reading(by):
            assert delivery.endpoint is not None
            _keys = delivery.endpoint.secrets
            at = now()
        return webhook.send(delivery, at)
    wording = DIGEST if delivery.is_gathered else find(delivery.wording)
    if wording is None:
        return Outcome(Failure.NOT_CONFIGURED)
    values = {"count": count} if delivery.is_gathered else delivery.values
    with reading(by):
        to, language = _address(delivery)
        said = say(wording, values, language)
    return _by_channel(delivery, to, said, language)


def _by_channel(delivery: Delivery, to: str, said: Said, language: str) -> Outcome:
    if delivery.channel == Channel.MAIL:
        return mail.send(delivery.ref, to, said, "" if delivery.is_gathered else delivery.path, language)
    return sms.send(delivery.ref, to, said, delivery.path)


def _address(delivery: Delivery) -> tuple[str, str]:
    """Where it goes now, and in which language; an empty address where the receiver has none any more."""
    if delivery.holder is None:
        return str(delivery.address or ""), delivery.language
    found = reach(Holder(delivery.holder_kind, delivery.holder))
    if found is None:
        return "", delivery.language
    return (found.mail if delivery.channel == Channel.MAIL else found.phone), found.language
