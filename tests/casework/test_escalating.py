"""Silence about a case reaches its supervisors, and nobody of another organisation; every step of the pack finds somebody."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from qorgan.access.acting import reading
from qorgan.access.guarded import uuid7
from qorgan.access.principal import Principal
from qorgan.casework import escalating
from qorgan.casework.models import Task
from qorgan.clocks.jobs import turn
from qorgan.notices.addressees import holders, named
from qorgan.notices.models import Notice
from tests.casework.conftest import seen
from tests.clocks.conftest import at  # noqa: F401

pytestmark = pytest.mark.django_db
STEPS = [
    (policy["key"], step["to"])
    for policy in tomllib.loads((settings.PACK / "policies.toml").read_text(encoding="utf-8"))["policy"]
    for step in policy.get("step", [])
    if policy["key"].startswith("case.") and step["to_kind"] == "named"
]


@pytest.mark.parametrize(("policy", "to"), STEPS)
def test_every_step_of_a_case_finds_its_supervisor(opened, saule, dana, aigerim, policy, to) -> None:
    for subject in (opened.pk, *(task.pk for task in seen(aigerim, Task, case=opened))):
        assert [one.id for one in holders(named(to, subject))] == [saule.account], policy


def test_what_is_no_case_has_no_supervisor_here(opened, saule) -> None:
    assert escalating.supervisors_of(uuid7()) == []


def test_a_task_that_is_late_is_told_to_the_supervisor_alone(opened, saule, dana, at) -> None:  # noqa: F811
    at(datetime.now(UTC) + timedelta(days=40))
    assert turn() >= 2
    by = Principal.system("notices.sender")
    with reading(by):
        told = {(row.account_id, row.wording) for row in Notice.objects.visible_to(by)}
    assert (saule.account, "notices.clock_escalated") in told
    assert dana.account not in {account for account, _wording in told}
