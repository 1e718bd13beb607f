"""A line at night: a counsellor, her colleagues, the shift leader, the head; a town with its bodies, each with a duty contact."""

# ruff: noqa: F811, PLC0414  (fixtures of other rooms, taken over by name)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.conf import settings as house
from django.utils import translation

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.clocks.access import CLOCK_KEEP, CLOCK_READ
from qorgan.clocks.loading import load_calendars, load_policies
from qorgan.helpline.actions.desk import take_thread
from qorgan.helpline.models import Thread
from qorgan.intake import danger_access as access
from qorgan.intake.actions.danger import Said, assess_danger
from qorgan.intake.actions.notification import Sent, notify_body
from qorgan.intake.danger_choices import Factor
from qorgan.intake.models import Danger, Notification
from qorgan.notices.access import LINK_MAKE
from qorgan.organisations.access import DUTY_READ, ORGANISATION_READ
from qorgan.organisations.access import PACK as REGISTER
from qorgan.organisations.actions import register_organisation, seal_fact
from qorgan.organisations.choices import SealedKind
from qorgan.organisations.loading import load_organisation_kinds
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.staff import sessions
from qorgan.staff.models import Account
from qorgan.texts.words import Words
from qorgan.vault.keys import new_key
from tests.clocks.conftest import at as at
from tests.helpline.conftest import (
    COUNSELLOR,
    LEADER,
    line,  # noqa: F401
    write,  # noqa: F401
)
from tests.notices.conftest import (
    gateway,  # noqa: F401
    post,  # noqa: F401
    receiver,  # noqa: F401
)

SENDER = (
    access.DANGER_READ, access.DANGER_ASSESS, access.NOTIFICATION_SEND, access.DUTY_REPORT, LINK_MAKE, DUTY_READ, ORGANISATION_READ,
    CLOCK_READ, CLOCK_KEEP,
)  # fmt: skip
SECRET = "Канарейкина прячется у соседки"
TOLD = [
    {"form": "danger", "label": {"en": "What happens", "kk": "Не болып жатыр", "ru": "Что происходит"}, "value": SECRET},
    {"form": "danger", "label": {"en": "Level", "kk": "Деңгей", "ru": "Уровень"}, "value": {"en": "4", "kk": "4", "ru": "4"}},
]


@pytest.fixture(autouse=True)
def english():
    """The tests read sentences in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def pack(as_web, owner) -> None:
    """The country's kinds of bodies and its time limits."""
    with owner():
        load_calendars(house.PACK)
        load_policies(house.PACK)
    load_organisation_kinds()


@pytest.fixture
def region(as_web) -> Place:
    return Place.objects.create(code="r", path="kz.r", level=1, names=Words(kk="Өңір", ru="Область", en="Region"))


@pytest.fixture
def town(region) -> Place:
    return Place.objects.create(code="r1", path="kz.r.one", level=2, names=Words(kk="Қала", ru="Город", en="Town"))


@pytest.fixture
def body(pack, town) -> Callable[..., Organisation]:
    """Makes a body, with a duty mailbox, and with a duty telephone unless it has none."""

    def made(kind: str, place: Place | None = None, *, phone: str = "+77011234567", mail: str = "") -> Organisation:
        names = Words(en=f"{kind} of the {(place or town).names['en']}", ru=f"{kind}")
        found = register_organisation(by=REGISTER, kind=OrganisationKind.objects.get(pk=kind), place=place or town, names=names)
        seal_fact(by=REGISTER, organisation=found, kind=SealedKind.DUTY_MAIL, text=mail or f"duty-{kind.replace('_', '-')}@example.org")
        if phone:
            seal_fact(by=REGISTER, organisation=found, kind=SealedKind.DUTY_PHONE, text=phone)
        return found

    return made


@pytest.fixture
def police(body) -> Organisation:
    return body("police", phone="+77010000102")


@pytest.fixture
def centre(body) -> Organisation:
    return body("family_support_centre", phone="+77010000103")


@pytest.fixture
def aigerim(cast, line) -> Principal:
    """A counsellor of the line."""
    return cast.person(*COUNSELLOR, *SENDER)


@pytest.fixture
def bolat(cast, line) -> Principal:
    """Her colleague, with other conversations."""
    return cast.person(*COUNSELLOR, *SENDER)


@pytest.fixture
def saule(cast, line) -> Principal:
    """Leads the shift."""
    return cast.person(*LEADER, *SENDER, access.DANGER_OVERSEE, access.DUTY_COUNTERSIGN)


@pytest.fixture
def head(cast, line) -> Principal:
    """Answers for the line; reads no conversation."""
    return cast.person(access.DANGER_READ, access.DANGER_OVERSEE, access.DUTY_COUNTERSIGN, access.SILENCE_HEAR, CLOCK_READ)


@pytest.fixture
def dana(cast, line) -> Principal:
    """May do everything, at another organisation's line."""
    return cast.person(*LEADER, *SENDER, access.DANGER_OVERSEE, access.DUTY_COUNTERSIGN, at=cast.elsewhere)


@pytest.fixture
def duty_officer(cast, centre) -> Principal:
    """Answers for the Family Support Centre, signed in."""
    return cast.person(access.NOTIFICATION_ANSWER, at=centre.pk)


@pytest.fixture
def thread(aigerim, write, town, owner) -> Thread:
    """A conversation that Aigerim holds, from the town."""
    opened = write("меня бьют")
    with owner():
        Thread.objects.everything(because="the test says where the child is").filter(pk=opened.pk).update(place=town)
    with acting(aigerim):
        waiting = Thread.objects.visible_to(aigerim).select_related("place").get(pk=opened.pk)
    return take_thread(by=aigerim, thread=waiting)


@pytest.fixture
def assessed(aigerim, thread, pack) -> Callable[..., Danger]:
    """Assesses the danger of the conversation."""

    def made(asked: int = 4, /, *, by: Principal | None = None, **given) -> Danger:
        yes = {4: "attack_now", 3: "violence_lately", 2: "hurt_again", 1: "worry"}
        answers = {yes[asked]: "yes"} if asked else {"attack_now": "no"}
        said = Said(**{"answers": answers, "offence": "no" if asked > 2 else "", **given})
        return assess_danger(by=by or aigerim, of=thread, said=said)

    return made


@pytest.fixture
def danger(assessed) -> Danger:
    """An immediate danger."""
    return assessed(4)


@pytest.fixture
def tell(aigerim) -> Callable[..., Sent]:
    """Tells a body of a danger, by a link with a code that is told by telephone."""

    def told(danger: Danger, to: Organisation, body: str = "police", *, factor: Factor = Factor.PIN) -> Sent:
        return notify_body(by=aigerim, danger=danger, body=body, organisation=to, told=TOLD, factor=factor)

    return told


def again(by: Principal, danger: Danger) -> Danger:
    """The danger as `by` reads it now."""
    with acting(by):
        return Danger.objects.visible_to(by).get(pk=danger.pk)


def notified(by: Principal, danger: Danger) -> list[Notification]:
    """The notifications of a danger as `by` reads them."""
    with acting(by):
        return list(Notification.objects.visible_to(by).filter(danger=danger).order_by("place_in_list"))


@pytest.fixture
def sit(client, monkeypatch, settings, owner):
    """Seats somebody at the browser: the principal that a session would give."""

    def seated(by: Principal):
        with owner():
            if not Account.objects.filter(pk=by.account_id).exists():
                new_key(subject=by.account_id, scope="staff.account")
                Account.objects.create(id=by.account_id, username=by.account_id.hex, name="Айгерім")
        client.cookies[settings.SESSION_COOKIE_NAME] = "x"
        english = replace(by, language="en")
        signed_in = sessions.SignedIn(sessions.State.IN, english, english)
        monkeypatch.setattr(sessions, "of_request", lambda request: signed_in)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return seated
