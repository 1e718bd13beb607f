"""The state of a theme is a function of what was recorded; the list's filter says the same; the pack says who approves."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.grants import theme_rules as rules
from qorgan.grants.choices import Decision, ThemeState
from qorgan.grants.theme_described import ThemeText, compared, differences, digest_of
from qorgan.grants.theme_pack import BODIES, ThemesBroken, read_themes, themes
from qorgan.grants.theme_rules import Said
from tests.grants.theme_stage import TEXT, three

APPROVED, RETURNED, REFUSED, WAITING = "approved", "returned", "refused", ""


def state(version: int, submitted: int, *said: Said, is_withdrawn: bool = False) -> ThemeState:
    return rules.state_of(version=version, submitted=submitted, is_withdrawn=is_withdrawn, said=said)


def both(version: int, one: str, other: str) -> tuple[Said, Said]:
    return Said("ombudsman", version, one), Said("un_committee", version, other)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (WAITING, WAITING, ThemeState.SUBMITTED), (APPROVED, WAITING, ThemeState.SUBMITTED), (APPROVED, APPROVED, ThemeState.APPROVED),
        (RETURNED, APPROVED, ThemeState.RETURNED), (RETURNED, WAITING, ThemeState.RETURNED), (REFUSED, APPROVED, ThemeState.REFUSED),
        (REFUSED, RETURNED, ThemeState.REFUSED),
    ],
)  # fmt: skip
def test_a_submitted_version_stands_where_its_bodies_say(one, other, expected) -> None:
    assert state(1, 1, *both(1, one, other)) is expected


def test_nothing_that_was_said_of_an_earlier_version_counts() -> None:
    earlier = both(1, APPROVED, APPROVED)
    assert state(2, 1, *earlier) is ThemeState.CHANGED
    assert state(2, 2, *earlier, *both(2, WAITING, WAITING)) is ThemeState.SUBMITTED
    assert rules.approved_by(version=2, said=earlier) == frozenset()


def test_a_version_without_any_body_is_not_approved() -> None:
    assert state(1, 1) is ThemeState.SUBMITTED


@given(st.lists(st.sampled_from([WAITING, APPROVED, RETURNED, REFUSED]), max_size=4), st.integers(0, 3), st.booleans())
def test_a_call_needs_every_body_of_the_day_on_the_newest_version(decisions, later, is_withdrawn) -> None:
    said = [Said(f"b{place}", 1, decision) for place, decision in enumerate(decisions)]
    found = rules.state_of(version=1 + later, submitted=1, is_withdrawn=is_withdrawn, said=said)
    needed = [one.body for one in said]
    is_open = rules.may_open_calls(found, rules.approved_by(version=1 + later, said=said), needed)
    assert is_open == (bool(decisions) and set(decisions) == {APPROVED} and later == 0 and not is_withdrawn)
    assert not rules.may_open_calls(found, rules.approved_by(version=1, said=said), [*needed, "a body that the pack added"])


def test_where_nothing_is_needed_nothing_is_open() -> None:
    assert not rules.may_open_calls(ThemeState.APPROVED, {"ombudsman"}, [])


@pytest.mark.parametrize(("state_now", "version"), list(product(ThemeState, (1, 2))))
def test_a_body_decides_once_on_the_newest_version(state_now, version) -> None:
    may = rules.may_decide(state=state_now, version=2, of_version=version, decision="")
    assert may == (version == 2 and state_now in (ThemeState.SUBMITTED, ThemeState.RETURNED))
    assert not rules.may_decide(state=state_now, version=2, of_version=2, decision=Decision.APPROVED)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_difference_gives_both_texts_back(before, after) -> None:
    pieces = list(compared(before, after))
    assert "".join(one.text for one in pieces if one.how != "new") == before
    assert "".join(one.text for one in pieces if one.how != "gone") == after


def test_only_what_changed_is_a_difference() -> None:
    other = ThemeText(TEXT.title, TEXT.need, TEXT.aims.replaced(en="Far fewer return"), TEXT.results, TEXT.articles)
    (found,) = differences(TEXT, other)
    assert (found.name, found.language) == ("aims", "en")
    assert [(one.how, one.text) for one in found.pieces] == [("gone", "Fewer"), ("new", "Far fewer"), ("same", " return")]


def test_a_digest_changes_with_a_letter_an_article_or_a_paper() -> None:
    first = digest_of(TEXT, ["aa", "bb"])
    assert first == digest_of(TEXT, ["bb", "aa"])
    changed = [
        digest_of(ThemeText(three("Mini-network of service"), TEXT.need, TEXT.aims, TEXT.results, TEXT.articles), ["aa", "bb"]),
        digest_of(ThemeText(TEXT.title, TEXT.need, TEXT.aims, TEXT.results, TEXT.articles[::-1]), ["aa", "bb"]),
        digest_of(TEXT, ["aa"]),
    ]
    assert len({first, *changed}) == 4


def test_the_pack_names_both_bodies_and_the_articles_of_the_convention() -> None:
    pack = themes()
    assert [body.key for body in pack.needed(date(2017, 11, 20))] == ["ombudsman", "un_committee"]
    assert pack.needed(date(2016, 12, 31)) == ()
    assert len(pack.articles) == 43
    assert str(pack.article("CRC-19").names)


def test_a_pack_without_the_folder_has_no_bodies(tmp_path) -> None:
    assert read_themes(tmp_path).bodies == ()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('key = "a"\nkinds = ["ngo"]\nlink_days = 3\nvalid_from = 2020-01-01\nbasis = "rumour"\nsource = "x"', "basis"),
        ('key = "a"\nkinds = ["ngo"]\nlink_days = 3\nvalid_from = 2020-01-01\nbasis = "setting"', "source"),
        ('key = "a"\nkinds = ["ngo"]\nlink_days = 3\nvalid_from = 2020-01-01\nbasis = "setting"\nsource = "x"', "names"),
    ],
)
def test_a_body_that_says_too_little_is_refused(tmp_path, row, said) -> None:
    (tmp_path / BODIES).write_text(f"[[body]]\n{row}\n", encoding="utf-8")
    with pytest.raises(ThemesBroken, match=said):
        read_themes(tmp_path)
