"""Screens of the bridge between the helpline and the cases."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from qorgan.casework.models import Case
from qorgan.forms.queries import current_version
from qorgan.helpline.models import Contact
from qorgan.intake import access
from qorgan.intake.models import Answer, FollowUp, Handover
from qorgan.intake.models.handover import SCOPE
from qorgan.vault.keys import new_key
from tests.house.rows import Stage, screen
from tests.house.rows.casework import WORKER
from tests.house.rows.casework import case as one_more_case

COUNSELLOR = (
    *WORKER, access.HANDOVER_READ, access.HANDOVER_MAKE, access.ANSWER_SEND, access.FOLLOW_UP_KEEP, "helpline.contact.read",
    "helpline.thread.read",
)  # fmt: skip


def contact(stage: Stage, number: int) -> Contact:
    """A record of the reader's own, of a contact that came another way."""
    own = uuid4()
    new_key(subject=own, scope="helpline.contact")
    return Contact.objects.create(
            id=own, number=7000 + number, key_id=own, organisation_id=stage.cast.here, counsellor=stage.by.account_id,
            channel="phone", language="kk", form_version=current_version("contact_record"),
        )  # fmt: skip


def handed(stage: Stage, number: int) -> Handover:
    """A hand-over of such a contact to a case."""
    record, case = contact(stage, number), one_more_case(stage, number)
    own = uuid4()
    new_key(subject=own, scope=SCOPE)
    return Handover.objects.create(
        id=own, client_key=uuid4(), contact=record, case=case, case_number=case.number, is_new_case=True,
        from_organisation_id=stage.cast.here, to_organisation_id=stage.cast.here, made_by=stage.by.account_id, language="kk",
        risk="low", wants_help="yes", agrees_to_tell="yes", legal_ground="crisis", given_by="nobody",
    )  # fmt: skip


@screen("intake.follow_ups", "/follow-ups", needs=COUNSELLOR)
def follow_up(stage: Stage, number: int) -> None:
    """An answer that was given, and its follow-up."""
    stage.fixture("record_form")
    with stage.owner():
        _followed(stage, number)


def _followed(stage: Stage, number: int) -> None:
    made, now = handed(stage, number), timezone.now()
    answer = Answer.objects.create(
        handover=made, case=Case.objects.everything(because="the row's own case").get(pk=made.case_id), state="sent", language="kk",
        text="Жауап", written_by=stage.by.account_id, sent_at=now,
    )  # fmt: skip
    FollowUp.objects.create(answer=answer, key_id=made.id, sent_at=now, due_at=now + timedelta(days=14 + number))


@screen("intake.hand_over", lambda stage: f"/contacts/{stage.kept['contact'].ref}/case", needs=COUNSELLOR, is_list=False)
def hand_over(stage: Stage, number: int) -> None:
    """A contact of which a case is made."""
    stage.fixture("record_form")
    with stage.owner():
        stage.kept["contact"] = contact(stage, number)
