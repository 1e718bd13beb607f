"""The question behind every stream, asked as the visitor and in a transaction that cannot write."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import DatabaseError

from qorgan.access.acting import current
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.live import gates
from qorgan.live.admission import Admission, admit, look
from qorgan.live.gates import Visitor
from qorgan.live.sources import Source
from tests.toy.models import BOX_READ, Box

VISITOR = Visitor(cookies={}, headers={})
BOXES = Source(
    "toy.box",
    may=lambda by, key: Box.objects.visible_to(by).filter(pk=key).exists(),
    last=lambda by, key: Box.objects.visible_to(by).values_list("count", flat=True).get(pk=key),
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def box(cast, owner) -> Box:
    with owner():
        return Box.objects.create(organisation=cast.here, count=5)


@pytest.fixture
def visitor_is(monkeypatch: pytest.MonkeyPatch):
    """Sets whom the gates recognise."""
    monkeypatch.setattr(gates, "_gates", {})

    def recognise(*people: Principal) -> Visitor:
        for number, by in enumerate(people):
            gates.register(str(number), lambda visitor, by=by: by)
        return VISITOR

    return recognise


def test_who_may_see_the_row_is_admitted_with_its_number(cast, box, visitor_is) -> None:
    aigerim = cast.person(BOX_READ)
    assert admit(BOXES, str(box.pk), visitor_is(aigerim)) == Admission(by=aigerim, seq=5)


def test_a_source_that_counts_nothing_answers_with_nought(cast, box) -> None:
    boxes = Source("toy.box", may=BOXES.may)
    assert look(boxes, str(box.pk), cast.person(BOX_READ)) == 0
    assert look(boxes, str(box.pk), cast.person(BOX_READ, at=cast.elsewhere)) is None


def test_hidden_and_absent_are_refused_alike(cast, box, visitor_is) -> None:
    visitor = visitor_is(cast.person(BOX_READ, at=cast.elsewhere))
    assert admit(BOXES, str(box.pk), visitor) is None
    assert admit(BOXES, str(uuid4()), visitor) is None
    assert admit(BOXES, "all", visitor) is None


def test_a_visitor_whom_no_gate_knows_is_refused(box, visitor_is) -> None:
    assert admit(BOXES, str(box.pk), visitor_is()) is None


def test_a_staff_session_does_not_hide_a_childs_code(cast, box, visitor_is) -> None:
    stranger, child = cast.person(BOX_READ, at=cast.elsewhere), Principal.bearer(box.pk, frozenset())
    assert admit(BOXES, str(box.pk), visitor_is(stranger, child)) == Admission(by=child, seq=5)


@pytest.mark.parametrize("fault", [Refused("toy"), Box.DoesNotExist(), ValidationError("no uuid"), ValueError("no uuid")])
def test_a_key_that_a_source_cannot_read_is_absent(cast, fault: Exception) -> None:
    def fail(by: Principal, key: str) -> bool:
        raise fault

    assert look(Source("toy.box", may=fail, last=lambda by, key: 0), "all", cast.person(BOX_READ)) is None


def test_a_source_is_asked_as_the_visitor_and_cannot_write(cast, box) -> None:
    aigerim = cast.person(BOX_READ)
    asked: list[object] = []

    def may(by: Principal, key: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT qorgan_account(), current_setting('transaction_read_only')")
            asked.extend(cursor.fetchone())
        asked.append(current())
        return True

    look(Source("toy.box", may=may, last=lambda by, key: 0), str(box.pk), aigerim)
    assert asked == [aigerim.account_id, "on", aigerim]

    def write(by: Principal, key: str) -> int:
        return Box.objects.visible_to(by).filter(pk=UUID(key)).update(count=9)

    with pytest.raises(DatabaseError, match="read-only"), transaction.atomic():
        look(Source("toy.box", may=lambda by, key: True, last=write), str(box.pk), aigerim)
