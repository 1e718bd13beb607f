"""Guarded models: reading raises until somebody said for whom, and the database keeps the same wall by itself."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.db.utils import DatabaseError

from qorgan.access.acting import acting, reading
from qorgan.access.ledger import reading_is_noted
from qorgan.access.principal import Principal
from qorgan.access.refusals import Unscoped
from tests.toy.models import BOX_READ, BOX_WRITE, SYSTEM, Box, Letter, Slip

pytestmark = pytest.mark.django_db


@pytest.fixture
def aigerim(cast):
    return cast.person(BOX_READ, BOX_WRITE)


@pytest.fixture
def dana(cast):
    return cast.person(BOX_READ, BOX_WRITE, at=cast.elsewhere)


@pytest.fixture
def boxes(cast, owner):
    with owner():
        return [Box.objects.create(organisation=cast.here), Box.objects.create(organisation=cast.elsewhere)]


def seen(by: Principal) -> set:
    with reading(by):
        return {box.pk for box in Box.objects.visible_to(by)}


@pytest.mark.parametrize(
    "read",
    [
        lambda: list(Box.objects.all()),
        lambda: Box.objects.count(),  # noqa: PLW0108  # looked up when it is called
        lambda: Box.objects.exists(),  # noqa: PLW0108  # looked up when it is called
        lambda: Box.objects.first(),  # noqa: PLW0108  # looked up when it is called
        lambda: Box.objects.get(pk="018f0000-0000-7000-8000-000000000000"),
        lambda: Box.objects.values_list("id").first(),
        lambda: list(Box.objects.filter(count=1).iterator()),
        lambda: Box.objects.in_bulk([]) or list(Box.objects.in_bulk(["018f0000-0000-7000-8000-000000000000"])),
        lambda: Box.objects.aggregate(n=__import__("django.db.models", fromlist=["Sum"]).Sum("count")),
        lambda: list(Letter.objects.everything(because="test").filter(box__in=Box.objects.all())),
        lambda: Box.objects.update(count=3),
        lambda: Box.objects.all().delete(),
        lambda: list(Box.objects.raw("select * from toy_box")),
        lambda: list(Box.objects.everything(because="test").union(Box.objects.all())),
        lambda: list(Slip.objects.everything(because="test").select_related("box")),
    ],
)
def test_reading_a_guarded_table_before_saying_for_whom_raises(read) -> None:
    with pytest.raises(Unscoped):
        read()


def test_each_sees_the_boxes_of_their_own_organisation(aigerim, dana, boxes) -> None:
    assert seen(aigerim) == {boxes[0].pk}
    assert seen(dana) == {boxes[1].pk}
    assert seen(Principal.nobody()) == set()
    assert seen(SYSTEM) == {box.pk for box in boxes}
    assert seen(Principal.bearer(boxes[1].pk, frozenset())) == {boxes[1].pk}


def test_with_the_codes_own_scoping_switched_off_foreign_rows_still_do_not_come(aigerim, boxes, monkeypatch) -> None:
    monkeypatch.setattr(Box, "need_to_know", staticmethod(lambda by: Q()))
    assert seen(aigerim) == {boxes[0].pk}
    assert seen(Principal.nobody()) == set()


def test_without_the_second_wall_the_same_fault_would_show_foreign_rows(aigerim, boxes, owner, monkeypatch) -> None:
    """The planted fault: it proves that the test above looks at the database's wall and nothing else."""
    monkeypatch.setattr(Box, "need_to_know", staticmethod(lambda by: Q()))
    with owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE toy_box DISABLE ROW LEVEL SECURITY")
    assert seen(aigerim) == {box.pk for box in boxes}


def test_a_foreign_row_can_be_neither_changed_nor_made(aigerim, cast, boxes) -> None:
    with acting(aigerim):
        assert Box.objects.everything(because="the wall alone").update(count=9) == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            Box.objects.create(organisation=cast.elsewhere)


def test_no_actor_no_rows(boxes) -> None:
    assert Box.objects.everything(because="nobody acts").count() == 0


def test_the_actor_is_gone_with_the_transaction_and_an_inner_actor_gives_way_again(aigerim, boxes) -> None:
    with acting(aigerim):
        with acting(SYSTEM):
            assert Box.objects.visible_to(SYSTEM).count() == 2
        assert Box.objects.everything(because="the outer actor").count() == 1


def test_a_reading_transaction_cannot_write(aigerim, cast, boxes) -> None:
    with pytest.raises(DatabaseError), reading(aigerim):
        Box.objects.create(organisation=cast.here)


def test_a_key_is_followed_only_where_the_model_says_so(aigerim, boxes, owner) -> None:
    with owner():
        letter = Letter.objects.create(box=boxes[0])
        slip = Slip.objects.create(box=boxes[0])
    with reading(aigerim):
        found = Letter.objects.visible_to(aigerim).get(pk=letter.pk)
        assert found.box.pk == boxes[0].pk
        assert Letter.objects.visible_to(aigerim).select_related("box").get().box.pk == boxes[0].pk
        assert Letter.objects.visible_to(aigerim).prefetch_related("box").get().box.pk == boxes[0].pk
        with pytest.raises(Unscoped):
            _ = Slip.objects.visible_to(aigerim).get(pk=slip.pk).box
        with pytest.raises(Unscoped):
            list(Slip.objects.visible_to(aigerim).prefetch_related("box"))


def test_rows_can_be_saved_refreshed_and_deleted(aigerim, cast) -> None:
    with acting(aigerim):
        box = Box.objects.create(organisation=cast.here)
        box.count = 4
        box.save()
        box.refresh_from_db()
        assert box.count == 4
        box.delete()
        assert Box.objects.visible_to(aigerim).count() == 0


def test_what_a_page_loads_is_noted_by_itself(aigerim, boxes, owner) -> None:
    with owner():
        Letter.objects.create(box=boxes[0])
    with reading_is_noted() as ledger, reading(aigerim):
        list(Box.objects.visible_to(aigerim))
        list(Box.objects.visible_to(aigerim).values("id"))
        list(Box.objects.visible_to(aigerim).values_list("count"))
    assert ledger.subjects == {boxes[0].pk: "toy.Box"}
    assert ledger.unnamed == {"toy.Box"}
