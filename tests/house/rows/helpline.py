"""Screens of the helpline."""

from uuid import uuid4

from qorgan.forms.queries import current_version
from qorgan.helpline import access
from qorgan.helpline.actions import desk as act
from qorgan.helpline.actions.contact import begin_contact
from qorgan.helpline.choices import Channel
from qorgan.helpline.models import FlagWord, Helpline, Reply, Shift, Thread
from qorgan.texts.words import Words
from tests.helpline.conftest import COUNSELLOR, LEADER
from tests.house.rows import Stage, screen


def line(stage: Stage) -> Helpline:
    """The line of the reader's organisation, with the form of its contact record."""
    if "line" not in stage.kept:
        stage.kept["line"] = stage.fixture("line")
        stage.fixture("record_form")
    return stage.kept["line"]


def conversation(stage: Stage, text: str = "сәлем") -> Thread:
    line(stage)
    return stage.fixture("write")(text)


@screen("helpline.contacts", "/contacts", needs=COUNSELLOR)
def contact(stage: Stage, number: int) -> None:
    organisation = line(stage).organisation_id
    assert current_version("contact_record")
    begin_contact(by=stage.by, organisation_id=organisation, channel=Channel.PHONE, language="kk")


@screen("helpline.threads", "/conversations", needs=LEADER)
def listed(stage: Stage, number: int) -> None:
    conversation(stage, f"тізім {number}")


@screen("helpline.replies", "/helpline/replies", needs=(access.REPLY_MANAGE,))
def reply(stage: Stage, number: int) -> None:
    Reply.objects.create(key=f"reply{number}", group=f"group{number}", texts=Words(en=f"Answer {number}"))


@screen("helpline.flagwords", "/helpline/flag-words", needs=(access.FLAGWORD_MANAGE,))
def flag_word(stage: Stage, number: int) -> None:
    FlagWord.objects.create(reason=f"reason{number}", reason_names=Words(en="Reason"), language="en", words=[f"word{number}"])


@screen("helpline.desk", "/desk", needs=COUNSELLOR)
def waiting(stage: Stage, number: int) -> None:
    conversation(stage, f"ұрды {number}")


@screen("helpline.thread", lambda stage: f"/desk/{stage.kept['thread'].ref}", needs=COUNSELLOR)
def said(stage: Stage, number: int) -> None:
    """A conversation that the reader holds, with one more answer."""
    if "thread" not in stage.kept:
        stage.kept["thread"] = act.take_thread(by=stage.by, thread=conversation(stage))
    thread = Thread.objects.visible_to(stage.by).get(pk=stage.kept["thread"].pk)
    act.write_reply(by=stage.by, thread=thread, text=f"Тыңдап отырмын {number}", client_key=uuid4())


@screen("helpline.board", "/board", needs=LEADER)
def on_shift(stage: Stage, number: int) -> None:
    conversation(stage)
    Shift.objects.create(account_id=uuid4(), organisation_id=line(stage).organisation_id, alias=f"Alias {number}", duty="on")
