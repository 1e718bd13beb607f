"""Tokens of sent forms go after two days."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from qorgan.ui.models import Sent
from qorgan.ui.sending import first_answer, keep_answer, sweep

pytestmark = pytest.mark.django_db


def test_the_first_sending_claims_and_later_ones_get_its_answer():
    token = uuid4()
    assert first_answer(token) is None
    keep_answer(token, "/there")
    assert first_answer(token) == "/there"
    assert first_answer(None) is None


def test_old_tokens_are_swept_and_young_ones_stay():
    old, young = uuid4(), uuid4()
    for token in (old, young):
        first_answer(token)
    Sent.objects.filter(token=old).update(sent_at=timezone.now() - timedelta(days=3))
    sweep()
    assert set(Sent.objects.values_list("token", flat=True)) == {young}
