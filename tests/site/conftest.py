"""A country before anybody works in it: the pack is loaded, and the demo may be written."""

from __future__ import annotations

import pytest
from django.conf import settings

from qorgan.clocks.loading import load_calendars, load_policies
from qorgan.directory.loading import load_directory
from qorgan.forms.loading import load_pack_forms
from qorgan.helpline.loading import load_helpline
from qorgan.organisations.loading import load_organisation_kinds
from qorgan.places.loading import load_places
from qorgan.referrals.loading import load_referrals
from qorgan.site.demo import talks
from qorgan.staff.roles import load_roles


@pytest.fixture
def country(owner, as_web) -> None:
    """A migrated database: the pack is loaded and nobody has used it."""
    with owner():
        load_places()
        load_organisation_kinds()
        load_directory()
        load_referrals()
        load_roles(settings.PACK)
        load_pack_forms()
        load_calendars(settings.PACK)
        load_policies(settings.PACK)
        load_helpline(settings.PACK)


@pytest.fixture
def few(monkeypatch) -> None:
    """Few conversations, so that the test does not take as long as the demo."""
    monkeypatch.setattr(talks, "THREADS", 32)
    monkeypatch.setattr(talks, "CALLS", 12)
