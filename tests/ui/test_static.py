"""Our own browser files: one list of colours, contrast as promised, no evaluation of text, nothing kept on a device."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qorgan.ui.templatetags.ui import SCRIPTS

STATIC = Path(__file__).parents[2] / "src/qorgan/ui/static/ui"
TEMPLATES = Path(__file__).parents[2] / "src/qorgan/ui/templates"


def blocks() -> list[dict[str, str]]:
    """The variables of light, chosen dark and the device's dark."""
    css = (STATIC / "tokens.css").read_text()
    bodies = re.findall(r"{\s*(--q-bg.*?color-scheme:\w+;)", css, re.DOTALL)
    return [dict(re.findall(r"(--q-[\w-]+):([^;]+);", body)) for body in bodies]


def luminance(colour: str) -> float:
    text = colour.lstrip("#")
    text = "".join(sign * 2 for sign in text) if len(text) == 3 else text
    parts = [int(text[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_device_s_dark_is_the_chosen_dark():
    light, dark, device = blocks()
    assert dark == device
    assert set(light) == set(dark)


@pytest.mark.parametrize("which", [0, 1])
def test_text_keeps_four_and_a_half_to_one_on_every_ground(which):
    tokens = blocks()[which]
    for ink in ("ink", "ink2", "ink3", "accent", "danger", "warn", "ok", "info", "guard"):
        for ground in ("surface", "bg", "sunk"):
            assert ratio(tokens[f"--q-{ink}"], tokens[f"--q-{ground}"]) >= 4.5, (ink, ground)
    for tone in ("accent", "danger", "warn", "ok", "info", "guard"):
        assert ratio(tokens[f"--q-{tone}"], tokens[f"--q-{tone}-soft"]) >= 4.5, tone
    assert ratio(tokens["--q-edge"], tokens["--q-surface"]) >= 3
    for series in range(1, 7):
        assert ratio(tokens[f"--q-c{series}"], tokens["--q-surface"]) >= 3, series


@pytest.mark.parametrize("which", [0, 1])
def test_words_on_the_tile_map_are_read_on_every_step(which):
    tokens = blocks()[which]
    for step in range(1, 6):
        ink = tokens["--q-s-ink-hi" if step >= 4 else "--q-s-ink-lo"]
        assert ratio(ink, tokens[f"--q-s{step}"]) >= 4.5, step


def test_scripts_evaluate_no_text_and_keep_nothing_beyond_the_tab():
    for path in (STATIC / "js").glob("*.js"):
        script = path.read_text()
        assert not re.search(r"\beval\b|new Function|innerHTML|outerHTML\s*=|insertAdjacentHTML|document\.write", script), path.name
        assert not re.search(r"localStorage|indexedDB|document\.cookie|serviceWorker", script), path.name


def test_every_script_is_sent_and_every_sent_one_is_there():
    assert {path.stem for path in (STATIC / "js").glob("*.js")} == {*SCRIPTS, "early"}


def test_no_template_carries_a_style_or_a_script_of_its_own():
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son\w+=|hx-on|<script(?![^>]*\bsrc=)", text), path.name
        assert len(text.split("\n")) <= 150


def test_no_class_of_a_template_is_without_a_rule():
    css = (STATIC / "qorgan.css").read_text()
    for path in TEMPLATES.rglob("*.html"):
        for classes in re.findall(r'class="([^"{]+)"', path.read_text()):
            for name in classes.split():
                assert f".{name}" in css, f"{path.name}: {name}"
