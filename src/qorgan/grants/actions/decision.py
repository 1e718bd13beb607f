"""It is decided about applications, one by one, by the ranking; an award becomes a project."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.clocks import queries as clocks
from qorgan.grants import call_access as access
from qorgan.grants import call_events as events
from qorgan.grants import project_events, project_rules
from qorgan.grants.actions.application import locked, next_number
from qorgan.grants.actions.call import locked_call
from qorgan.grants.amounts import NONE, minor
from qorgan.grants.call_choices import ApplicationState, CallState, Outcome
from qorgan.grants.models import PROJECT_SCOPE, Application, AwardDecision, BudgetLine, Call, Project, ProjectLine
from qorgan.grants.queries.ranking import ranking
from qorgan.grants.scoring import Line, Verdict
from qorgan.journal.actions import action, record
from qorgan.texts.money import money
from qorgan.vault.keys import new_key

HUNDREDTHS = 100


@action(access.AWARD_DECIDE)
def decide_application(*, by: Principal, application: Application, is_awarded: bool, reason: str) -> AwardDecision:
    """Decides about one application with the reason that the applicant reads.

    Raises RuleBroken before all scores of the call are in, for an award over the line or below the least points, twice, without a
    reason, and by somebody of the applicant.
    """
    found = locked(by, application)
    call = locked_call(by, Call.objects.get(pk=found.call_id))
    if call.state != CallState.DRAWN or found.state != ApplicationState.ADMITTED:
        raise RuleBroken(_("This application does not wait for a decision."))
    if not reason.strip():
        raise RuleBroken(_("Give the reason: the applicant reads it."), field="reason")
    lines = ranking(by, call)
    if lines is None:
        raise RuleBroken(_("Some scores are still missing. Nothing is ranked before all are in."))
    line = next(one for one in lines if one.candidate.number == found.number)
    if is_awarded:
        _must_be_within(line, call)
    outcome = _outcome(is_awarded, line)
    found.state = ApplicationState.AWARDED if is_awarded else ApplicationState.NOT_AWARDED
    found.save(update_fields=["state"])
    made = AwardDecision.objects.create(
        application=found, outcome=outcome, place=line.place, points=int(line.candidate.points * HUNDREDTHS),
        amount=found.amount if is_awarded else NONE, reason=reason.strip(), decided_by=by.account,
    )  # fmt: skip
    record(events.ApplicationDecided(subject=found.pk, outcome=str(outcome), place=line.place), by=by, about=(call.pk,))
    if is_awarded:
        _award(by, found, call)
    _close_when_all_are_decided(by, call)
    return made


def _must_be_within(line: Line, call: Call) -> None:
    if line.verdict is Verdict.OVER_THE_LINE:
        raise RuleBroken(
            _("The money of the call ends above place %(place)s: %(left)s are left of %(ceiling)s, and %(asked)s are asked for.")
            % {"place": line.place, "left": money(line.left), "ceiling": money(call.ceiling), "asked": money(line.candidate.asked)}
        )
    if line.verdict is Verdict.TOO_FEW_POINTS:
        raise RuleBroken(
            _("The application has %(points)s points. The call asks for at least %(least)s.")
            % {"points": shown_points(line.candidate.points), "least": call.least_points}
        )


def shown_points(points: Fraction) -> str:
    """Points with two places, cut and not rounded, so that nobody seems to reach a border that was not reached."""
    whole, rest = divmod(int(points * HUNDREDTHS), HUNDREDTHS)
    return f"{whole}.{rest:02}"


def _outcome(is_awarded: bool, line: Line) -> Outcome:
    if is_awarded:
        return Outcome.AWARDED
    return {Verdict.OVER_THE_LINE: Outcome.OVER_THE_LINE, Verdict.TOO_FEW_POINTS: Outcome.TOO_FEW_POINTS}.get(
        line.verdict, Outcome.NOT_AWARDED
    )


def _award(by: Principal, application: Application, call: Call) -> Project:
    if application.starts_on is None or application.ends_on is None:
        raise RuleBroken(_("The days of the project are missing."))
    others = Project.objects.everything(because="the awards of a call must stay below its money").filter(call=call)
    project_rules.must_stay_below(call.ceiling, [application.amount, *others.values_list("amount", flat=True)])
    made = Project(
        number=next_number("G"), application=application, call=call, organisation_id=application.organisation_id,
        run_by_id=application.run_by_id, place_id=application.place_id, title=application.title, amount=application.amount,
        starts_on=application.starts_on, ends_on=application.ends_on, awarded_by=by.account,
    )  # fmt: skip
    new_key(subject=made.pk, scope=PROJECT_SCOPE)
    made.save(force_insert=True)
    lines = BudgetLine.objects.visible_to(by).filter(application=application).order_by("position")
    ProjectLine.objects.bulk_create(
        [ProjectLine(project=made, position=one.position, category=one.category, words=one.words, amount=one.amount) for one in lines]
    )
    record(
        project_events.ProjectAwarded(
            subject=made.pk, application=application.pk, organisation=application.organisation_id, units=minor(made.amount)
        ),
        by=by, about=(application.pk, call.pk),
    )  # fmt: skip
    return made


def _close_when_all_are_decided(by: Principal, call: Call) -> None:
    rows = Application.objects.visible_to(by).filter(call=call)
    if rows.filter(state=ApplicationState.ADMITTED).exists():
        return
    call.state, call.decided_at = CallState.DECIDED, clocks.now()
    call.save(update_fields=["state", "decided_at"])
    record(events.CallDecided(subject=call.pk, count=rows.filter(state=ApplicationState.AWARDED).count()), by=by)
