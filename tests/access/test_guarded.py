"""Guarded models: reading raises until somebody said for whom. Tried on a table of the test's own."""

from __future__ import annotations

import pytest
from django.db import connection

from qorgan.access.models import Grant, Role, RolePermission, Standing


@pytest.mark.django_db
def test_without_a_standing_the_functions_answer_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT qorgan_may('x.y.z'), qorgan_account(), (SELECT count(*) FROM qorgan_granted())")
        assert cursor.fetchone() == (False, None, 0)


@pytest.mark.django_db
def test_the_web_role_is_who_runs_the_tests() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("qorgan_web",)
    assert not Role.objects.filter(key="none").exists()
    assert not RolePermission.objects.exists() or Standing.objects.exists()
    assert not Grant.objects.exists()
