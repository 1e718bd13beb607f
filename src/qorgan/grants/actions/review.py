"""Experts are drawn, asked about conflicts of interest, replaced by reserves, and give their scores blind to each other."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.clocks import queries as clocks
from qorgan.grants import call_access as access
from qorgan.grants import call_events as events
from qorgan.grants import call_rules as rules
from qorgan.grants.actions.call import locked_call
from qorgan.grants.call_choices import ApplicationState, Conflict, PanelState
from qorgan.grants.conflicts import found_by_data
from qorgan.grants.drawing import TooFewExperts, draw
from qorgan.grants.models import Application, Call, Expert, ExpertDraw, Panelist, Score
from qorgan.grants.queries.ranking import criteria_of, points_of
from qorgan.grants.scoring import WrongMarks, is_far_apart, points
from qorgan.journal.actions import action, record


@action(access.CALL_MANAGE)
def draw_experts(*, by: Principal, call: Call, seed: str) -> ExpertDraw:
    """Draws the panel and the reserves by the seed of the published source, and asks the first of every admitted application.

    Raises RuleBroken while applications may come in or wait for their check, and where the register has too few experts.
    """
    found = locked_call(by, call)
    state = rules.must(found, "draw")
    rules.must_be_over(found.closes_at, clocks.now())
    rows = Application.objects.visible_to(by).filter(call=found)
    if rows.filter(state=ApplicationState.FILED).exists():
        raise RuleBroken(_("Some applications still wait for the check of their form."))
    numbers = [one.number for one in Expert.objects.filter(until=None)]
    try:
        drawn = draw(seed.strip(), found.number, numbers, panel=found.panel_size, reserves=found.reserve_size)
    except TooFewExperts:
        raise RuleBroken(_("The register has too few experts for the panel and its reserves, or the seed is empty.")) from None
    found.seed, found.state = seed.strip(), state
    found.save(update_fields=["seed", "state"])
    made = ExpertDraw.objects.create(
        call=found,
        order=list(drawn.order),
        protocol=drawn.protocol(source=found.seed_source),
        drawn_by=by.account,
        drawn_at=clocks.now(),
    )
    record(events.ExpertsDrawn(subject=found.pk, count=len(drawn.panel)), by=by)
    for application in rows.filter(state=ApplicationState.ADMITTED).order_by("number").values_list("pk", flat=True):
        for _place in range(found.panel_size):
            ask_expert(by=access.CALLS_HAND, application=application)
    return made


@action(access.CALL_MANAGE)
def ask_expert(*, by: Principal, application: UUID) -> Panelist:
    """Asks the next expert of the drawn order about an application; those with a conflict by data are passed over and noted.

    `by` is the system principal `grants.calls`: nobody chooses an expert. Raises RuleBroken where panel and reserves are used up.
    """
    asked_about = Application.objects.visible_to(by).get(pk=application)
    call = Call.objects.get(pk=asked_about.call_id)
    order = ExpertDraw.objects.get(call=call).order[: call.panel_size + call.reserve_size]
    asked = set(Panelist.objects.visible_to(by).filter(application=asked_about).values_list("expert__number", flat=True))
    experts = {one.number: one for one in Expert.objects.filter(number__in=order)}
    for place, number in enumerate(order, 1):
        if number in asked:
            continue
        conflict = found_by_data(by, experts[number], asked_about.organisation_id)
        made = _asked(asked_about, experts[number], place, conflict)
        if conflict is None:
            record(events.ExpertAsked(subject=application, panelist=made.pk, account=made.account_id), by=by)
            return made
        record(events.ConflictFound(subject=application, panelist=made.pk, reason=str(conflict)), by=by)
    raise RuleBroken(_("Panel and reserves are used up for this application: too many experts have a conflict of interest."))


def _asked(application: Application, expert: Expert, place: int, conflict: Conflict | None) -> Panelist:
    return Panelist.objects.create(
        application=application, expert=expert, account_id=expert.account_id, run_by_id=application.run_by_id,
        applicant_id=application.organisation_id, title=application.title, place_in_draw=place,
        state=PanelState.ASSIGNED if conflict is None else PanelState.CONFLICTED, conflict=conflict or "",
        is_found_by_data=conflict is not None,
    )  # fmt: skip


def _own(by: Principal, panelist: Panelist) -> Panelist:
    found = Panelist.objects.visible_to(by).select_for_update().filter(pk=panelist.pk, account_id=by.account_id).first()
    if found is None:
        raise Refused("panelist")
    return found


@action(access.REVIEW_WRITE)
def deny_conflict(*, by: Principal, panelist: Panelist) -> Panelist:
    """The expert declares to have no conflict of interest: the application opens."""
    found = _own(by, panelist)
    rules.must_be_asked(found)
    found.state, found.declared_at = PanelState.FREE, timezone.now()
    found.save(update_fields=["state", "declared_at"])
    record(events.ConflictDenied(subject=found.application_id, panelist=found.pk), by=by)
    return found


@action(access.REVIEW_WRITE)
def declare_conflict(*, by: Principal, panelist: Panelist, conflict: str) -> Panelist:
    """The expert has a conflict of interest: the next reserve is asked. Also one who has not scored yet may still say so."""
    found = _own(by, panelist)
    if found.state not in (PanelState.ASSIGNED, PanelState.FREE):
        raise RuleBroken(_("You have answered this already."))
    found.state, found.conflict, found.declared_at = PanelState.CONFLICTED, conflict, timezone.now()
    found.save(update_fields=["state", "conflict", "declared_at"])
    record(events.ConflictFound(subject=found.application_id, panelist=found.pk, reason=conflict), by=by)
    ask_expert(by=access.CALLS_HAND, application=found.application_id)
    return found


@action(access.REVIEW_WRITE)
def score_application(*, by: Principal, panelist: Panelist, marks: Mapping[str, int], words: str = "") -> Score:
    """Gives the marks, once. Nobody else reads them before the last is in.

    Raises RuleBroken before the declaration, for a conflict, a second time, and for marks outside their scale.
    """
    found = _own(by, panelist)
    rules.must_be_free_to_score(found)
    call = Call.objects.get(pk=Application.objects.visible_to(by).values_list("call", flat=True).get(pk=found.application_id))
    try:
        points(criteria_of(call), marks)
    except WrongMarks:
        raise RuleBroken(_("Every criterion gets a mark within its scale.")) from None
    made = Score.objects.create(
        panelist=found, application_id=found.application_id, account_id=by.account, marks=dict(marks), words=words.strip()
    )
    found.state = PanelState.DONE
    found.save(update_fields=["state"])
    record(events.ApplicationScored(subject=found.application_id, panelist=found.pk), by=by)
    close_scores(by=access.CALLS_HAND, application=found.application_id, call=call)
    return made


@action(access.REVIEW_WRITE)
def close_scores(*, by: Principal, application: UUID, call: Call) -> bool:
    """Opens the scores to the body that runs the call when the last one is in. Experts who lie far apart call one more reserve.

    `by` is the system principal `grants.calls`; it gives whether the scores are complete.
    """
    places = Panelist.objects.visible_to(by).filter(application=application)
    done, waiting = (places.filter(state__in=states).count() for states in ((PanelState.DONE,), (PanelState.ASSIGNED, PanelState.FREE)))
    is_complete = waiting == 0 and done >= call.panel_size
    if is_complete:
        Application.objects.visible_to(by).filter(pk=application).update(is_scored=True)
        scores = list(Score.objects.visible_to(by).filter(application=application))
        if done == call.panel_size and is_far_apart(points_of(call, scores), call.spread) and _has_reserve(call, places.count()):
            Application.objects.visible_to(by).filter(pk=application).update(is_scored=False)
            ask_expert(by=by, application=application)
            return False
        record(events.ScoresComplete(subject=application, count=done), by=by)
    else:
        record(events.ScoresCounted(subject=application, count=done), by=by)
    return is_complete


def _has_reserve(call: Call, asked: int) -> bool:
    return asked < call.panel_size + call.reserve_size
