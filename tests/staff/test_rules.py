"""When a role may be held: plain questions, no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from qorgan.staff.rules import Asked, why_no_period, why_not_closed, why_not_given_to, why_not_held

FINE = Asked(
    role="counsellor", shows_child=True, held_in=("line",), needs_register_number=True, not_together_with=("administrator",),
    kind="line", is_party=False, is_register_checked=True, held=("member",), apart=(),
)  # fmt: skip


def test_what_fits_is_allowed() -> None:
    assert why_not_held(FINE) is None
    assert why_not_held(replace(FINE, held_in=())) is None
    assert why_not_held(replace(FINE, kind="", shows_child=False)) is None
    assert why_not_held(replace(FINE, is_party=True, shows_child=False)) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"is_party": True}, "party"),
        ({"kind": ""}, "is held in an organisation"),
        ({"kind": "school"}, "kind of organisation"),
        ({"is_register_checked": False}, "register of psychologists"),
        ({"held": ("administrator",)}, "together"),
        ({"apart": ("auditor",)}, "together"),
    ],
)
def test_each_rule_gives_its_reason(change, words) -> None:
    assert words in str(why_not_held(replace(FINE, **change)))


def test_periods_and_oneself() -> None:
    now, me = datetime.now(UTC), uuid4()
    assert why_no_period(now, None) is None
    assert why_no_period(now, now + timedelta(days=1)) is None
    assert why_no_period(now, now) is not None
    assert why_not_given_to(me, uuid4()) is None
    assert why_not_given_to(None, me) is None
    assert why_not_given_to(me, me) is not None
    assert why_not_closed(me, uuid4()) is None
    assert why_not_closed(me, me) is not None
