"""Searching a child is itself an access: limited and remembered, also when it finds nobody."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.children import access
from qorgan.children.choices import Purpose
from qorgan.children.events import ChildSearched
from qorgan.children.queries.same import Hint, hints_for
from qorgan.journal.actions import action, record
from qorgan.matching.attributes import Attributes
from qorgan.staff import throttle
from qorgan.staff.throttle import Rule, TooSoon

LIMITS: Final = {
    Purpose.SEARCH: (
        Rule("children-search", free=20, shortest=5, longest=300, forgotten=60),
        Rule("children-search-long", free=200, shortest=60, longest=3600, forgotten=14400),
    ),
    Purpose.REGISTER: (
        Rule("children-hint", free=60, shortest=2, longest=120, forgotten=60),
        Rule("children-hint-long", free=600, shortest=30, longest=1800, forgotten=14400),
    ),
}
"""For each purpose a burst and a working day: a person who works meets neither, a list of names meets both soon."""

FEWEST: Final = 2
"""Attributes that a search needs: a name alone would list everybody who bears it."""


@action(access.CHILD_SEARCH)
def search_children(*, by: Principal, asked: Attributes, purpose: Purpose = Purpose.SEARCH, most: int = 10) -> list[Hint]:
    """The children within the need to know of `by` that fit a description, the likeliest first.

    Raises RuleBroken for a description of fewer than two attributes (an IIN stands alone), and for too many searches.
    """
    named = tuple(name for name in ("given", "surname", "patronymic", "born", "region", "district", "iin") if getattr(asked, name))
    if "iin" not in named and (len(named) < FEWEST or not {"given", "surname", "patronymic"} & set(named)):
        raise RuleBroken(
            _("Please give two things at least, one of them a name: the other may be a name, the birth date or the place.")
        )
    _count(by, purpose)
    found = hints_for(by, asked, most=most)
    record(ChildSearched(subject=by.account, purpose=str(purpose.value), asked=named, found=len(found)), by=by)
    return found


def _count(by: Principal, purpose: Purpose) -> None:
    try:
        throttle.begin(*(throttle.counter(rule, str(by.account)) for rule in LIMITS[purpose]))
    except TooSoon as soon:
        said = _("Too many searches in a short time. Please wait %(seconds)s seconds.") % {"seconds": soon.seconds}
        raise RuleBroken(said, field="limit") from None
