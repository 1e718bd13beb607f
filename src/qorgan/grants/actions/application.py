"""An organisation writes an application, signs and files it in time, takes it back; its form is checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.clocks import queries as clocks
from qorgan.grants import call_access as access
from qorgan.grants import call_events as events
from qorgan.grants import call_rules as rules
from qorgan.grants.amounts import exact, total
from qorgan.grants.call_choices import ApplicationState, CallState
from qorgan.grants.call_rules import Line
from qorgan.grants.granting_pack import granting
from qorgan.grants.models import (
    APPLICATION_SCOPE,
    Application,
    ApplicationVersion,
    BudgetLine,
    Call,
    Promise,
)
from qorgan.journal.actions import action, record
from qorgan.organisations.choices import State as OrganisationState
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.vault.keys import new_key


def next_number(prefix: str) -> str:
    """The next number of the house: A-1001."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('grants_number')")
        return f"{prefix}-{cursor.fetchone()[0]}"


def locked(by: Principal, application: Application) -> Application:
    """The application as it stands now, held until the transaction ends. Raises Refused where it is hidden."""
    found = Application.objects.visible_to(by).select_for_update().filter(pk=application.pk).first()
    if found is None:
        raise Refused("application")
    return found


def as_applicant(by: Principal, application: Application) -> Application:
    """The same, for somebody of the organisation that applies."""
    found = locked(by, application)
    if found.organisation_id not in by.organisations:
        raise Refused("application")
    return found


@action(access.APPLICATION_FILE)
def begin_application(*, by: Principal, call: Call, place: Place | None = None) -> Application:
    """Begins a draft for the own organisation; it must be an NGO of the registry that works.

    Raises RuleBroken where the call takes no applications any more.
    """
    house = Organisation.objects.select_related("kind", "place").filter(pk__in=by.organisations).order_by("pk").first()
    if house is None:
        raise Refused("organisation")
    if house.kind_id not in granting().terms.applicants or house.state != OrganisationState.ACTIVE:
        raise RuleBroken(_("Only organisations that stand in the register as working NGOs may apply."))
    _must_take_applications(call)
    made = Application(
        number=next_number("A"),
        call=call,
        organisation=house,
        run_by_id=call.run_by_id,
        place=place or house.place,
        began_by=by.account,
    )
    new_key(subject=made.pk, scope=APPLICATION_SCOPE)
    made.title = made.number
    made.save(force_insert=True)
    record(events.ApplicationBegun(subject=made.pk, call=call.pk, organisation=house.pk), by=by, about=(call.pk,))
    return made


def _must_take_applications(call: Call) -> None:
    if call.state != CallState.OPEN:
        raise RuleBroken(_("This call takes no applications."))
    rules.must_be_in_time(call.closes_at, clocks.now())


@action(access.APPLICATION_FILE)
def save_application(
    *, by: Principal, application: Application, title: str, summary: str, starts_on: date | None, ends_on: date | None,
    place: Place | None = None,
) -> Application:  # fmt: skip
    """Keeps what was typed into a draft, complete or not. A draft is kept after the deadline too.

    Raises RuleBroken for what was signed: it is taken back first.
    """
    found = as_applicant(by, application)
    rules.must_be_draft(found)
    _must_be_another_title(by, found, title.strip())
    found.title, found.summary, found.starts_on, found.ends_on = title.strip(), summary.strip(), starts_on, ends_on
    found.place = place or found.place
    found.save(update_fields=["title", "summary", "starts_on", "ends_on", "place"])
    record(events.ApplicationChanged(subject=found.pk, fields=("words",)), by=by)
    return found


def _must_be_another_title(by: Principal, application: Application, title: str) -> None:
    own = Application.objects.visible_to(by).filter(call=application.call_id, organisation=application.organisation_id, title=title)
    if own.exclude(pk=application.pk).exists():
        raise RuleBroken(_("Your organisation has an application of this title in this call."), field="title")


@action(access.APPLICATION_FILE)
def set_budget(*, by: Principal, application: Application, lines: Sequence[Line]) -> Application:
    """Gives a draft these budget lines and no others; the amount is their sum, exactly. Raises RuleBroken past a cap."""
    found = as_applicant(by, application)
    rules.must_be_draft(found)
    given = [Line(line.category, line.words.strip(), exact(line.amount)) for line in lines]
    rules.must_keep_caps(given, granting().categories, field="lines")
    BudgetLine.objects.visible_to(by).filter(application=found).delete()
    BudgetLine.objects.bulk_create(
        [BudgetLine(application=found, position=place, category=line.category, words=line.words, amount=line.amount)
         for place, line in enumerate(given, 1)]
    )  # fmt: skip
    found.amount = total([line.amount for line in given])
    found.save(update_fields=["amount"])
    record(events.ApplicationChanged(subject=found.pk, fields=("budget",)), by=by)
    return found


@action(access.APPLICATION_FILE)
def set_promises(*, by: Principal, application: Application, targets: Mapping[str, int]) -> Application:
    """Gives a draft these promises by indicator and no others. Raises RuleBroken for an indicator that does not exist."""
    found = as_applicant(by, application)
    rules.must_be_draft(found)
    if set(targets) - set(granting().indicators):
        raise RuleBroken(_("This indicator does not exist."), field="promises")
    Promise.objects.visible_to(by).filter(application=found).delete()
    Promise.objects.bulk_create(
        [Promise(application=found, indicator=indicator, target=target) for indicator, target in targets.items() if target > 0]
    )
    record(events.ApplicationChanged(subject=found.pk, fields=("promises",)), by=by)
    return found


def content_of(by: Principal, application: Application) -> dict[str, Any]:
    """What is signed, word for word."""
    lines = BudgetLine.objects.visible_to(by).filter(application=application).order_by("position")
    promises = Promise.objects.visible_to(by).filter(application=application).order_by("indicator")
    return {
        "number": application.number, "call": application.call.number, "organisation": str(application.organisation_id),
        "title": application.title, "summary": application.summary, "place": application.place.code,
        "starts_on": _told(application.starts_on), "ends_on": _told(application.ends_on), "amount": str(application.amount),
        "lines": [[one.category, one.words, str(one.amount)] for one in lines],
        "promises": {one.indicator: one.target for one in promises},
    }  # fmt: skip


def _told(day: date | None) -> str:
    return "" if day is None else day.isoformat()


@action(access.APPLICATION_FILE)
def file_application(*, by: Principal, application: Application) -> Application:
    """Signs the application as it stands and files it. The server's clock decides whether it is in time.

    Raises RuleBroken with the reason: late, out of the band of the law, above the call's money, incomplete, past a cap.
    """
    found = as_applicant(by, application)
    rules.must_be_draft(found)
    call = Call.objects.get(pk=found.call_id)
    _must_take_applications(call)
    lines = BudgetLine.objects.visible_to(by).filter(application=found)
    promises = Promise.objects.visible_to(by).filter(application=found)
    rules.must_be_whole(found, list(lines), list(promises))
    rules.must_keep_caps([Line(one.category, one.words, one.amount) for one in lines], granting().categories)
    rules.must_fit_call(granting().kind(call.kind), call.index_amount, call.ceiling, found)
    content = content_of(by, found)
    found.version += 1
    signed = ApplicationVersion.objects.create(
        application=found, number=found.version, content=content, digest=rules.digest_of(content), signed_by=by.account
    )
    found.state, found.filed_by, found.filed_at = ApplicationState.FILED, by.account, clocks.now()
    found.save(update_fields=["state", "filed_by", "filed_at", "version"])
    record(events.ApplicationFiled(subject=found.pk, call=call.pk, version=found.version, digest=signed.digest[:16]), by=by)
    return found


@action(access.APPLICATION_FILE)
def take_back_application(*, by: Principal, application: Application) -> Application:
    """Makes a filed application a draft again, before the deadline; what was signed stays as a version."""
    found = as_applicant(by, application)
    rules.must_be_filed(found)
    rules.must_be_in_time(found.call.closes_at, clocks.now())
    found.state = ApplicationState.DRAFT
    found.save(update_fields=["state"])
    record(events.ApplicationTakenBack(subject=found.pk), by=by)
    return found


@action(access.APPLICATION_CHECK)
def check_application(*, by: Principal, application: Application, passed: Sequence[str], note: str = "") -> Application:
    """Writes down the formal check. Everything passed: it is admitted; otherwise it is not, and the note says why.

    Raises RuleBroken while applications may still come in, and for a refusal without words.
    """
    found = locked(by, application)
    rules.must_be_filed(found)
    rules.must_be_over(found.call.closes_at, clocks.now())
    asked = granting().checks
    failed = [code for code in asked if code not in passed]
    if failed and not note.strip():
        raise RuleBroken(_("Say in words why the application is not admitted: the applicant reads it."), field="note")
    found.formal_check = {"failed": failed, "note": note.strip()}
    found.state = ApplicationState.NOT_ADMITTED if failed else ApplicationState.ADMITTED
    found.checked_by, found.checked_at = by.account, clocks.now()
    found.save(update_fields=["formal_check", "state", "checked_by", "checked_at"])
    record(events.ApplicationChecked(subject=found.pk, outcome=str(found.state)), by=by)
    return found
