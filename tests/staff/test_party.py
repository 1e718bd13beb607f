"""Nobody whose organisation is a party sees a child: the program says so, and the database keeps it by itself."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from psycopg.types.range import Range

from qorgan.access.models import Role, Standing
from qorgan.access.refusals import RuleBroken
from qorgan.access.wall import write_permissions
from qorgan.staff import rules
from tests.toy.models import BOX_READ, FIGURES_READ

pytestmark = pytest.mark.django_db


def standing(world, account, role: str, organisation) -> Standing:
    """A standing written past every rule of the program."""
    return Standing.objects.create(account_id=account.id, role_id=role, organisations=[organisation.id], valid=Range(None, None))


def test_a_partys_representative_gets_no_role_that_shows_a_child(world) -> None:
    zhanar = world.account("zhanar")
    with pytest.raises(RuleBroken, match="party"):
        world.grant(zhanar, "counsellor", world.party)
    assert world.grant(zhanar, "member", world.party).role_id == "member"


def test_the_database_refuses_the_same_where_the_program_forgets_it(world, monkeypatch) -> None:
    """The planted fault: the rule of the program is gone."""
    monkeypatch.setattr(rules, "why_not_held", lambda asked: None)
    zhanar = world.account("zhanar")
    with pytest.raises(IntegrityError, match="no_party_sees_a_child"), transaction.atomic():
        world.grant(zhanar, "counsellor", world.party)
    with pytest.raises(IntegrityError, match="no_party_sees_a_child"), transaction.atomic():
        standing(world, zhanar, "counsellor", world.party)


def test_without_the_constraint_the_same_fault_would_succeed(world, owner) -> None:
    """The planted fault of the second wall: it proves that the constraint is what refuses."""
    with owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE access_standing DROP CONSTRAINT no_party_sees_a_child")
    assert standing(world, world.account("zhanar"), "counsellor", world.party).pk


def test_one_party_among_several_organisations_is_enough(world) -> None:
    zhanar = world.account("zhanar")
    with pytest.raises(IntegrityError, match="no_party_sees_a_child"), transaction.atomic():
        Standing.objects.create(
            account_id=zhanar.id,
            role_id="counsellor",
            valid=Range(None, None),
            organisations=[world.line.id, world.party.id],
        )


def test_a_role_held_in_a_party_cannot_learn_to_see_children(world, owner) -> None:
    world.grant(world.account("zhanar"), "member", world.party)
    with owner():
        Role.objects.filter(key="member").update(sphere="house")  # so that only the party rule stands in the way
        with (
            pytest.raises(IntegrityError, match="no_party_sees_a_child"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            write_permissions(cursor, "member", frozenset({FIGURES_READ, BOX_READ}))


def test_an_organisation_whose_people_see_children_cannot_become_a_party(world) -> None:
    world.grant(world.account("aigerim"), "counsellor", world.line)
    world.line.kind_id = "party"
    with pytest.raises(IntegrityError, match="no_party_sees_a_child"), transaction.atomic():
        world.line.save()


def test_a_kind_of_organisation_cannot_be_declared_a_party_under_them(world, owner) -> None:
    world.grant(world.account("aigerim"), "counsellor", world.line)
    world.line.kind.is_party = True
    with owner(), pytest.raises(IntegrityError, match="no_party_sees_a_child"), transaction.atomic():
        world.line.kind.save()


def test_a_standing_cannot_say_of_itself_that_it_is_in_no_party(world) -> None:
    zhanar = world.account("zhanar")
    with pytest.raises(IntegrityError, match="no_party_sees_a_child"), transaction.atomic():
        Standing.objects.create(
            account_id=zhanar.id,
            role_id="counsellor",
            organisations=[world.party.id],
            valid=Range(None, None),
            in_party=False,
            shows_child=False,
        )


@pytest.mark.parametrize("sphere", ["council", "grants", "party"])
def test_roles_of_council_grants_and_party_carry_no_permission_that_shows_a_child(world, owner, sphere) -> None:
    with owner():
        Role.objects.create(key="stranger", sphere=sphere)
        with (
            pytest.raises(IntegrityError, match="figures_cross_children_never"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            write_permissions(cursor, "stranger", frozenset({BOX_READ}))


def test_a_role_that_sees_children_cannot_be_moved_into_the_council(world, owner) -> None:
    with owner(), pytest.raises(IntegrityError, match="figures_cross_children_never"), transaction.atomic():
        Role.objects.filter(key="counsellor").update(sphere="council")
