"""From the opening of a call to the decision: every refusal with its reason, and what the database refuses by itself."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from qorgan.access.acting import acting
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.grants import actions
from qorgan.grants.call_choices import ApplicationState, CallState
from qorgan.grants.call_rules import Line
from qorgan.grants.models import (
    Application,
    ApplicationVersion,
    BudgetLine,
    Call,
    Panelist,
)
from qorgan.grants.queries.theme import is_open_for_calls
from tests.grants.granting import AFTER, BEFORE, CLOSES, MARKS, expert_of, seen, through_the_wall, world  # noqa: F401

pytestmark = pytest.mark.django_db


def reason(refused) -> str:
    return str(refused.value.message).replace("\u00a0", " ")


def test_a_call_does_not_open_for_a_theme_that_lacks_an_approval(world, monkeypatch):  # noqa: F811
    monkeypatch.setattr("qorgan.grants.actions.call.is_open_for_calls", is_open_for_calls)
    call = world.call(is_open=False)
    with pytest.raises(RuleBroken) as refused:
        actions.open_call(by=world.officer, call=call)
    assert "not approved by every body" in reason(refused)
    assert Call.objects.get(pk=call.pk).state == CallState.PREPARED


def test_the_source_of_the_seed_is_named_before_the_opening(world):  # noqa: F811
    call = world.call(is_open=False, seed_source=" ")
    with pytest.raises(RuleBroken) as refused:
        actions.open_call(by=world.officer, call=call)
    assert "public source" in reason(refused)


def test_the_rules_of_an_open_call_are_frozen_in_the_database(world):  # noqa: F811
    call = world.call()
    assert call.index_amount == 4_325
    for change in ({"ceiling": 1}, {"closes_at": AFTER}, {"seed_source": "another"}, {"policy": "skip"}, {"least_points": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Call.objects.filter(pk=call.pk).update(**change)


def test_at_the_deadline_is_in_time_and_one_second_later_is_late(world):  # noqa: F811
    call, one, two = world.call(), world.ngo(), world.ngo()
    first, second = world.draft(call, one), world.draft(call, two)
    world.moment(CLOSES)
    assert actions.file_application(by=one, application=first).state == ApplicationState.FILED
    world.moment(CLOSES + timedelta(seconds=1))
    with pytest.raises(RuleBroken) as refused:
        actions.file_application(by=two, application=second)
    assert "18:00:00" in reason(refused)
    assert "18:00:01" in reason(refused)
    assert world.again(two, second).state == ApplicationState.DRAFT, "the draft is kept"
    actions.save_application(by=two, application=second, title="Kept", summary="Kept", starts_on=None, ends_on=None)


def test_the_database_itself_refuses_a_late_application(world, monkeypatch):  # noqa: F811
    """The planted fault: the rule in Python is gone, and the trigger still holds."""
    call, who = world.call(), world.ngo()
    application = world.draft(call, who)
    world.moment(CLOSES + timedelta(seconds=1))
    monkeypatch.setattr("qorgan.grants.actions.application._must_take_applications", lambda call: None)
    with pytest.raises(IntegrityError, match="closed"):
        actions.file_application(by=who, application=application)


@pytest.mark.parametrize(("amount", "words"), [("2000000", "less than this kind"), ("12975000.01", "more than this kind")])
def test_an_amount_out_of_the_laws_band_is_refused(world, amount, words):  # noqa: F811
    call, who = world.call(), world.ngo()
    with pytest.raises(RuleBroken) as refused:
        world.filed(call, who, amount=amount)
    assert words in reason(refused)
    assert "4,325" in reason(refused).replace(" ", ",")


def test_the_border_of_the_band_is_in(world):  # noqa: F811
    call, who = world.call(), world.ngo()
    assert world.filed(call, who, amount="12975000").state == ApplicationState.FILED


def test_a_project_that_runs_too_long_is_refused(world):  # noqa: F811
    call, who = world.call(), world.ngo()
    application = world.draft(call, who)
    actions.save_application(
        by=who, application=application, title="Long", summary="Long", starts_on=date(2027, 1, 1), ends_on=date(2028, 1, 1)
    )
    with pytest.raises(RuleBroken) as refused:
        actions.file_application(by=who, application=application)
    assert "13 mo" in reason(refused)


def test_more_than_the_whole_call_has_is_refused(world):  # noqa: F811
    call, who = world.call(ceiling=5_000_000), world.ngo()
    with pytest.raises(RuleBroken) as refused:
        world.filed(call, who)
    assert "more than the whole call has" in reason(refused)


def test_a_category_over_its_cap_and_an_unknown_one_are_refused(world):  # noqa: F811
    call, who = world.call(), world.ngo()
    application = world.draft(call, who)
    with pytest.raises(RuleBroken) as refused:
        actions.set_budget(
            by=who, application=application, lines=[Line("admin", "Rent", Decimal(16)), Line("services", "x", Decimal(84))]
        )
    assert "At most 15 %" in reason(refused)
    with pytest.raises(RuleBroken):
        actions.set_budget(by=who, application=application, lines=[Line("gifts", "x", Decimal(84))])


def test_an_application_that_lacks_something_is_not_filed(world):  # noqa: F811
    call, who = world.call(), world.ngo()
    application = actions.begin_application(by=who, call=call)
    with pytest.raises(RuleBroken) as refused:
        actions.file_application(by=who, application=application)
    assert refused.value.field == "title"


def test_only_a_working_ngo_of_the_register_applies(world):  # noqa: F811
    call, school = world.call(), world.ngo("school")
    with pytest.raises(RuleBroken) as refused:
        actions.begin_application(by=school, call=call)
    assert "stand in the register" in reason(refused)


def test_what_was_signed_is_not_edited_but_taken_back_and_signed_anew(world):  # noqa: F811
    call, who = world.call(), world.ngo()
    application = world.filed(call, who)
    for act in (
        lambda: actions.save_application(by=who, application=application, title="x", summary="x", starts_on=None, ends_on=None),
        lambda: actions.set_budget(by=who, application=application, lines=[]),
        lambda: actions.set_promises(by=who, application=application, targets={}),
        lambda: actions.file_application(by=who, application=application),
    ):
        with pytest.raises(RuleBroken) as refused:
            act()
        assert "signed" in reason(refused)
    first = seen(who, ApplicationVersion)[0]
    actions.take_back_application(by=who, application=application)
    actions.set_promises(by=who, application=application, targets={"children": 500})
    actions.file_application(by=who, application=world.again(who, application))
    versions = seen(who, ApplicationVersion)
    assert [one.number for one in versions] == [1, 2]
    assert versions[0].digest == first.digest != versions[1].digest
    assert (versions[0].content["promises"], versions[1].content["promises"]) == ({"children": 400}, {"children": 500})


@pytest.mark.parametrize("change", [{"title": "Another"}, {"amount": 1}, {"starts_on": date(2027, 2, 1)}, {"version": 7}])
def test_the_database_itself_refuses_an_edit_after_the_signature(world, change):  # noqa: F811
    call, who = world.call(), world.ngo()
    application = world.filed(call, who)
    with pytest.raises(IntegrityError, match="signed"), transaction.atomic(), acting(who):
        Application.objects.visible_to(who).filter(pk=application.pk).update(**change)


def test_a_filed_budget_is_out_of_the_applicants_reach(world):  # noqa: F811
    call, who = world.call(), world.ngo()
    application = world.filed(call, who)
    assert len(seen(who, BudgetLine)) == 2
    with acting(who):
        lines = BudgetLine.objects.visible_to(who).filter(application=application)
        assert lines.update(amount=1) == 0, "row security"
        assert lines.delete()[0] == 0, "row security"


def test_who_knows_an_application(world):  # noqa: F811
    call, who = world.call(), world.ngo()
    application = world.draft(call, who)
    stranger, boss = world.ngo(), world.decider

    def knows(by) -> bool:
        by_door = bool(seen(by, Application, pk=application.pk))
        assert by_door == bool(through_the_wall(by, Application, pk=application.pk))
        return by_door

    assert [knows(one) for one in (who, world.colleague(who), stranger, world.officer, boss)] == [True, True, False, False, False]
    actions.file_application(by=who, application=application)
    assert [knows(one) for one in (who, stranger, world.officer, boss)] == [True, False, True, True]
    world.register()
    assert not any(knows(one) for one in world.experts)


def test_the_formal_check_waits_for_the_deadline_and_says_why_it_refuses(world):  # noqa: F811
    call, who = world.call(), world.ngo()
    application = world.filed(call, who)
    with pytest.raises(RuleBroken):
        actions.check_application(by=world.officer, application=application, passed=[])
    world.moment(AFTER)
    with pytest.raises(RuleBroken) as refused:
        actions.check_application(by=world.officer, application=application, passed=["register", "standing", "plan"])
    assert "in words" in reason(refused)
    checked = actions.check_application(
        by=world.officer, application=application, passed=["register", "standing", "plan"], note="The filing of 31 March is missing"
    )
    assert checked.state == ApplicationState.NOT_ADMITTED
    assert world.again(who, application).formal_check["failed"] == ["filing"]


def test_another_bodys_officer_knows_nothing_and_does_nothing(world):  # noqa: F811
    call, who = world.call(), world.ngo()
    application = world.filed(call, who)
    stranger = world.cast.person(*world.officer.permissions)
    assert not seen(stranger, Application)
    assert not seen(stranger, Panelist)
    world.moment(AFTER)
    for act in (
        lambda: actions.check_application(by=stranger, application=application, passed=[]),
        lambda: actions.draw_experts(by=stranger, call=call, seed="1"),
        lambda: actions.cancel_call(by=stranger, call=call),
    ):
        with pytest.raises(Refused):
            act()


def test_an_application_cannot_be_begun_in_a_closed_or_cancelled_call(world):  # noqa: F811
    call, who = world.call(), world.ngo()
    world.moment(BEFORE)
    actions.cancel_call(by=world.officer, call=call)
    with pytest.raises(RuleBroken):
        actions.begin_application(by=who, call=Call.objects.get(pk=call.pk))
