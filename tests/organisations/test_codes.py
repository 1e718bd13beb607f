"""School codes: who may issue them, what they open, and what nobody learns from them."""

from __future__ import annotations

import pytest
from django.apps import apps

from qorgan.access.refusals import Refused, RuleBroken
from qorgan.organisations import queries
from qorgan.organisations.access import ORGANISATION_MANAGE, ORGANISATION_READ, SCHOOL_CODE_MANAGE
from qorgan.organisations.actions import close_organisation, issue_school_code, revoke_school_code
from qorgan.organisations.models import SchoolCode
from qorgan.organisations.queries import school_of_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(cast):
    return cast.person(ORGANISATION_READ, ORGANISATION_MANAGE, SCHOOL_CODE_MANAGE)


@pytest.fixture
def representative(cast, school):
    return cast.person(ORGANISATION_READ, SCHOOL_CODE_MANAGE, at=school.pk)


def test_a_code_leads_to_the_school_and_its_district(representative, school) -> None:
    code = issue_school_code(by=representative, school=school)
    found = school_of_code(code.code)
    assert found is not None
    assert (found.organisation_id, found.place_id) == (school.pk, school.place_id)


@pytest.mark.parametrize("typed", ["{0} {1}", "{0}-{1}", " {0}{1} "])
def test_spaces_hyphens_and_capitals_of_a_code_do_not_matter(keeper, school, typed) -> None:
    code = issue_school_code(by=keeper, school=school).code
    assert school_of_code(typed.format(code[:4], code[4:]).upper()) is not None


@pytest.mark.parametrize("typed", ["", "x", "0" * 8, "ж" * 8, "a" * 5_000, "\x00" * 8, "' OR 1=1"])
def test_what_is_no_code_opens_no_school(typed, school) -> None:
    assert school_of_code(typed) is None


def test_a_new_code_ends_the_one_before(keeper, school) -> None:
    first = issue_school_code(by=keeper, school=school)
    second = issue_school_code(by=keeper, school=school)
    assert school_of_code(first.code) is None
    assert school_of_code(second.code) is not None


def test_a_withdrawn_code_opens_no_school(keeper, school) -> None:
    code = issue_school_code(by=keeper, school=school)
    revoke_school_code(by=keeper, school=school)
    assert school_of_code(code.code) is None
    with pytest.raises(RuleBroken):
        revoke_school_code(by=keeper, school=school)


def test_a_school_that_closes_has_no_code_any_more(keeper, school) -> None:
    code = issue_school_code(by=keeper, school=school)
    close_organisation(by=keeper, organisation=school, on=school.added_at.date())
    assert school_of_code(code.code) is None
    with pytest.raises(RuleBroken):
        issue_school_code(by=keeper, school=school)


def test_a_representative_keeps_the_code_of_the_own_school_and_of_no_other(representative, other_school) -> None:
    with pytest.raises(Refused):
        issue_school_code(by=representative, school=other_school)
    with pytest.raises(Refused):
        revoke_school_code(by=representative, school=other_school)
    with pytest.raises(Refused):
        queries.school(representative, other_school.ref)


def test_a_representative_sees_only_the_own_school(representative, school, other_school) -> None:
    assert list(queries.known_to(representative)) == [school]


def test_what_is_no_school_has_no_code(keeper, shelter) -> None:
    with pytest.raises(RuleBroken):
        issue_school_code(by=keeper, school=shelter)


def test_nothing_beside_a_code_could_count_how_often_it_was_used() -> None:
    """A column or a table that counts would tell a school that a pupil wrote."""
    columns = {field.name for field in SchoolCode._meta.get_fields()}
    assert columns == {"id", "organisation", "code", "issued_at", "revoked_at"}
    pointing = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "related_model", None) is SchoolCode
    }
    assert pointing == set()


def test_looking_a_code_up_writes_nothing(keeper, school, django_assert_num_queries) -> None:
    code = issue_school_code(by=keeper, school=school).code
    with django_assert_num_queries(1) as seen:
        school_of_code(code)
    assert seen.captured_queries[0]["sql"].startswith("SELECT")
