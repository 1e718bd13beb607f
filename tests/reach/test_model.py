"""The model file: of this normaliser, with its evaluation, and a model learned again from a list."""

from __future__ import annotations

import pytest
from benchmarks.stage.enrolments import enrolments

from qorgan.reach.linkage import learning
from qorgan.reach.linkage.levels import COMPARISONS
from qorgan.reach.linkage.model import FILE, model, read_model
from tests.reach.lists import AIGERIM, loaded, numbered


def test_the_model_reached_what_was_wanted_on_worlds_that_it_had_not_seen() -> None:
    figures = model().evaluation
    worlds = {name.removesuffix("_f1") for name in figures if name.endswith("_f1")}
    assert len(worlds) >= 2
    for world in worlds:
        assert figures[f"{world}_f1"] >= 0.95
        assert abs(figures[f"{world}_off"]) <= 0.01


def test_levels_of_a_comparison_weigh_differently_so_that_a_weight_tells_its_level() -> None:
    for comparison in COMPARISONS:
        bits = [round(model().bits(comparison.name, level.name), 6) for level in comparison.levels]
        assert len(set(bits)) == len(bits)
        assert 0 not in bits


@pytest.mark.parametrize(("was", "planted"), [("normaliser = 1", "normaliser = 2"), ("same = { m = 0", "same = { m = 1")])
def test_a_model_of_another_normaliser_or_with_an_impossible_share_is_refused(was: str, planted: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    with pytest.raises(ValueError, match=r"normaliser|shares"):
        read_model(text.replace(was, planted, 1))


def test_the_prior_falls_with_the_length_of_the_list_and_is_never_sure() -> None:
    assert model().prior(0) == model().prior(1) == 0.1
    assert model().prior(65_000) == pytest.approx(10 * model().prior(650_000))


def test_a_model_learned_again_is_read_back_as_it_was(monkeypatch) -> None:
    monkeypatch.setattr(learning, "DRAWN", 50_000)
    monkeypatch.setattr(learning, "LEAST_LABELS", 20)
    opened, count = loaded(row.cells for row in enrolments(44, 1_500, again=0.4))
    made, equal = learning.learned(opened, count, model())
    again = read_model(learning.as_toml(made, "made in a test", {"seed_44": 1.0, "by": "a test"}))
    assert equal >= 20
    assert again.judged == pytest.approx(made.judged)
    assert again.shares["born", "date"] == pytest.approx(made.shares["born", "date"])
    assert again.evaluation == {"seed_44": 1.0, "by": "a test"}
    assert again.judged["weight"] > 0


def test_too_few_rows_with_an_iin_teach_nothing() -> None:
    opened, count = loaded(numbered(AIGERIM, AIGERIM))
    with pytest.raises(learning.TooFewLabels, match="0 pairs"):
        learning.learned(opened, count, model())
