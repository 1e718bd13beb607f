"""Delegates: invited, nominated, accredited, counted once; who may know whom; what the database itself refuses."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from qorgan.access.acting import acting
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.conferences.actions import (
    accredit,
    check_in,
    decide_likeness,
    decline,
    invite,
    nominate,
    set_quota,
    withdraw_invitation,
    withdraw_nomination,
)
from qorgan.conferences.actions.accreditation import Person
from qorgan.conferences.choices import InvitationFactor, RegistrationState
from qorgan.conferences.models import Arrival, Delegate, Likely, Registration
from qorgan.conferences.queries import arrived, counted
from tests.conferences.conference_stage import *  # noqa: F403
from tests.conferences.conference_stage import AIDA, bearer, category, person_of

pytestmark = pytest.mark.django_db
BECAUSE = "row security alone answers here"


def persons(by, edition) -> int:
    with acting(by):
        return counted(by, edition).persons


def test_the_same_number_is_one_person_with_one_badge(secretary, edition, named, ngo, university) -> None:
    one = named(ngo, AIDA)
    other = named(university, Person("Sarsenova Aida", phone="+77019998877", number="900101 400111"), "expert")
    accredit(by=secretary, registration=one)
    accredit(by=secretary, registration=other)
    assert persons(secretary, edition) == 1
    assert person_of(secretary, one) == person_of(secretary, other)
    with acting(secretary):
        assert list(Delegate.objects.visible_to(secretary).filter(badge__isnull=False).values_list("badge", flat=True)) == [1]


def test_the_same_contact_and_name_is_one_person_whatever_the_order_and_the_script(secretary, edition, named, ngo, university) -> None:
    one = named(ngo, Person("Сәрсенова Аида", mail="aida@example.org"))
    other = named(university, Person("Аида Сарсенова", mail="AIDA@example.org"), "expert")
    assert person_of(secretary, one) == person_of(secretary, other)


def test_an_office_telephone_joins_nobody_and_the_registrar_says(secretary, edition, named, ngo, university) -> None:
    one = named(ngo, Person("Сәрсенова Аида", phone="+77172000000"))
    other = named(university, Person("Ермеков Нұрлан", phone="+77172000000"), "expert")
    assert person_of(secretary, one) != person_of(secretary, other)
    with acting(secretary):
        pair = Likely.objects.visible_to(secretary).get(is_same=None)
    decide_likeness(by=secretary, likely=pair, is_same=False)
    for registration in (one, other):
        accredit(by=secretary, registration=registration)
    assert persons(secretary, edition) == 2


def test_joined_after_both_had_badges_one_stays_and_who_came_is_counted_once(secretary, clerk, edition, named, ngo, university) -> None:
    one = named(ngo, Person("Сәрсенова Аида", phone="+77172000000"))
    other = named(university, Person("Сәрсенова А.", phone="+77172000000"), "expert")
    for registration in (one, other):
        accredit(by=secretary, registration=registration)
        check_in(by=clerk, edition=edition, badge=str(person_of(secretary, registration).badge))
    with acting(secretary):
        pair = Likely.objects.visible_to(secretary).get(is_same=None)
        assert arrived(secretary, edition) == 2
    decide_likeness(by=secretary, likely=pair, is_same=True)
    assert persons(secretary, edition) == 1
    with acting(secretary):
        assert arrived(secretary, edition) == 1
        assert Delegate.objects.visible_to(secretary).filter(badge__isnull=False).count() == 1
    with pytest.raises(RuleBroken):
        decide_likeness(by=secretary, likely=pair, is_same=False)


def test_an_invited_organisation_learns_nothing_of_another(edition, invited, ngo, university) -> None:
    """Planted: the second names the very person whom the first named. It reads its own nomination and no sign of the other."""
    first, second = invited(ngo), invited(university, "expert")
    nominate(by=bearer(first), invitation=first, person=AIDA)
    own = nominate(by=bearer(second), invitation=second, person=AIDA)
    by = bearer(second)
    with acting(by):
        assert list(Registration.objects.visible_to(by)) == [own]
        assert Registration.objects.everything(because=BECAUSE).count() == 1
        assert Delegate.objects.everything(because=BECAUSE).count() == 1
        assert not Likely.objects.visible_to(by).exists()
        assert not Likely.objects.everything(because=BECAUSE).exists()
    assert own.state == RegistrationState.NOMINATED
    with pytest.raises(Refused):
        nominate(by=by, invitation=first, person=AIDA)


def test_nobody_of_another_organisation_knows_a_delegate(secretary, stranger, clerk, named, ngo) -> None:
    named(ngo, AIDA)
    for by, number in ((secretary, 1), (clerk, 1), (stranger, 0)):
        with acting(by):
            assert Delegate.objects.visible_to(by).count() == number
            assert Delegate.objects.everything(because=BECAUSE).count() == number


def test_the_door_accredits_nobody(clerk, named, ngo) -> None:
    made = named(ngo, AIDA)
    with pytest.raises(Refused):
        accredit(by=clerk, registration=made)
    with acting(clerk):
        assert Registration.objects.visible_to(clerk).update(state="accepted") == 0


def test_seats_end_and_a_nomination_taken_back_frees_one(invited, ngo) -> None:
    invitation = invited(ngo, seats=1)
    by = bearer(invitation)
    first = nominate(by=by, invitation=invitation, person=AIDA)
    with pytest.raises(RuleBroken, match="seats"):
        nominate(by=by, invitation=invitation, person=Person("Б", mail="b@example.org"))
    withdraw_nomination(by=by, registration=first)
    nominate(by=by, invitation=invitation, person=Person("Б", mail="b@example.org"))


def test_a_withdrawn_invitation_takes_no_names(secretary, invited, ngo) -> None:
    invitation = invited(ngo)
    withdraw_invitation(by=secretary, invitation=invitation)
    with pytest.raises(RuleBroken):
        nominate(by=bearer(invitation), invitation=invitation, person=AIDA)


@pytest.mark.parametrize("person", [Person(" ", phone="+77010001122"), Person("Аида")])
def test_a_delegate_has_a_name_and_a_way_to_be_reached(invited, ngo, person) -> None:
    invitation = invited(ngo)
    with pytest.raises(RuleBroken):
        nominate(by=bearer(invitation), invitation=invitation, person=person)


def test_a_full_category_takes_no_further_person_but_the_same_one_again(secretary, edition, named, ngo, university) -> None:
    kept = category(secretary, edition, "ngo")
    set_quota(by=secretary, category=kept, quota=1)
    accredit(by=secretary, registration=named(ngo, AIDA))
    same = named(university, AIDA)
    accredit(by=secretary, registration=same)
    other = nominate_another(secretary, edition, ngo)
    with pytest.raises(RuleBroken, match="full"):
        accredit(by=secretary, registration=other)


def nominate_another(secretary, edition, ngo) -> Registration:
    from qorgan.conferences.actions import register_delegate

    kept = category(secretary, edition, "ngo")
    return register_delegate(by=secretary, category=kept, organisation=ngo, person=Person("Нұрлан", mail="n@example.org"))


def test_an_organisation_is_invited_once_in_a_category(secretary, edition, invited, ngo) -> None:
    invited(ngo)
    with pytest.raises(RuleBroken, match="already"):
        invite(by=secretary, category=category(secretary, edition, "ngo"), organisation=ngo, seats=1, factor=InvitationFactor.NONE)


def test_the_bearer_gives_itself_neither_badge_nor_accreditation(invited, ngo) -> None:
    """Planted: past the actions, by hand, with everything that the wall lets an invited organisation do."""
    invitation = invited(ngo)
    by = bearer(invitation)
    nominate(by=by, invitation=invitation, person=AIDA)
    with acting(by):
        with pytest.raises(IntegrityError, match="accredits nobody"), transaction.atomic():
            Registration.objects.visible_to(by).update(state="accepted")
        with pytest.raises(IntegrityError, match="no badge"), transaction.atomic():
            Delegate.objects.visible_to(by).update(badge=7, badge_code="x" * 16)


def test_who_a_delegate_is_lies_sealed_in_the_database(named, ngo, owner) -> None:
    named(ngo, AIDA)
    with owner(), connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, number FROM conferences_delegate")
        kept = b"".join(bytes(value) for value in cursor.fetchone())
    assert "Аида".encode() not in kept
    assert b"77010001122" not in kept
    assert b"900101400111" not in kept


# The door ------------------------------------------------------------------------------------------------------------------


def test_a_badge_is_counted_once_however_often_it_is_read(clerk, edition, badge) -> None:
    first = check_in(by=clerk, edition=edition, badge=str(badge.badge))
    again = check_in(by=clerk, edition=edition, badge=badge.badge_code)
    assert (first.is_again, again.is_again, first.at) == (False, True, again.at)
    with acting(clerk):
        assert Arrival.objects.visible_to(clerk).count() == 1


def test_a_badge_read_without_a_line_keeps_its_moment_unless_that_is_absurd(clerk, edition, badge) -> None:
    from datetime import timedelta

    from django.utils import timezone

    moment = timezone.now() - timedelta(hours=2)
    assert check_in(by=clerk, edition=edition, badge=str(badge.badge), at=moment).at == moment


@pytest.mark.parametrize("read", ["999", "no-such-code", "99999999999999999999"])
def test_a_badge_that_does_not_exist_is_said_to(clerk, edition, badge, read) -> None:
    with pytest.raises(RuleBroken, match="No badge"):
        check_in(by=clerk, edition=edition, badge=read)


def test_an_accreditation_that_was_taken_back_opens_no_door(secretary, clerk, edition, named, ngo) -> None:
    made = named(ngo, AIDA)
    accredit(by=secretary, registration=made)
    number = str(person_of(secretary, made).badge)
    decline(by=secretary, registration=made)
    with pytest.raises(RuleBroken, match="taken back"):
        check_in(by=clerk, edition=edition, badge=number)


def test_the_door_of_another_organisation_checks_nobody(stranger, edition, badge) -> None:
    with pytest.raises(Refused):
        check_in(by=stranger, edition=edition, badge=str(badge.badge))
