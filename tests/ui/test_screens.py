"""The samples in a real browser: nothing foreign is asked for, the policy is kept, axe finds nothing, 360 px fit."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.utils import translation

from qorgan.ui.access import SCREEN_KEEP, STYLEGUIDE_READ
from qorgan.ui.actions import save_view
from qorgan.ui.pages.styleguide import styleguide
from tests.ui.stage import violations

pytestmark = [pytest.mark.django_db, pytest.mark.journey]
SHOTS = os.environ.get("QORGAN_SHOTS", "")


@pytest.fixture
def samples(cast, ask):
    """The answer of the samples in a language, with a table of rows."""
    aigerim = cast.person(STYLEGUIDE_READ, SCREEN_KEEP)
    for number in range(30):
        save_view(by=aigerim, table="cases.list", name=f"№ {number}", query=f"kind={number}")

    def make(language: str):
        with translation.override(language):
            return styleguide(ask(aigerim, "/styleguide?table=cases.list"))

    return make


def kept(tab, name: str) -> None:
    """Keeps a picture where somebody wants to look at it (QORGAN_SHOTS)."""
    if SHOTS:
        height = tab.evaluate("document.documentElement.scrollHeight")
        tab.set_viewport_size({"width": tab.viewport_size["width"], "height": 1400})
        for part in range(-(-height // 1400)):
            tab.evaluate("y => scrollTo(0, y)", part * 1400)
            tab.screenshot(path=str(Path(SHOTS) / f"{name}-{part}.png"))


LOOKS = [("kk", "light", 1440), ("ru", "dark", 1440), ("en", "light", 1000), ("ru", "light", 360), ("kk", "dark", 360)]


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_the_samples_stand_in_a_browser(samples, browse, language, scheme, width):
    answer = samples(language)

    def play(scene):
        scene.play("/styleguide", answer)
        tab = scene.open("/styleguide")
        tab.wait_for_load_state("networkidle")
        kept(tab, f"styleguide-{language}-{scheme}-{width}")
        assert scene.strange == []
        assert scene.complaints == []
        assert violations(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"

    browse(play, width=width, color_scheme=scheme)
