"""When is it allowed: calls, applications, experts. Each refusal has its reason in words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import RuleBroken
from qorgan.grants.amounts import percent_of, total
from qorgan.grants.bands import GrantKind, months_between, must_fit_amount, must_fit_months
from qorgan.grants.call_choices import ApplicationState, CallState, PanelState
from qorgan.grants.granting_pack import Category
from qorgan.texts.dates import moment
from qorgan.texts.money import money

NEXT: dict[str, dict[str, str]] = {
    CallState.PREPARED: {"open": CallState.OPEN, "cancel": CallState.CANCELLED},
    CallState.OPEN: {"draw": CallState.DRAWN, "cancel": CallState.CANCELLED},
    CallState.DRAWN: {"decide": CallState.DECIDED, "cancel": CallState.CANCELLED},
    CallState.DECIDED: {},
    CallState.CANCELLED: {},
}
"""What may happen to a call in each state and where it leads."""


def must(call: Any, verb: str) -> str:
    """The state that it leads to. Raises RuleBroken where it may not happen now."""
    try:
        return NEXT[call.state][verb]
    except KeyError:
        raise RuleBroken(_("This cannot be done now. The call stands at: %(state)s.") % {"state": call.get_state_display()}) from None


def must_be_in_time(closes_at: datetime, now: datetime) -> None:
    """The deadline is an instant of the server's clock: at it is in time, one second later is late. Raises RuleBroken."""
    if now > closes_at:
        raise RuleBroken(
            _("The call closed at %(closed)s. It is %(now)s by the server's clock: the application is late and was not filed.")
            % {"closed": _told(closes_at), "now": _told(now)}
        )


def _told(at: datetime) -> str:
    """A moment to the second, in the installation's time zone."""
    return f"{moment(at)}:{timezone.localtime(at):%S}"


def must_be_over(closes_at: datetime, now: datetime) -> None:
    """Raises RuleBroken while applications may still come in."""
    if now <= closes_at:
        raise RuleBroken(_("Applications may still come in. The call closes at %(closed)s.") % {"closed": _told(closes_at)})


def must_be_approved(is_open_for_calls: bool) -> None:
    """Raises RuleBroken for a theme that lacks an approval."""
    if not is_open_for_calls:
        raise RuleBroken(
            _("The theme is not approved by every body that the programme asks. No call opens for it."), field="theme"
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a budget."""

    category: str
    words: str
    amount: Decimal


def must_keep_caps(lines: Sequence[Line], categories: Mapping[str, Category], *, field: str | None = None) -> None:
    """Raises RuleBroken for an unknown category, and for one that takes more of the whole than the programme allows."""
    whole = total([line.amount for line in lines])
    for code in dict.fromkeys(line.category for line in lines):
        if code not in categories:
            raise RuleBroken(_("This category of costs does not exist."), field=field)
        taken = total([line.amount for line in lines if line.category == code])
        if percent_of(taken, whole) > categories[code].most_percent:
            raise RuleBroken(
                _("%(category)s takes %(amount)s of %(whole)s. At most %(most)s %% is allowed.")
                % {"category": categories[code].names, "amount": money(taken), "whole": money(whole),
                   "most": categories[code].most_percent},
                field=field,
            )  # fmt: skip


def must_be_whole(application: Any, lines: Sequence[Line], promises: Sequence[Any]) -> None:
    """Raises RuleBroken for an application that lacks something."""
    for is_there, words, field in (
        (bool(application.title and application.summary), _("The title and what the project does are missing."), "title"),
        (application.starts_on is not None and application.ends_on is not None, _("The days of the project are missing."), "starts_on"),
        (bool(lines), _("The budget has no line."), "lines"),
        (bool(promises), _("The project promises nothing that could be counted."), "promises"),
    ):
        if not is_there:
            raise RuleBroken(words, field=field)
    if application.starts_on > application.ends_on:
        raise RuleBroken(_("The project ends before it begins."), field="ends_on")


def must_fit_call(kind: GrantKind, index: Decimal, ceiling: Decimal, application: Any) -> None:
    """Raises RuleBroken for an application outside the bands of the law, or above the whole money of the call."""
    must_fit_months(kind, months_between(application.starts_on, application.ends_on))
    must_fit_amount(kind, application.amount, index)
    if application.amount > ceiling:
        raise RuleBroken(
            _("%(amount)s is more than the whole call has: %(ceiling)s.")
            % {"amount": money(application.amount), "ceiling": money(ceiling)},
            field="amount",
        )


def must_be_draft(application: Any) -> None:
    """What was signed is not edited. Raises RuleBroken."""
    if application.state != ApplicationState.DRAFT:
        raise RuleBroken(
            _("This version was signed and cannot be edited. Take it back before the deadline, then edit and sign again.")
        )  # fmt: skip


def must_be_filed(application: Any) -> None:
    """Raises RuleBroken unless the application waits for its formal check."""
    if application.state != ApplicationState.FILED:
        raise RuleBroken(_("This application does not wait for a check."))


def digest_of(content: Mapping[str, Any]) -> str:
    """The SHA-256 of what is signed, written the same way every time."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def must_be_free_to_score(panelist: Any) -> None:
    """Raises RuleBroken for an expert who has not declared, has a conflict, or has scored already."""
    if panelist.state == PanelState.ASSIGNED:
        raise RuleBroken(_("Say first whether you have a conflict of interest."))
    if panelist.state == PanelState.CONFLICTED:
        raise RuleBroken(_("You have a conflict of interest with this application and do not score it."))
    if panelist.state == PanelState.DONE:
        raise RuleBroken(_("You have scored this application. Scores are given once."))


def must_be_asked(panelist: Any) -> None:
    """Raises RuleBroken where the question about a conflict was answered already."""
    if panelist.state != PanelState.ASSIGNED:
        raise RuleBroken(_("You have answered this already."))
