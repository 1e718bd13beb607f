"""From the award to the last report: money in tranches, spending with documents, results with evidence."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from qorgan.access.acting import acting
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.directory.access import PACK as DIRECTORY
from qorgan.directory.actions import add_service, add_site, place_service, set_hours, withdraw_service
from qorgan.directory.choices import TaxonomyKey
from qorgan.directory.described import ServiceFacts
from qorgan.directory.hours import read_hours
from qorgan.directory.loading import load_directory
from qorgan.directory.models import Schedule, ServiceAtLocation, TaxonomyTerm
from qorgan.grants import actions
from qorgan.grants.actions import Figure, Planned
from qorgan.grants.amounts import total
from qorgan.grants.evidence import hours_of_the_week
from qorgan.grants.facts import projects
from qorgan.grants.models import (
    Actual,
    ContractVersion,
    Deliverable,
    Document,
    Expenditure,
    Project,
    ProjectLine,
    Reallocation,
    Report,
    Tranche,
)
from qorgan.grants.project_choices import DeliverableKind, ProjectState, ReportState, SpendingState, TrancheState
from qorgan.organisations.access import PACK as REGISTER
from qorgan.organisations.actions import register_organisation
from qorgan.organisations.models import OrganisationKind
from qorgan.texts.words import Words
from tests.grants.granting import AFTER, seen, through_the_wall, world  # noqa: F401
from tests.grants.test_calls import reason

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def lines(by, project) -> list[ProjectLine]:
    return sorted(seen(by, ProjectLine, project=project), key=lambda one: one.position)


def test_163_million_in_one_payment(world):  # noqa: F811
    who = world.ngo()
    project = _long(world, who, "163000000")
    paid = world.paid(project)
    assert (paid.state, paid.amount) == (TrancheState.PAID, Decimal("163000000.00"))
    assert [one.released for one in projects() if one.number == project.number] == [Decimal("163000000.00")]


def _long(world, who, amount: str) -> Project:  # noqa: F811
    """A grant of the long kind: 163 million are more than 10,000 units of the index of 2026."""
    call = world.call(ceiling=amount, kind="long")
    application = world.draft(call, who, amount=amount)
    actions.save_application(
        by=who, application=application, title="One payment", summary="Long", starts_on=date(2027, 1, 1), ends_on=date(2029, 12, 31)
    )
    actions.file_application(by=who, application=application)
    world.admitted(application)
    world.drawn(call)
    world.score(application)
    actions.decide_application(by=world.decider, application=application, is_awarded=True, reason="By the ranking")
    project = seen(world.officer, Project)[0]
    actions.plan_tranches(by=world.officer, project=project, plan=[Planned(Decimal(amount), date(2027, 1, 1))])
    version = actions.draft_contract(by=world.officer, project=project, terms="Terms")
    actions.sign_contract(by=world.officer, project=project, version=version)
    actions.sign_contract(by=who, project=project, version=version)
    return world.again(world.officer, project)


def test_the_way_of_the_money_from_the_plan_to_the_end(world):  # noqa: F811
    who = world.ngo()
    project = world.awarded(who)
    with pytest.raises(RuleBroken) as refused:
        actions.plan_tranches(by=world.officer, project=project, plan=[Planned(Decimal("5999999.99"), date(2027, 1, 1))])
    assert "add up to KZT 5,999,999.99" in reason(refused)
    with pytest.raises(RuleBroken):
        actions.draft_contract(by=world.officer, project=project, terms="Terms")
    plan = [Planned(Decimal(4_000_000), date(2027, 1, 1)), Planned(Decimal(2_000_000), date(2027, 7, 1))]
    assert total([one.amount for one in actions.plan_tranches(by=world.officer, project=project, plan=plan)]) == project.amount
    version = actions.draft_contract(by=world.officer, project=project, terms="Terms")
    actions.sign_contract(by=who, project=project, version=version)
    first = world.tranche(project)
    with pytest.raises(RuleBroken) as refused:
        actions.prepare_tranche(by=world.officer, tranche=first)
    assert "not signed by both sides" in reason(refused)
    actions.sign_contract(by=world.officer, project=project, version=version)
    assert world.again(who, project).state == ProjectState.RUNNING
    with pytest.raises(RuleBroken):
        actions.sign_contract(by=who, project=project, version=version)
    with pytest.raises(IntegrityError, match="new version"), transaction.atomic(), acting(world.officer):
        ContractVersion.objects.visible_to(world.officer).filter(pk=version.pk).update(digest="x" * 64)

    _three_people(world, first)
    second = world.tranche(project, 2)
    with pytest.raises(RuleBroken) as refused:
        actions.prepare_tranche(by=world.officer, tranche=second)
    assert "waits for report 1" in reason(refused)
    with pytest.raises(IntegrityError, match="report before it"), transaction.atomic(), acting(world.officer):
        Tranche.objects.visible_to(world.officer).filter(pk=second.pk).update(state="prepared", prepared_by=world.officer.account)

    _spending(world, who, project)
    _report(world, who, project)
    assert actions.prepare_tranche(by=world.officer, tranche=second).state == TrancheState.PREPARED
    with pytest.raises(RuleBroken) as refused:
        actions.finish_project(by=world.officer, project=project)
    assert "Not every tranche" in reason(refused)


def _three_people(world, tranche: Tranche) -> None:  # noqa: F811
    both = world.colleague(world.officer, *world.officer.permissions, *world.approver.permissions, *world.payer.permissions)
    prepared = actions.prepare_tranche(by=both, tranche=tranche)
    for act in (
        lambda: actions.approve_tranche(by=both, tranche=prepared),
        lambda: actions.pay_tranche(
            by=both, tranche=actions.approve_tranche(by=world.approver, tranche=prepared), on=AFTER.date(), order="1"
        ),
    ):
        with pytest.raises(RuleBroken) as refused:
            act()
        assert "Another person" in reason(refused)
    for change in ({"approved_by": both.account}, {"paid_by": both.account}, {"paid_by": world.approver.account}):
        with pytest.raises(IntegrityError), transaction.atomic(), acting(world.approver):
            Tranche.objects.visible_to(world.approver).filter(pk=tranche.pk).update(**change)
    assert actions.pay_tranche(by=world.payer, tranche=prepared, on=AFTER.date(), order="PO-1").state == TrancheState.PAID
    with pytest.raises(IntegrityError, match="stays paid"), transaction.atomic(), acting(world.payer):
        Tranche.objects.visible_to(world.payer).filter(pk=tranche.pk).update(state="planned")


def _spending(world, who, project) -> None:  # noqa: F811
    services, rent = lines(who, project)
    paper = world.document(who, project)
    spend = {"by": who, "project": project, "on": AFTER.date(), "words": "Invoice 7", "document": paper}
    with pytest.raises(RuleBroken) as refused:
        actions.record_expenditure(line=rent, amount=Decimal("200000.01"), **spend)
    assert "Ask to move money" in reason(refused)
    with pytest.raises(RuleBroken) as refused:
        actions.record_expenditure(line=services, amount=Decimal("4000000.01"), **spend)
    assert "than was paid" in reason(refused)
    made = actions.record_expenditure(line=services, amount=Decimal("1000000.55"), **spend)
    actions.decide_expenditure(by=world.officer, expenditure=made, is_accepted=True)
    bad = actions.record_expenditure(line=rent, amount=Decimal(100), **spend)
    with pytest.raises(RuleBroken):
        actions.decide_expenditure(by=world.officer, expenditure=bad, is_accepted=False)
    actions.decide_expenditure(by=world.officer, expenditure=bad, is_accepted=False, reason="Not of the project")
    assert seen(who, Expenditure, pk=bad.pk)[0].reason == "Not of the project"
    assert {one.state for one in seen(who, Expenditure)} == {SpendingState.ACCEPTED, SpendingState.REFUSED}
    assert actions.open_project_document(by=world.officer, document=paper) == b"An invoice in plain words."
    with pytest.raises(RuleBroken) as refused:
        actions.ask_move(by=who, project=project, source=services, target=rent, amount=Decimal("600000.01"), reason="Rent rose")
    assert "Up to 10 %" in reason(refused)
    move = actions.ask_move(by=who, project=project, source=services, target=rent, amount=Decimal(300_000), reason="Rent rose")
    actions.decide_move(by=world.approver, move=move, is_approved=True)
    assert [one.amount for one in lines(who, project)] == [5_500_000, 500_000]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="add up"), transaction.atomic(), acting(world.approver):
        ProjectLine.objects.visible_to(world.approver).filter(pk=rent.pk).update(amount=1)


def _report(world, who, project) -> None:  # noqa: F811
    report = actions.begin_report(by=who, project=project, starts_on=date(2026, 11, 1), ends_on=AFTER.date())
    with pytest.raises(RuleBroken):
        actions.begin_report(by=who, project=project, starts_on=date(2026, 11, 1), ends_on=AFTER.date())
    with pytest.raises(RuleBroken):
        actions.send_report(by=who, report=report)
    cell = {"indicator": "children", "age_band": "Y14T15", "disability": "without", "place": world.place}
    figures = [Figure(sex="girl", value=120, **cell), Figure(sex="boy", value=95, **cell)]
    with pytest.raises(RuleBroken):
        actions.write_report(by=who, report=report, words="Done", figures=[*figures, figures[0]])
    actions.write_report(by=who, report=report, words="What was done", figures=figures)
    actions.send_report(by=who, report=report)
    with pytest.raises(RuleBroken) as refused:
        actions.write_report(by=who, report=report, words="x", figures=[])
    assert "cannot be edited" in reason(refused)
    actions.decide_report(by=world.officer, report=report, is_accepted=False, answer="Which schools?")
    actions.send_report(by=who, report=actions.write_report(by=who, report=report, words="Schools 1 and 2"))
    accepted = actions.decide_report(by=world.officer, report=report, is_accepted=True, answer="Thank you")
    assert (accepted.state, sum(one.value for one in seen(world.officer, Actual))) == (ReportState.ACCEPTED, 215)


def test_each_kind_of_result_is_proved_and_verified_by_somebody_else(world):  # noqa: F811
    who = world.ngo()
    project = world.running(who)
    load_directory()
    study, centre, network, line = (
        actions.promise_deliverable(by=who, project=project, kind=kind, title=f"The {kind}") for kind in DeliverableKind.values
    )
    with pytest.raises(RuleBroken) as refused:
        actions.claim_deliverable(by=who, deliverable=study, address="https://example.org/study", published_on=AFTER.date())
    assert "study itself" in reason(refused)
    claimed = actions.claim_deliverable(
        by=who, deliverable=study, address="https://example.org/study", published_on=AFTER.date(), document=world.document(who, project)
    )
    with pytest.raises(RuleBroken):
        actions.claim_deliverable(by=who, deliverable=claimed)
    assert actions.judge_deliverable(by=world.verifier, deliverable=claimed, is_verified=True, verdict="Read it").verified_by
    with pytest.raises(IntegrityError), transaction.atomic(), acting(who):
        Deliverable.objects.visible_to(who).filter(pk=study.pk).update(verified_by=who.account)

    _centre_and_line(world, who, centre, line)
    sites = [ServiceAtLocation.objects.get(service=_service(world, number)) for number in range(2, 9)]
    with pytest.raises(RuleBroken) as refused:
        actions.claim_deliverable(by=who, deliverable=network, sites=[*sites[:6], sites[0]])
    assert "6 different organisations" in reason(refused)
    handed_in = actions.claim_deliverable(by=who, deliverable=network, sites=sites)
    sites[3].service.status = "defunct"
    sites[3].service.save()
    with pytest.raises(RuleBroken) as refused:
        actions.judge_deliverable(by=world.verifier, deliverable=handed_in, is_verified=True, verdict="Visited")
    assert "6 different organisations" in reason(refused)
    with pytest.raises(RuleBroken):
        actions.judge_deliverable(by=world.verifier, deliverable=handed_in, is_verified=False, verdict=" ")


def test_a_service_of_a_network_that_was_handed_in_stays_at_its_site(world):  # noqa: F811
    who = world.ngo()
    project = world.running(who)
    load_directory()
    network = actions.promise_deliverable(by=who, project=project, kind=DeliverableKind.NETWORK, title="Seven sites")
    sites = [ServiceAtLocation.objects.get(service=_service(world, number)) for number in range(1, 9)]
    everywhere = [one.pk for one in sites]
    actions.claim_deliverable(by=who, deliverable=network, sites=sites[:7])
    with pytest.raises(RuleBroken) as refused:
        withdraw_service(by=DIRECTORY, at=sites[0])
    assert "It stays" in reason(refused)
    withdraw_service(by=DIRECTORY, at=sites[7])
    assert set(ServiceAtLocation.objects.filter(pk__in=everywhere).values_list("pk", flat=True)) == set(everywhere[:7])


def _centre_and_line(world, who, centre, line) -> None:  # noqa: F811
    service = _service(world, 1)
    with pytest.raises(RuleBroken):
        actions.claim_deliverable(by=who, deliverable=centre)
    actions.claim_deliverable(by=who, deliverable=centre, service=service)
    with pytest.raises(RuleBroken) as refused:
        actions.claim_deliverable(by=who, deliverable=line, service=service)
    assert "0 of the 168 hours" in reason(refused)
    set_hours(by=DIRECTORY, service=service, openings=read_hours("mon-sun 00:00-00:00"))
    actions.claim_deliverable(by=who, deliverable=line, service=service)


def _service(world, number: int):  # noqa: F811
    """A working service of an NGO of its own, at a site of its own."""
    kind = OrganisationKind.objects.get(key="ngo")
    house = register_organisation(by=REGISTER, kind=kind, place=world.place, names=Words(en=f"Service NGO {number}"))
    term = TaxonomyTerm.objects.get(taxonomy=TaxonomyKey.KIND, code="psychological")
    made = add_service(by=DIRECTORY, organisation=house, facts=ServiceFacts(names=Words(en=f"Service {number}"), kinds=(term,)))
    site = add_site(
        by=DIRECTORY, organisation=house, place=world.place, facts={"address": f"Street {number}", "names": Words(en="Site")}
    )
    place_service(by=DIRECTORY, service=made, location=site)
    return made


def test_who_knows_a_project_and_its_parts(world):  # noqa: F811
    who, stranger = world.ngo(), world.ngo()
    project = world.running(who)
    other = world.cast.person(*world.officer.permissions)
    paper = world.document(who, project)
    world.paid(project)
    actions.record_expenditure(
        by=who, project=project, line=lines(who, project)[0], amount=Decimal(5), on=AFTER.date(), words="x", document=paper
    )
    for model in (Project, ContractVersion, ProjectLine, Tranche, Document, Expenditure):
        for by, known in ((who, True), (world.officer, True), (world.verifier, True), (stranger, False), (other, False)):
            assert bool(seen(by, model)) is known, (model, by.role)
            assert bool(through_the_wall(by, model)) is known, (model, by.role)
    for act in (
        lambda: actions.add_project_document(by=stranger, project=project, file=None, name="x"),
        lambda: actions.prepare_tranche(by=other, tranche=world.tranche(project)),
        lambda: actions.begin_report(by=stranger, project=project, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 2)),
    ):
        with pytest.raises((Refused, Project.DoesNotExist)):
            act()
    assert not seen(stranger, Reallocation)
    assert not seen(stranger, Report)


@pytest.mark.parametrize(
    ("opens", "closes", "days", "hours"),
    [(time(0), time(0), "MO,TU,WE,TH,FR,SA,SU", 168), (time(9), time(18), "MO,TU,WE,TH,FR", 45), (time(22), time(6), "SU", 8),
     (time(0), time(23, 59), "MO,TU,WE,TH,FR,SA,SU", 161)],
)  # fmt: skip
def test_the_hours_of_a_week_are_counted_past_midnight_too(opens, closes, days, hours):
    schedule = Schedule(byday=days, opens_at=opens, closes_at=closes)
    assert hours_of_the_week([schedule], [], MONDAY) == hours
