"""Roles are held for periods, where they belong, one at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from qorgan.access.acting import reading
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.journal.models import Entry
from qorgan.staff import rules
from qorgan.staff.access import BOOTSTRAP
from qorgan.staff.actions import check_register, choose_role, end_membership, grant_membership
from qorgan.staff.models import Membership, Session
from qorgan.staff.principals import only_own, principal_of
from tests.staff.conftest import sign_in
from tests.toy.models import Box

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=30)


@pytest.fixture
def bolat(world):
    """Leads at the line and sits in the ministry's council."""
    account = world.account("bolat", "leader")
    world.grant(account, "member", world.ministry)
    return account


def role_of(client: Client) -> str:
    return client.get("/me").wsgi_request.by.role


def test_somebody_with_several_roles_chooses_one_and_has_the_permissions_of_that_one_alone(client, world, bolat) -> None:
    sign_in(client, "bolat")
    assert client.get("/welcome").headers["Location"] == "/me/role"
    assert client.get("/accounts").headers["Location"] == "/me/role?next=/accounts"
    by = client.get("/me").wsgi_request.by
    assert not by.may("staff.session.end")
    assert not by.may("toy.figures.read")
    leader, member = (Membership.objects.get(account=bolat, role=key) for key in ("leader", "member"))
    client.post("/me/role", {"standing": leader.ref})
    by = client.get("/me").wsgi_request.by
    assert (by.role, by.organisations) == ("leader", frozenset({world.line.id}))
    assert by.may("staff.session.end")
    assert not by.may("toy.figures.read")
    client.post("/me/role", {"standing": member.ref})
    by = client.get("/me").wsgi_request.by
    assert (by.role, by.organisations) == ("member", frozenset({world.ministry.id}))
    assert not by.may("staff.session.end")
    verbs = Entry.objects.filter(stream=bolat.id, verb="staff.role.chosen")
    assert verbs.count() == 2


def test_the_database_too_sees_one_role_at_a_time(world, bolat) -> None:
    leader, member = (Membership.objects.get(account=bolat, role=key) for key in ("leader", "member"))
    for membership, expected in ((leader, [True, False]), (member, [False, True])):
        by = world.principal(bolat, membership)
        with reading(by):
            assert [asks("staff.session.end"), asks("toy.figures.read")] == expected


def asks(permission: str) -> bool:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT qorgan_may(%s)", [permission])
        return cursor.fetchone()[0]


def test_choosing_a_role_goes_on_under_another_session_key(client, bolat) -> None:
    sign_in(client, "bolat")
    before = Session.objects.get(account_id=bolat.id).session_key
    client.post("/me/role", {"standing": Membership.objects.get(account=bolat, role="leader").ref})
    assert Session.objects.get(account_id=bolat.id).session_key != before


def test_nobody_chooses_a_role_of_somebody_else(client, world, bolat) -> None:
    dana = world.account("dana", "leader")
    foreign = Membership.objects.get(account=dana)
    sign_in(client, "bolat")
    assert client.post("/me/role", {"standing": foreign.ref}).status_code == 404
    with pytest.raises(Refused):
        choose_role(by=only_own(bolat.id), membership=foreign)


def test_a_role_that_ends_is_gone_with_the_next_request_and_the_choice_falls_to_the_other(client, world, bolat) -> None:
    sign_in(client, "bolat")
    leader = Membership.objects.get(account=bolat, role="leader")
    client.post("/me/role", {"standing": leader.ref})
    assert role_of(client) == "leader"
    end_membership(by=BOOTSTRAP, membership=leader, reason="order 12")
    assert role_of(client) == "member"
    event = Entry.objects.get(stream=bolat.id, verb="staff.membership.ended")
    assert "order 12" not in event.body


def test_the_wall_falls_with_the_membership(world, owner) -> None:
    aigerim = world.account("aigerim")
    membership = world.grant(aigerim, "counsellor", since=LONG_AGO)
    with owner():
        Box.objects.create(organisation=world.line.id)
    by = world.principal(aigerim)
    with reading(by):
        assert Box.objects.visible_to(by).count() == 1
    end_membership(by=BOOTSTRAP, membership=membership)
    with reading(by):  # a principal that outlived its standing, such as a stream's
        assert Box.objects.visible_to(by).count() == 0
    membership.refresh_from_db()
    assert membership.ends_at is not None
    assert membership.ended_at == membership.ends_at


def test_a_period_that_has_not_begun_or_is_over_gives_nothing(world) -> None:
    now = timezone.now()
    early, late = world.account("early"), world.account("late")
    world.grant(early, "leader", since=now + timedelta(days=1))
    world.grant(late, "leader", since=LONG_AGO, until=now - timedelta(days=1))
    for account in (early, late):
        assert world.principal(account).role == ""
    waiting = Membership.objects.get(account=early)
    end_membership(by=BOOTSTRAP, membership=waiting)
    waiting.refresh_from_db()
    assert waiting.valid.isempty
    with pytest.raises(RuleBroken, match="over already"):
        end_membership(by=BOOTSTRAP, membership=Membership.objects.get(account=late))


def test_a_role_is_not_held_twice_in_one_place_at_a_time_but_again_later(world, monkeypatch) -> None:
    saule = world.account("saule")
    until = timezone.now() + timedelta(days=10)
    world.grant(saule, "leader", until=until)
    with pytest.raises(RuleBroken, match="already"):
        world.grant(saule, "leader", since=until - timedelta(days=1))
    assert world.grant(saule, "leader", since=until)
    assert world.grant(saule, "leader", world.ministry)
    first, later = Membership.objects.filter(account=saule, organisation=world.line).order_by("valid")
    with pytest.raises(IntegrityError, match="one_role_in_one_organisation"), transaction.atomic():
        Membership.objects.filter(pk=first.pk).update(valid=later.valid)


@pytest.mark.parametrize(
    ("role", "where", "words"),
    [
        ("administrator", "party", "kind of organisation"),
        ("psychologist", "line", "register of psychologists"),
        ("no-such-role", "line", "no such role"),
        ("system:staff.bootstrap", "line", "no such role"),
    ],
)
def test_a_role_is_held_only_as_the_country_pack_says(world, role, where, words) -> None:
    with pytest.raises(RuleBroken, match=words):
        world.grant(world.account("saule"), role, getattr(world, where))


def test_with_the_number_checked_a_psychologist_may_begin_and_the_number_stays_while_the_role_is_held(world) -> None:
    saule = world.account("saule")
    check_register(by=BOOTSTRAP, account=saule, number="PS-7", checked_on=timezone.localdate())
    membership = world.grant(saule, "psychologist")
    with pytest.raises(RuleBroken, match="End the role first"):
        check_register(by=BOOTSTRAP, account=saule, number="", checked_on=None)
    end_membership(by=BOOTSTRAP, membership=membership)
    check_register(by=BOOTSTRAP, account=saule, number="", checked_on=None)
    for number, day in (("PS-7", None), ("", timezone.localdate()), ("PS-7", timezone.localdate() + timedelta(days=1))):
        with pytest.raises(RuleBroken):
            check_register(by=BOOTSTRAP, account=saule, number=number, checked_on=day)


@pytest.mark.parametrize(("first", "second"), [("administrator", "counsellor"), ("counsellor", "administrator")])
def test_who_gives_rights_does_not_use_them(world, first, second) -> None:
    saule = world.account("saule", first)
    with pytest.raises(RuleBroken, match="together"):
        world.grant(saule, second)


@pytest.mark.parametrize(
    ("role", "where", "constraint"),
    [
        ("administrator", "party", "a_role_is_held_where_it_belongs"),
        ("psychologist", "line", "a_register_number_was_checked"),
        ("counsellor", "line", "some_roles_are_not_held_together"),
        ("counsellor", None, "a_child_is_seen_in_an_organisation"),
    ],
)
def test_the_database_keeps_the_same_rules_without_the_program(world, monkeypatch, role, where, constraint) -> None:
    """The planted fault: the rule of the program is gone."""
    saule = world.account("saule", *(["administrator"] if "together" in constraint else []))
    monkeypatch.setattr(rules, "why_not_held", lambda asked: None)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        grant_membership(by=BOOTSTRAP, account=saule, role=role, organisation=getattr(world, where) if where else None)
    assert caught.value.__cause__.diag.constraint_name == constraint


def test_nobody_gives_themselves_a_role(world) -> None:
    timur = world.account("timur", "administrator")
    by = world.principal(timur)
    with pytest.raises(RuleBroken, match="themselves"):
        grant_membership(by=by, account=timur, role="leader", organisation=world.line)


def test_a_role_does_not_end_before_it_begins(world) -> None:
    with pytest.raises(RuleBroken, match="before it begins"):
        world.grant(world.account("saule"), "leader", since=timezone.now(), until=LONG_AGO)


def test_who_may_not_give_roles_gives_none(world) -> None:
    saule = world.account("saule", "leader")
    with pytest.raises(Refused):
        grant_membership(by=world.principal(saule), account=world.account("other"), role="leader", organisation=world.line)
    with pytest.raises(Refused):
        grant_membership(by=Principal.nobody(), account=saule, role="leader", organisation=world.line)


def test_the_reason_is_sealed(world) -> None:
    membership = world.grant(world.account("saule"), "leader", reason="Order 15 of 3 November")
    with_raw = Membership.objects.filter(pk=membership.pk).extra(select={"raw": "reason"}).get()
    assert b"Order 15" not in bytes(with_raw.raw)
    assert with_raw.reason == "Order 15 of 3 November"


def test_a_place_narrows_and_reaches_the_database(world) -> None:
    saule = world.account("saule")
    grant_membership(by=BOOTSTRAP, account=saule, role="leader", organisation=world.line, place=world.line.place)
    assert principal_of(saule.id, None, second_factor=False).principal.places == ("t1",)
