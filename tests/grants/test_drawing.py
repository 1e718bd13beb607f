"""Anybody who knows the seed finds the same experts."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.grants.drawing import TooFewExperts, draw, ordered, panels

INDEPENDENT = """
import hashlib, json, sys
protocol = json.load(sys.stdin)
def place(number):
    text = protocol["seed"] + "\\n" + protocol["call"] + "\\n" + number
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
order = sorted(protocol["register"], key=place)
panel, reserves = len(protocol["panel"]), len(protocol["reserves"])
print(json.dumps([order[:panel], order[panel:panel + reserves]]))
"""
"""A script that knows nothing of this software: the published protocol in, the names out."""

REGISTER = [f"E-{number:03}" for number in range(1, 60)]


def test_an_independent_script_finds_the_same_names_from_the_published_protocol():
    protocol = draw("425.67 482.11", "2017-1", REGISTER, panel=3, reserves=3).protocol(source="Official exchange rates of a later day")
    assert len(INDEPENDENT.strip().splitlines()) <= 10
    run = subprocess.run([sys.executable, "-c", INDEPENDENT], input=json.dumps(protocol), capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == [protocol["panel"], protocol["reserves"]]
    assert len(set(protocol["panel"] + protocol["reserves"])) == 6


def test_these_names_never_change():
    """The order is a promise: a published protocol must come out the same in ten years."""
    assert draw("seed", "K-1", ["E-1", "E-2", "E-3", "E-4", "E-5", "E-6"], panel=3, reserves=3).order == tuple(
        sorted(["E-1", "E-2", "E-3", "E-4", "E-5", "E-6"], key=lambda number: _sha(f"seed\nK-1\n{number}"))
    )


def _sha(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


@given(order=st.permutations(REGISTER[:12]), seed=st.text(min_size=1, max_size=20))
def test_the_order_of_the_register_does_not_matter_and_nobody_is_lost(order, seed):
    found = ordered(seed, "2017-1", order)
    assert found == ordered(seed, "2017-1", REGISTER[:12])
    assert sorted(found) == REGISTER[:12]


@given(conflicted=st.sets(st.sampled_from(REGISTER), max_size=8))
def test_a_conflict_takes_the_next_reserve_and_moves_nobody_else(conflicted):
    drawn = draw("a seed", "2017-1", REGISTER, panel=3, reserves=10)
    panel = drawn.panel_without(conflicted)
    assert not set(panel) & conflicted
    assert [number for number in drawn.order if number in panel] == list(panel)
    assert set(drawn.panel) - conflicted <= set(panel)


def test_each_application_has_its_own_panel():
    drawn = draw("a seed", "2017-1", REGISTER, panel=3, reserves=3)
    found = panels(drawn, {"A-1": set(), "A-2": {drawn.panel[1]}})
    assert found["A-1"] == drawn.panel
    assert found["A-2"] == (drawn.panel[0], drawn.panel[2], drawn.reserves[0])


def test_the_seed_and_the_call_both_matter():
    assert ordered("one", "2017-1", REGISTER) != ordered("two", "2017-1", REGISTER)
    assert ordered("one", "2017-1", REGISTER) != ordered("one", "2017-2", REGISTER)


def test_too_small_a_register_or_too_many_conflicts_stop_the_draw():
    with pytest.raises(TooFewExperts):
        draw("seed", "2017-1", REGISTER[:5], panel=3, reserves=3)
    with pytest.raises(TooFewExperts):
        draw("", "2017-1", REGISTER, panel=3, reserves=3)
    drawn = draw("seed", "2017-1", REGISTER, panel=3, reserves=3)
    with pytest.raises(TooFewExperts):
        drawn.panel_without(set(drawn.order[:4]))
