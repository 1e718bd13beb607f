"""Screens of danger: the list, the questions, and what a body received."""

from django.utils import timezone

from qorgan.access.guarded import uuid7
from qorgan.forms.loading import load_pack_forms
from qorgan.helpline.actions import desk as act
from qorgan.helpline.actions.contact import begin_contact
from qorgan.helpline.choices import Channel
from qorgan.intake import danger_access as access
from qorgan.intake.models import Danger, Notification
from qorgan.intake.models.danger import SCOPE
from qorgan.intake.models.notification import SCOPE as NOTIFICATION_SCOPE
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.texts.words import Words
from qorgan.vault.keys import new_key
from tests.helpline.conftest import COUNSELLOR
from tests.house.rows import Stage, screen
from tests.house.rows.helpline import conversation, line

SENDER = (*COUNSELLOR, access.DANGER_READ, access.DANGER_ASSESS, access.NOTIFICATION_SEND)


def _danger(stage: Stage, number: int) -> Danger:
    """A danger of a conversation of its own, at a place of its own."""
    own = uuid7()
    new_key(subject=own, scope=SCOPE)
    thread = conversation(stage, f"қауіп {number}")
    with stage.owner():
        place = Place.objects.create(code=f"d{number}", path=f"kz.d{number}", names=Words(en=f"Town {number}"))
        return Danger.objects.create(
            id=own, number=9_000 + number, thread=thread, organisation_id=line(stage).organisation_id, place=place, level=3,
            kind="violence", opened_by=stage.by.account_id,
        )  # fmt: skip


@screen("intake.dangers", "/dangers", needs=SENDER)
def danger(stage: Stage, number: int) -> None:
    _danger(stage, number)


@screen("intake.danger_assess", lambda stage: f"/dangers/assess/{stage.kept['asked'].ref}", needs=SENDER, is_list=False)
def asked(stage: Stage, number: int) -> None:
    """A conversation whose danger is asked about."""
    stage.kept["asked"] = act.take_thread(by=stage.by, thread=conversation(stage, f"сұрақ {number}"))


@screen(
    "intake.danger_assess_contact", lambda stage: f"/dangers/assess/contact/{stage.kept['called'].ref}", needs=SENDER, is_list=False
)
def called(stage: Stage, number: int) -> None:
    """A call that is being written down, whose danger is asked about."""
    with stage.owner():
        load_pack_forms()
    house = next(iter(stage.by.organisations))
    stage.kept["called"] = begin_contact(by=stage.by, organisation_id=house, channel=Channel.PHONE, language="kk")


@screen("intake.received", "/dangers/received", needs=(access.NOTIFICATION_ANSWER,))
def received(stage: Stage, number: int) -> None:
    """A notification to the reader's own body, of a danger that the reader does not know."""
    held = _danger(stage, number)
    own = uuid7()
    new_key(subject=own, scope=NOTIFICATION_SCOPE)
    house = Organisation.objects.get(pk=next(iter(stage.by.organisations)))
    with stage.owner():
        Notification.objects.create(
            id=own, danger=held, place_in_list=1, body="police", organisation=house, level=3, told=[], factor="pin",
            sent_at=timezone.now(),
        )  # fmt: skip
