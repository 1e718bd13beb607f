"""Who of the cast knows a referral, what was shared with it and what was done; and that the database keeps it by itself."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from qorgan.access.acting import acting, reading
from qorgan.access.grants import grant
from qorgan.access.models import Grant
from qorgan.access.principal import Principal
from qorgan.children.models import Child
from qorgan.referrals.actions import (
    accept_referral,
    decline_referral,
    expire_referral,
    record_service,
    revoke_referral,
    send_referral,
)
from qorgan.referrals.choices import State, TermList
from qorgan.referrals.models import Referral, ServiceRecord, SharedItem
from qorgan.vault.gone import is_gone
from tests.referrals.conftest import SECRET, SENDER, STORY, again

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast_of(aigerim, bolat, saule, worker, dana) -> dict[str, Principal]:
    return {"aigerim": aigerim, "bolat": bolat, "saule": saule, "worker": worker, "dana": dana, "nobody": Principal.nobody()}


def seen(by: Principal) -> tuple[int, int, int]:
    """How many referrals, shared items and records somebody may know."""
    with reading(by):
        return (
            Referral.objects.visible_to(by).count(), SharedItem.objects.visible_to(by).count(),
            ServiceRecord.objects.visible_to(by).count(),
        )  # fmt: skip


def all_seen(cast_of: dict[str, Principal]) -> dict[str, tuple[int, int, int]]:
    return {name: seen(by) for name, by in cast_of.items()}


NOTHING = (0, 0, 0)


def test_a_draft_is_known_to_its_maker_and_her_overseer_alone(cast_of, ready) -> None:
    assert all_seen(cast_of) == {
        "aigerim": (1, 2, 0), "bolat": NOTHING, "saule": (1, 2, 0), "worker": NOTHING, "dana": NOTHING, "nobody": NOTHING,
    }  # fmt: skip


def test_what_was_sent_is_known_to_both_sides_and_to_no_third(cast_of, sent, worker, code) -> None:
    accept_referral(by=worker, referral=again(worker, sent))
    record_service(by=worker, referral=again(worker, sent), on=timezone.localdate(), kind=code(TermList.RECORD, "session"))
    assert all_seen(cast_of) == {
        "aigerim": (1, 2, 1), "bolat": NOTHING, "saule": (1, 2, 1), "worker": (1, 2, 1), "dana": NOTHING, "nobody": NOTHING,
    }  # fmt: skip


def test_of_the_child_the_service_knows_what_was_shared_and_nothing_else(sent, worker) -> None:
    with reading(worker):
        assert not Child.objects.visible_to(worker).exists()
        values = [item.content["value"] for item in SharedItem.objects.visible_to(worker)]
        message = again(worker, sent).message
    assert STORY in values
    assert not any("NEVER-SHARED" in str(value) or SECRET in str(value) for value in values)
    assert message == "Помогите, пожалуйста"


def test_whoever_was_granted_the_case_knows_its_referrals(cast, house, aigerim, child, service, code, bolat) -> None:
    from uuid import uuid4

    from qorgan.referrals.actions import draft_referral

    case = uuid4()
    draft_referral(by=aigerim, child=child, service=service, urgency=code(TermList.URGENCY, "usual"), asked_for=case)
    assert seen(bolat) == NOTHING
    now = timezone.now()
    with acting(aigerim):
        grant(account_id=bolat.account, subject=case, kind=Grant.Kind.ASSIGNED, since=now, until=now.replace(year=now.year + 1))
    assert seen(bolat)[0] == 1
    assert seen(cast.person(*SENDER))[0] == 0


def test_a_withdrawn_referral_is_gone_for_the_service_and_its_copy_for_everybody(cast_of, sent, aigerim, worker) -> None:
    revoke_referral(by=aigerim, referral=sent)
    assert all_seen(cast_of) | {"saule": None} == {
        "aigerim": (1, 2, 0), "bolat": NOTHING, "saule": None, "worker": NOTHING, "dana": NOTHING, "nobody": NOTHING,
    }  # fmt: skip
    with reading(aigerim):
        assert all(is_gone(item.content) for item in SharedItem.objects.visible_to(aigerim))
        assert is_gone(again(aigerim, sent).message)
    with connection.cursor() as cursor:
        cursor.execute("SELECT wrapped FROM vault_datakey WHERE subject = %s", [sent.copy_id])
        assert cursor.fetchone()[0] is None


def test_who_declined_keeps_the_account_and_loses_the_copy(sent, worker, aigerim, code) -> None:
    decline_referral(by=worker, referral=again(worker, sent), reason=code(TermList.DECLINE, "full"))
    assert seen(worker) == (1, 0, 0)
    with reading(aigerim):
        assert {item.name for item in SharedItem.objects.visible_to(aigerim)} == {"concern", "risk"}
        assert all(is_gone(item.content) for item in SharedItem.objects.visible_to(aigerim))


def test_an_expired_referral_is_gone_for_the_service(sent, worker) -> None:
    expire_referral(by=Principal.system("referrals.sweep"), referral=sent)
    assert seen(worker) == NOTHING


# The second wall --------------------------------------------------------------------------------------------------------


@pytest.fixture
def unscoped(monkeypatch) -> None:
    """The code's own scoping is switched off: a slip in it."""
    for model in (Referral, SharedItem, ServiceRecord, Child):
        monkeypatch.setattr(model, "need_to_know", staticmethod(lambda by: Q()))


def test_with_the_codes_scoping_switched_off_the_database_shows_each_side_its_own(cast_of, sent, unscoped) -> None:
    found = all_seen(cast_of)
    assert found["bolat"] == found["dana"] == found["nobody"] == NOTHING
    assert found["worker"] == (1, 2, 0)


def test_with_the_scoping_off_the_service_reads_no_child_no_draft_and_nothing_withdrawn(
    sent, aigerim, worker, child, service, code, unscoped
) -> None:
    from qorgan.referrals.actions import draft_referral

    draft_referral(by=aigerim, child=child, service=service, urgency=code(TermList.URGENCY, "now"))
    with reading(worker):
        assert not Child.objects.visible_to(worker).exists()
        assert Referral.objects.visible_to(worker).count() == 1
    revoke_referral(by=aigerim, referral=sent)
    assert seen(worker) == NOTHING


def test_without_the_second_wall_the_same_slip_would_show_all(cast_of, sent, unscoped, owner) -> None:
    """The planted fault."""
    with owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("referrals_referral", "referrals_shareditem"):
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    assert seen(cast_of["dana"])[:2] == (1, 2)


def forge(by: Principal, like: Referral, state: str) -> None:
    """What a program gone wrong on the service's side would do: a second referral like the first, by plain SQL."""
    other = {"id": "gen_random_uuid()", "ref": "'forged'", "copy_id": "gen_random_uuid()", "number": "9999", "state": f"'{state}'"}
    columns = [field.column for field in Referral._meta.fields]
    values = ", ".join(other.get(column, column) for column in columns)
    with transaction.atomic(), acting(by), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO referrals_referral ({', '.join(columns)}) SELECT {values} FROM referrals_referral WHERE id = %s", [like.pk]
        )
        assert cursor.rowcount == 1


@pytest.mark.parametrize(("state", "said"), [(State.SENT, "begins as a draft"), (State.DRAFTED, "row-level security")])
def test_the_service_can_forge_no_referral(sent, worker, state, said) -> None:
    with pytest.raises((IntegrityError, ProgrammingError), match=said):
        forge(worker, sent, state)


def test_the_service_adds_nothing_to_what_was_shared(sent, worker) -> None:
    item = SharedItem(referral_id=sent.pk, copy_id=sent.copy_id, form="x", name="y", place_in_list=9, content={"value": "more"})
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic(), acting(worker):
        item.save(force_insert=True)


@pytest.mark.parametrize("column", ["child_id", "service_id", "prepared_by", "asked_for", "from_organisation_id"])
def test_the_database_refuses_to_change_whom_a_sent_referral_is_about(sent, aigerim, column) -> None:
    from uuid import uuid4

    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic(), acting(aigerim):
        Referral.objects.visible_to(aigerim).filter(pk=sent.pk).update(**{column: uuid4()})


def test_the_database_lets_nothing_leave_without_consent_or_ground(draft, aigerim) -> None:
    with pytest.raises(IntegrityError, match="a_referral_leaves_with_consent_or_ground"), transaction.atomic(), acting(aigerim):
        Referral.objects.visible_to(aigerim).filter(pk=draft.pk).update(state=State.SENT, sent_at=timezone.now())


def test_what_ended_does_not_come_back(sent, aigerim) -> None:
    revoke_referral(by=aigerim, referral=sent)
    with pytest.raises(IntegrityError, match="ended"), transaction.atomic(), acting(aigerim):
        Referral.objects.visible_to(aigerim).filter(pk=sent.pk).update(state=State.SENT)
    with pytest.raises(IntegrityError, match="thrown away"), transaction.atomic(), acting(aigerim):
        Referral.objects.visible_to(aigerim).filter(pk=sent.pk).delete()


def test_a_referral_cannot_be_sent_by_a_colleague_with_the_scoping_off(ready, bolat, unscoped) -> None:
    from qorgan.access.refusals import Refused

    with pytest.raises(Refused):
        send_referral(by=bolat, referral=ready)
