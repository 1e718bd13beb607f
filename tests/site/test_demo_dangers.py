"""The invented dangers: in every state, by the real actions, each with the time of its story."""

from __future__ import annotations

from collections import Counter

import pytest
from django.utils import timezone

from qorgan.intake.danger_choices import Duty, Standing, State
from qorgan.intake.models import Danger, DangerAssessment, DutyReport, Notification
from qorgan.journal.models import Entry
from qorgan.organisations.choices import DUTY_KINDS
from qorgan.organisations.models import SealedFact
from qorgan.site.demo.dangers import CALLS, PLOTS
from qorgan.site.demo.writing import write_demo

pytestmark = pytest.mark.django_db
WHY = "the test looks at everything that was written"


def test_the_demo_has_its_dangers_in_every_state(country, few, owner) -> None:
    with owner():
        written = write_demo()
        dangers = list(Danger.objects.everything(because=WHY))
        told = list(Notification.objects.everything(because=WHY))
        reports = list(DutyReport.objects.everything(because=WHY))
        assessed = DangerAssessment.objects.everything(because=WHY).count()
        contacts = SealedFact.objects.everything(because=WHY).filter(kind__in=DUTY_KINDS).count()
    assert written.dangers == len(dangers) == assessed == len(PLOTS) + len(CALLS)
    assert {one.level for one in dangers} == {0, 1, 2, 3, 4}
    assert {one.state for one in dangers} == set(State)
    assert {one.standing for one in told} == {Standing.SENT, Standing.ACKNOWLEDGED, Standing.DECLINED}
    assert any(one.is_automatic for one in told), "what was not theirs went on by itself"
    assert Counter(one.outcome for one in reports) == {Duty.MADE: 1, Duty.NOT_MADE: 1, Duty.AGREED: 1}
    assert contacts >= 40
    now = timezone.now()
    assert all(one.opened_at <= now for one in dangers)
    assert all(one.sent_at <= (one.answered_at or now) for one in told)
    begun = dict(Entry.objects.filter(verb="intake.danger.assessed").values_list("stream", "at"))
    assert all(abs((begun[one.pk] - one.opened_at).total_seconds()) < 1 for one in dangers)
