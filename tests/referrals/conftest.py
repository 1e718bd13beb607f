"""Two sides and a third: a caseworker who refers, her overseer, the service's workers, somebody of a third organisation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone, translation

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.children.access import CHILD_READ, CHILD_REGISTER
from qorgan.children.actions import register_child
from qorgan.children.identity import ChildFacts
from qorgan.children.models import Child
from qorgan.clocks.loading import load_calendars, load_policies
from qorgan.directory.access import CAPACITY_SET, SERVICE_KEEP, SERVICE_READ
from qorgan.matching.attributes import Birth
from qorgan.organisations.access import PACK as REGISTER
from qorgan.organisations.actions import register_organisation
from qorgan.organisations.models import Organisation
from qorgan.referrals.access import (
    CONSENT_OVERRIDE,
    REFERRAL_OVERSEE,
    REFERRAL_READ,
    REFERRAL_RECEIVE,
    REFERRAL_SEND,
)
from qorgan.referrals.actions import choose_shared, draft_referral, note_consent, send_referral
from qorgan.referrals.asking import Offer, Sheet
from qorgan.referrals.choices import TermList
from qorgan.referrals.loading import load_referrals
from qorgan.referrals.models import Referral, Term
from qorgan.texts.words import Words
from tests.directory.conftest import facts, lists, ngo, office, region, service, term, town  # noqa: F401
from tests.places.stage import go  # noqa: F401

CHILD = (CHILD_READ, CHILD_REGISTER)
SENDER = (REFERRAL_READ, REFERRAL_SEND, SERVICE_READ, *CHILD)
WORKER = (REFERRAL_READ, REFERRAL_RECEIVE, SERVICE_READ, SERVICE_KEEP, CAPACITY_SET)
SECRET = "Канарейкина"
STORY = "что рассказала Канарейка"


@pytest.fixture(autouse=True)
def english():
    """The tests read sentences in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def pack(owner, lists) -> None:  # noqa: F811
    """The country's lists and time limits."""
    with owner():
        load_calendars(settings.PACK)
        load_policies(settings.PACK)
    load_referrals()


@pytest.fixture
def house(ngo, town) -> Organisation:  # noqa: F811
    """The organisation that refers."""
    return register_organisation(by=REGISTER, kind=ngo.kind, place=town, names=Words(en="Sending house"))


@pytest.fixture
def aigerim(cast, house) -> Principal:
    """A caseworker who refers."""
    return cast.person(*SENDER, CONSENT_OVERRIDE, at=house.pk)


@pytest.fixture
def bolat(cast, house) -> Principal:
    """Her colleague, who has other cases."""
    return cast.person(*SENDER, at=house.pk)


@pytest.fixture
def saule(cast, house) -> Principal:
    """Oversees the referrals of that organisation."""
    return cast.person(REFERRAL_READ, REFERRAL_OVERSEE, REFERRAL_SEND, at=house.pk)


@pytest.fixture
def worker(cast, ngo) -> Principal:  # noqa: F811
    """Works at the service that is asked."""
    return cast.person(*WORKER, at=ngo.pk)


@pytest.fixture
def dana(cast) -> Principal:
    """May do everything, at a third organisation."""
    return cast.person(*SENDER, *WORKER[1:], REFERRAL_OVERSEE, at=cast.elsewhere)


@pytest.fixture
def code(pack) -> Callable[[TermList, str], Term]:
    return lambda listed, code: Term.objects.get(list=listed, code=code)


@pytest.fixture
def child(aigerim) -> Child:
    said = ChildFacts(given="Аяна", surname=SECRET, birth=Birth.on(date(2014, 5, 2)), sex="female")
    return register_child(by=aigerim, facts=said)


@pytest.fixture
def sheets() -> tuple[Sheet, ...]:
    """A form of a case with three fields."""
    title = Words(en="Assessment", kk="Бағалау", ru="Оценка")
    return (
        Sheet("assessment", title, (
            Offer("concern", Words(en="Concern", ru="Беспокойство"), STORY),
            Offer("risk", Words(en="Risk", ru="Риск"), Words(en="high", ru="высокий")),
            Offer("secret", Words(en="Other"), "NEVER-SHARED"),
        )),
    )  # fmt: skip


@pytest.fixture
def draft(aigerim, child, service, code) -> Referral:  # noqa: F811
    return draft_referral(
        by=aigerim, child=child, service=service, urgency=code(TermList.URGENCY, "usual"), message="Помогите, пожалуйста",
        origin=f"child:{child.ref}",
    )  # fmt: skip


@pytest.fixture
def ready(aigerim, draft, sheets) -> Referral:
    """A draft that lacks nothing: two of three fields are shared, consent is there."""
    (sheet,) = sheets
    choose_shared(by=aigerim, referral=draft, shared=[(sheet, sheet.offers[0]), (sheet, sheet.offers[1])])
    return note_consent(by=aigerim, referral=draft, given_by="representative", on=timezone.localdate())


@pytest.fixture
def sent(aigerim, ready) -> Referral:
    return send_referral(by=aigerim, referral=ready)


def again(by: Principal, referral: Referral) -> Referral:
    """The referral as `by` reads it now."""
    with acting(by):
        return Referral.objects.visible_to(by).get(pk=referral.pk)


MORNING = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Almaty"))


@pytest.fixture
def monday():
    with time_machine.travel(MORNING, tick=False):
        yield MORNING
