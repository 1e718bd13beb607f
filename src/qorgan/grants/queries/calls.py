"""What screens read of calls, applications, experts and panels; always for somebody."""

from __future__ import annotations

from django.db.models import QuerySet

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.grants import call_access as access
from qorgan.grants.call_choices import PanelState
from qorgan.grants.models import Application, AwardDecision, BudgetLine, Call, Expert, ExpertDraw, Panelist, Promise, Score


def calls(by: Principal) -> QuerySet[Call]:
    """The calls that were opened, and those that the own organisation prepares."""
    rows = Call.objects.select_related("programme")
    if by.may(access.CALL_MANAGE):
        return rows.public() | rows.filter(run_by__in=by.organisations)
    return rows.public()


def call(by: Principal, ref: str) -> Call:
    """One call. Raises Refused for one that is hidden or absent."""
    found = calls(by).filter(ref=ref).first()
    if found is None:
        raise Refused("call")
    return found


def runs(by: Principal, of: Call) -> bool:
    """Whether `by` works for the body that runs this call."""
    return of.run_by_id in by.organisations


def applications(by: Principal) -> QuerySet[Application]:
    """The applications that `by` may know."""
    return Application.objects.visible_to(by).select_related("organisation", "call")


def application(by: Principal, ref: str) -> Application:
    """One application. Raises Refused for one that is hidden or absent."""
    found = applications(by).select_related("place").filter(ref=ref).first()
    if found is None:
        raise Refused("application")
    return found


def lines(by: Principal, of: Application) -> list[BudgetLine]:
    """The budget, in its order."""
    return list(BudgetLine.objects.visible_to(by).filter(application=of).order_by("position"))


def promises(by: Principal, of: Application) -> list[Promise]:
    """What is promised."""
    return list(Promise.objects.visible_to(by).filter(application=of).order_by("indicator"))


def decision(by: Principal, of: Application) -> AwardDecision | None:
    """What was decided, where it was."""
    return AwardDecision.objects.visible_to(by).filter(application=of).first()


def panel(by: Principal, of: Application) -> list[Panelist]:
    """Who was asked about an application, in the order of the draw."""
    return list(Panelist.objects.visible_to(by).filter(application=of).select_related("expert").order_by("place_in_draw"))


def scores(by: Principal, of: Application) -> list[Score]:
    """The scores that `by` may know of an application."""
    return list(Score.objects.visible_to(by).filter(application=of).order_by("given_at"))


def panels(by: Principal) -> QuerySet[Panelist]:
    """What an expert was asked to evaluate, without what the data had ruled out."""
    rows = Panelist.objects.visible_to(by).filter(account_id=by.account_id, is_found_by_data=False)
    return rows.select_related("applicant")


def panelist(by: Principal, ref: str) -> Panelist:
    """One's own place on a panel. Raises Refused."""
    found = panels(by).filter(ref=ref).first()
    if found is None:
        raise Refused("panelist")
    return found


def waiting(by: Principal) -> int:
    """How many applications wait for this expert."""
    return panels(by).filter(state__in=[PanelState.ASSIGNED, PanelState.FREE]).count()


def experts() -> QuerySet[Expert]:
    """The register."""
    return Expert.objects.filter(until=None).select_related("employer")


def draw_of(of: Call) -> ExpertDraw | None:
    """The published draw, where there is one."""
    return ExpertDraw.objects.filter(call=of).first()
