"""When is it allowed: contracts, tranches, spending, results, reports. Each refusal has its reason in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import RuleBroken
from qorgan.grants.amounts import percent_of, total
from qorgan.grants.project_choices import DeliverableState, ProjectState, ReportState, SpendingState, TrancheState
from qorgan.texts.money import money


def must_add_up(whole: Decimal, parts: Sequence[Decimal], *, field: str | None = None) -> None:
    """The parts of a grant are the grant: Σ tranches = award. Raises RuleBroken."""
    found = total(parts)
    if found != whole:
        raise RuleBroken(
            _("The tranches add up to %(found)s. The grant is %(whole)s.") % {"found": money(found), "whole": money(whole)}, field=field
        )


def must_stay_below(ceiling: Decimal, awards: Sequence[Decimal]) -> None:
    """Σ awards ≤ the money of the call. Raises RuleBroken."""
    found = total(awards)
    if found > ceiling:
        raise RuleBroken(
            _("The awards add up to %(found)s. The call has %(ceiling)s.") % {"found": money(found), "ceiling": money(ceiling)}
        )  # fmt: skip


def must_run(project: Any) -> None:
    """Raises RuleBroken for a project whose contract is not signed, or that has ended."""
    if project.state == ProjectState.CONTRACTING:
        raise RuleBroken(_("The contract is not signed by both sides yet."))
    if project.state != ProjectState.RUNNING:
        raise RuleBroken(_("This project has ended."))


def must_be_signable(version: Any, *, newest: int) -> None:
    """Raises RuleBroken for a version that is signed, or that a newer one replaced."""
    if version.is_signed:
        raise RuleBroken(_("This version is signed by both sides. A change is a new version."))
    if version.number != newest:
        raise RuleBroken(_("A newer version of the contract exists."))


def must_be_another(first: Any, second: Any) -> None:
    """Two steps of the same money or the same result are two people. Raises RuleBroken."""
    if first is not None and first == second:
        raise RuleBroken(_("Another person must do this: nobody checks what they did themselves."))


def must_free(number: int, accepted_reports: Collection[int]) -> None:
    """Tranche k+1 leaves only after report k was accepted. Raises RuleBroken."""
    if number > 1 and number - 1 not in accepted_reports:
        raise RuleBroken(
            _("Tranche %(number)s waits for report %(report)s: it is not accepted yet.") % {"number": number, "report": number - 1}
        )


def must_stand(tranche: Any, state: TrancheState) -> None:
    """Raises RuleBroken unless the tranche is at this step."""
    if tranche.state != state:
        raise RuleBroken(_("This cannot be done now. The tranche stands at: %(state)s.") % {"state": tranche.get_state_display()})


def must_be_covered(line: Any, amount: Decimal, spent: Decimal, released: Decimal, spent_in_all: Decimal) -> None:
    """Raises RuleBroken for an expenditure over its line, or over what was paid so far."""
    if spent + amount > line.amount:
        raise RuleBroken(
            _("The line has %(line)s, and %(spent)s of it is spent. Ask to move money between lines first.")
            % {"line": money(line.amount), "spent": money(spent)},
            field="amount",
        )
    if spent_in_all + amount > released:
        raise RuleBroken(
            _("More would be spent than was paid: %(released)s.") % {"released": money(released)}, field="amount"
        )  # fmt: skip


def must_be_movable(project: Any, source_free: Decimal, amount: Decimal, moved: Decimal, percent: int) -> None:
    """Raises RuleBroken for more than the line still has, and for more than the contract lets move without a new version."""
    if amount > source_free:
        raise RuleBroken(_("The line still has %(free)s.") % {"free": money(source_free)}, field="amount")
    if percent_of(moved + amount, project.amount) > percent:
        raise RuleBroken(
            _("Up to %(percent)s %% of the grant may move between lines. More needs a new version of the contract.")
            % {"percent": percent},
            field="amount",
        )


def must_wait_for_decision(row: Any, state: str) -> None:
    """Raises RuleBroken for what was decided already."""
    if row.state != state:
        raise RuleBroken(_("This was decided already."))


def must_be_claimable(deliverable: Any) -> None:
    """Raises RuleBroken for a result that waits for its verifier or stands."""
    if deliverable.state in (DeliverableState.CLAIMED, DeliverableState.VERIFIED):
        raise RuleBroken(_("This result was handed in already."))


def must_have_sites(organisations: Sequence[Any], needed: int) -> None:
    """A network is as many *distinct* organisations, each with a working site, as were promised. Raises RuleBroken."""
    distinct = len(set(organisations))
    if distinct < needed:
        raise RuleBroken(
            _("The network has working sites of %(found)s different organisations. %(needed)s are needed.")
            % {"found": distinct, "needed": needed}
        )


def must_cover_the_week(open_hours: int) -> None:
    """A helpline round the clock covers the 168 hours of the week. Raises RuleBroken."""
    if open_hours < 168:
        raise RuleBroken(_("The helpline is open %(hours)s of the 168 hours of a week.") % {"hours": open_hours})


def may_write_report(report: Any) -> bool:
    """Whether the grantee still writes it."""
    return report.state in (ReportState.DRAFT, ReportState.RETURNED)


def must_write_report(report: Any) -> None:
    """Raises RuleBroken for a report that was sent or accepted."""
    if not may_write_report(report):
        raise RuleBroken(_("This report was sent and cannot be edited."))


def must_have_no_open(spending: Sequence[Any]) -> None:
    """Raises RuleBroken while expenditures of the report's time still wait."""
    if any(one.state == SpendingState.RECORDED for one in spending):
        raise RuleBroken(_("Expenditures of this time still wait for acceptance. Decide about them first."))
