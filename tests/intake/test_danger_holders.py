"""Whom the policies mean for a danger: every step of the pack finds somebody, on duty first, and no silence ends with nobody."""

from __future__ import annotations

import tomllib
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from qorgan.access.guarded import uuid7
from qorgan.clocks.choices import To
from qorgan.helpline.models import Shift
from qorgan.intake import danger_holders
from qorgan.intake.danger_holders import BODY
from qorgan.notices.addressees import ACCOUNT, ORGANISATION, Addressee, Holder, holders, named
from qorgan.places.models import Place
from qorgan.texts.words import Words
from tests.intake.danger_stage import *  # noqa: F403
from tests.intake.danger_stage import LEADER, SENDER, access

pytestmark = pytest.mark.django_db
FAMILIES = ("danger.", "duty.", "police.")
STEPS = [
    (policy["key"], step["to_kind"], step.get("to", ""))
    for policy in tomllib.loads((settings.PACK / "policies.toml").read_text(encoding="utf-8"))["policy"]
    for step in policy.get("step", [])
    if policy["key"].startswith(FAMILIES) and step["to_kind"] != To.OWNER
]


def on_duty(owner, by, **given) -> None:
    with owner():
        Shift.objects.create(account_id=by.account, organisation_id=next(iter(by.organisations)), **{"duty": "on", **given})


@pytest.mark.parametrize(("policy", "to_kind", "to"), sorted(set(STEPS)))
def test_every_step_of_a_danger_finds_somebody(danger, saule, head, centre, policy, to_kind, to) -> None:
    assert to_kind == To.NAMED, policy
    assert holders(named(to, danger.pk)), policy


def test_the_leader_on_duty_is_told_before_the_others(danger, saule, head, cast, owner) -> None:
    other = cast.person(*LEADER, *SENDER, access.DANGER_OVERSEE)
    everybody = {one.id for one in holders(named("supervisor", danger.pk))}
    assert everybody == {saule.account, other.account}
    on_duty(owner, other)
    on_duty(owner, saule, seen_at=timezone.now() - timedelta(hours=3))
    assert [one.id for one in holders(named("supervisor", danger.pk))] == [other.account]


def test_where_there_is_no_leader_the_head_is_told_and_without_a_head_the_leader(danger, head) -> None:
    assert [one.id for one in holders(named("supervisor", danger.pk))] == [head.account]


def test_without_a_head_the_leader_answers(danger, saule) -> None:
    assert [one.id for one in holders(named("head", danger.pk))] == [saule.account]


def test_the_next_body_is_the_nearest_that_was_not_told(danger, tell, police, body, town, region, owner) -> None:
    other = Place.objects.create(code="r9", path="kz.r.nine", level=2, names=Words(en="Other town"))
    far = body("family_support_centre", other)
    near = body("family_support_centre", town)
    tell(danger, police)
    assert holders(named("next_body", danger.pk)) == [Holder(BODY, near.pk)]
    tell(danger, near, "family_support")
    assert Holder(BODY, far.pk) not in holders(named("next_body", danger.pk)), "a body is told once, however many houses it has"


def test_by_itself_a_danger_never_leaves_the_region(danger, tell, police, body, saule) -> None:
    away = Place.objects.create(code="q", path="kz.q", level=1, names=Words(en="Another region"))
    body("family_support_centre", away)
    tell(danger, police)
    assert holders(named("next_body", danger.pk)) == [Holder(ACCOUNT, saule.account)]


def test_where_no_body_is_left_a_person_is_told(danger, tell, police, saule) -> None:
    tell(danger, police)
    assert holders(named("next_body", danger.pk)) == [Holder(ACCOUNT, saule.account)]


def test_an_organisation_of_a_kind_is_found_for_the_place(danger, centre) -> None:
    asked = Addressee("organisation_kind", danger.pk, "family_support_centre")
    assert holders(asked) == [Holder(ORGANISATION, centre.pk)]
    assert holders(Addressee("organisation_kind", danger.pk, "court")) == []


def test_what_is_no_danger_is_answered_by_nobody_here(danger, saule, head) -> None:
    for asked in (danger_holders.supervisors, danger_holders.heads, danger_holders.next_bodies):
        assert asked(named("supervisor", uuid7())) == []
