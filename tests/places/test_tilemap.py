"""The tile map's arithmetic: five steps, the legend, names in lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qorgan.places.models import Place
from qorgan.places.tilemap import STEPS, TileMap, five_steps, in_lines, step_of
from qorgan.texts.words import Words

numbers = st.lists(st.integers(0, 10**9), min_size=1, max_size=40)


@given(numbers)
def test_every_number_has_one_of_five_steps_and_a_larger_one_never_a_lower_step(values) -> None:
    bounds = five_steps(values)
    steps = [step_of(value, bounds) for value in sorted(values)]
    assert all(1 <= step <= STEPS for step in steps)
    assert steps == sorted(steps)


@given(numbers.filter(lambda values: len(set(values)) == len(values) >= STEPS))
def test_the_steps_hold_about_equally_many(values) -> None:
    bounds = five_steps(values)
    sizes = [sum(step_of(value, bounds) == step for value in values) for step in range(1, STEPS + 1)]
    assert max(sizes) - min(sizes) <= 1


def test_equal_numbers_are_one_step() -> None:
    assert five_steps([7, 7, 7]) == (7,)


@given(st.text(alphabet="абв -", max_size=40))
def test_a_name_in_lines_loses_no_letter(name) -> None:
    assert "".join(in_lines(name)).replace(" ", "") == name.replace(" ", "")


def test_a_place_without_a_value_says_so_in_words_and_is_not_zero() -> None:
    place = Place(code="a", path="a", names=Words(en="A"), tile_row=1, tile_column=2)
    tile = TileMap.of([place], {}, caption="c").tiles[0]
    assert tile.step == 0
    assert str(tile.shown) not in ("", "0")
    assert (tile.x, tile.y) == (108, 0)
    assert TileMap.of([place], {place.pk: 0}, caption="c").tiles[0].step == 1
