"""What answers mean: a table of cases, and what holds for every answering that there can be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.access.refusals import RuleBroken
from qorgan.intake import danger_rules as rules
from qorgan.intake.danger_choices import Answer, Offence, Standing
from qorgan.intake.danger_pack import danger

PACK = danger()
KEYS = [one.key for one in PACK.questions]
ANSWERS = st.dictionaries(st.sampled_from(KEYS), st.sampled_from([str(one) for one in Answer]))


@pytest.mark.parametrize(
    ("answers", "level", "kind"),
    [
        ({}, 0, ""),
        ({"worry": "yes"}, 1, "other"),
        ({"self_harm": "yes", "worry": "yes"}, 2, "suicide"),
        ({"no_carer": "yes", "hurt_again": "yes"}, 3, "neglect"),
        ({"afraid_home": "yes", "suicide_thoughts": "yes"}, 3, "violence"),
        ({"attack_now": "yes", "suicide_thoughts": "yes"}, 4, "violence"),
        ({"doctor_now": "yes"}, 4, "other"),
        ({"attack_now": "no", "suicide_now": "no", "worry": "no"}, 0, ""),
        ({"attack_now": "not_known", "lacks": "yes"}, 2, "neglect"),
    ],
)
def test_the_highest_level_answered_yes_is_the_level_and_its_first_question_the_kind(answers, level, kind) -> None:
    found = rules.level(PACK, answers)
    assert (found.level, found.kind) == (level, kind)


def test_high_questions_that_are_not_known_are_shown_as_open_and_no_others() -> None:
    found = rules.level(PACK, {"lacks": "yes", "attack_now": "no", "worry": "not_known"})
    open_ones = {one.key for one in found.still_open}
    assert "attack_now" not in open_ones
    assert {"suicide_now", "no_carer"} <= open_ones
    assert not {"worry", "self_harm"} & open_ones
    assert rules.level(PACK, {"attack_now": "yes"}).still_open == ()


@given(answers=ANSWERS, key=st.sampled_from(KEYS))
def test_a_further_yes_never_lowers(answers, key) -> None:
    assert rules.level(PACK, {**answers, key: "yes"}).level >= rules.level(PACK, answers).level


@given(before=ANSWERS, answers=ANSWERS)
def test_what_is_not_known_never_lowers_what_was_found(before, answers) -> None:
    unknown = {key: said for key, said in answers.items() if said != Answer.NO}
    known = rules.complete(PACK, before)
    assert rules.level(PACK, rules.complete(PACK, unknown, known)).level >= rules.level(PACK, known).level


@given(answers=ANSWERS, before=st.none() | ANSWERS)
def test_every_question_has_one_answer_afterwards(answers, before) -> None:
    found = rules.complete(PACK, answers, before)
    assert set(found) == set(KEYS)
    assert set(found.values()) <= {str(one) for one in Answer}


def test_lowering_needs_its_reason_and_raising_does_not() -> None:
    finding = rules.level(PACK, {"afraid_home": "yes"})
    with pytest.raises(RuleBroken):
        rules.must_be_reasoned(finding, 2, "  ")
    rules.must_be_reasoned(finding, 2, "the aunt took the child in")
    rules.must_be_reasoned(finding, 4, "")


@pytest.mark.parametrize("level", [3, 4])
def test_nobody_passes_a_high_level_without_a_word_on_the_report(level) -> None:
    with pytest.raises(RuleBroken):
        rules.must_say_whether_offence(level, "")
    for said in (Offence.YES, Offence.NO, Offence.NOT_KNOWN):
        rules.must_say_whether_offence(level, said)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_lower_levels_may_leave_it_out(level) -> None:
    rules.must_say_whether_offence(level, "")


def test_the_next_body_is_the_first_that_was_not_told_or_was_told_and_withdrawn() -> None:
    order = ("police", "family_support", "guardianship")
    assert rules.next_body(order, {}) == "police"
    assert rules.next_body(order, {"police": Standing.SENT}) == "family_support"
    assert rules.next_body(order, {"police": Standing.DECLINED, "family_support": Standing.WITHDRAWN}) == "family_support"
    assert not rules.next_body(order, dict.fromkeys(order, Standing.SENT))
