"""From a draft to a theme: adopted words never change, numbers follow each other, what came of one is told by its neighbours."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from qorgan.access.acting import acting
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.conferences import rules
from qorgan.conferences.actions import (
    add_session,
    address_recommendation,
    adopt_recommendation,
    cancel_edition,
    change_recommendation,
    draft_recommendation,
    note_answer,
    reject_recommendation,
)
from qorgan.conferences.choices import KIND, EditionState, RecommendationState
from qorgan.conferences.models import Recommendation
from qorgan.conferences.pack import ConferencesBroken, conferences, read_conferences
from qorgan.conferences.queries import states_of
from qorgan.grants.access import THEME_DRAFT, THEME_READ
from qorgan.grants.actions import draft_theme
from qorgan.grants.theme_described import Origin, ThemeText
from qorgan.texts.words import Words
from qorgan.ui import references
from tests.conferences.conference_stage import *  # noqa: F403
from tests.conferences.conference_stage import SECRETARY, three

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(secretary, edition) -> Recommendation:
    return draft_recommendation(by=secretary, edition=edition, words=three("Replicate the alternative programmes"))


@pytest.fixture
def adopted(secretary, edition, draft) -> Recommendation:
    return adopt_recommendation(by=secretary, recommendation=draft, on=edition.starts_on)


def state(by, recommendation) -> RecommendationState:
    with acting(by):
        return states_of(by, [Recommendation.objects.visible_to(by).get(pk=recommendation.pk)])[recommendation.pk]


def test_recommendations_are_numbered_in_the_order_of_their_adoption(secretary, edition) -> None:
    first, second = (draft_recommendation(by=secretary, edition=edition, words=three(f"R{place}")) for place in (1, 2))
    assert adopt_recommendation(by=secretary, recommendation=second, on=edition.starts_on).number == 1
    assert adopt_recommendation(by=secretary, recommendation=first, on=edition.starts_on, votes=(12, 3, 4)).number == 2


def test_adopted_words_never_change(secretary, adopted) -> None:
    with pytest.raises(RuleBroken, match="never change"):
        change_recommendation(by=secretary, recommendation=adopted, words=three("Others"))
    with acting(secretary), pytest.raises(IntegrityError, match="stays as it was adopted"), transaction.atomic():
        Recommendation.objects.visible_to(secretary).filter(pk=adopted.pk).update(words=three("Others"))


def test_what_is_not_written_in_every_language_is_not_adopted(secretary, edition) -> None:
    draft = draft_recommendation(by=secretary, edition=edition, words=Words(ru="Тиражировать"))
    with pytest.raises(RuleBroken, match="every language"):
        adopt_recommendation(by=secretary, recommendation=draft, on=edition.starts_on)


@pytest.mark.parametrize("votes", [(3, 3, 9), (2, 3, 0)])
def test_a_vote_that_does_not_carry_adopts_nothing(secretary, edition, draft, votes) -> None:
    with pytest.raises(RuleBroken, match="does not carry"):
        adopt_recommendation(by=secretary, recommendation=draft, on=edition.starts_on, votes=votes)
    reject_recommendation(by=secretary, recommendation=draft, on=edition.starts_on)
    assert state(secretary, draft) is RecommendationState.REJECTED


def test_it_is_adopted_on_a_day_of_the_conference_alone(secretary, edition, draft) -> None:
    with pytest.raises(RuleBroken, match="not on a day"):
        adopt_recommendation(by=secretary, recommendation=draft, on=edition.starts_on - timedelta(days=1))


def test_only_adopted_ones_go_to_bodies_and_each_body_has_it_once(secretary, edition, draft, ngo) -> None:
    today = timezone.localdate()
    with pytest.raises(RuleBroken, match="Only what was adopted"):
        address_recommendation(by=secretary, recommendation=draft, organisation=ngo, on=today)
    adopted = adopt_recommendation(by=secretary, recommendation=draft, on=edition.starts_on)
    made = address_recommendation(by=secretary, recommendation=adopted, organisation=ngo, on=today)
    assert state(secretary, adopted) is RecommendationState.ADDRESSED
    with pytest.raises(RuleBroken, match="has it already"):
        address_recommendation(by=secretary, recommendation=adopted, organisation=ngo, on=today)
    with pytest.raises(RuleBroken) as broken:
        note_answer(by=secretary, addressed=made, answer=three("We begin"), on=today, source=" ")
    assert broken.value.field == "source"
    note_answer(by=secretary, addressed=made, answer=three("We begin"), on=today, source="Letter 7")
    assert state(secretary, adopted) is RecommendationState.ANSWERED


def test_drafts_are_known_at_the_holder_alone_adopted_ones_to_every_reader(secretary, stranger, draft, edition) -> None:
    with acting(stranger):
        assert not Recommendation.objects.visible_to(stranger).exists()
        assert not Recommendation.objects.everything(because="row security alone answers here").exists()
    with pytest.raises(Refused):
        adopt_recommendation(by=stranger, recommendation=draft, on=edition.starts_on)
    adopt_recommendation(by=secretary, recommendation=draft, on=edition.starts_on)
    with acting(stranger):
        assert Recommendation.objects.visible_to(stranger).count() == 1


def test_a_theme_that_comes_from_it_is_told_on_its_page_and_to_readers_of_themes_alone(cast, secretary, adopted) -> None:
    officer = cast.person(*SECRETARY, THEME_READ, THEME_DRAFT)
    with acting(officer):
        found = references.find(officer, KIND, adopted.ref)
    origin = Origin(Words(found.words.plain()), "Conference", found.on, found.kind, found.ref, found.id)
    theme = draft_theme(by=officer, text=ThemeText(three("Mini-network")), origin=origin)
    with acting(officer):
        (told,) = references.followers(officer, KIND, [adopted.ref])[adopted.ref]
    assert (told.label, told.ref) == (str(theme), theme.ref)
    with acting(secretary):
        assert references.followers(secretary, KIND, [adopted.ref])[adopted.ref] == []


def test_a_draft_is_no_origin(secretary, draft) -> None:
    with acting(secretary):
        assert references.find(secretary, KIND, draft.ref) is None
        assert references.choices(secretary) == []


def test_sessions_stand_on_days_of_the_conference_and_a_hall_is_taken_once(secretary, edition) -> None:
    begins = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0)
    hour = timedelta(hours=1)
    add_session(by=secretary, edition=edition, titles=three("Opening"), starts_at=begins, ends_at=begins + hour, hall="A")
    with pytest.raises(RuleBroken, match="hall"):
        add_session(
            by=secretary, edition=edition, titles=three("Other"), starts_at=begins + hour / 2, ends_at=begins + 2 * hour, hall="A"
        )
    add_session(by=secretary, edition=edition, titles=three("Other"), starts_at=begins + hour, ends_at=begins + 2 * hour, hall="A")
    with pytest.raises(RuleBroken, match="not on a day"):
        add_session(by=secretary, edition=edition, titles=three("Late"), starts_at=begins + 72 * hour, ends_at=begins + 73 * hour)


def test_an_edition_is_cancelled_once(secretary, edition) -> None:
    cancel_edition(by=secretary, edition=edition)
    with pytest.raises(RuleBroken):
        cancel_edition(by=secretary, edition=edition)


def test_where_an_edition_stands_is_told_by_its_days() -> None:
    today = timezone.localdate()
    for starts, ends, expected in ((1, 2, EditionState.PLANNED), (0, 0, EditionState.RUNNING), (-2, -1, EditionState.ENDED)):
        days = {"starts_on": today + timedelta(days=starts), "ends_on": today + timedelta(days=ends)}
        assert rules.edition_state(**days, is_cancelled=False, today=today) is expected
        assert rules.edition_state(**days, is_cancelled=True, today=today) is EditionState.CANCELLED


def test_a_moment_of_the_future_or_of_yesterday_is_no_moment_of_the_door() -> None:
    now = timezone.now()
    assert rules.is_read_in_time(now - timedelta(hours=11), now)
    assert not rules.is_read_in_time(now - timedelta(hours=13), now)
    assert not rules.is_read_in_time(now + timedelta(hours=1), now)


def test_the_pack_names_the_categories_and_a_country_may_have_none(tmp_path) -> None:
    assert {row.code for row in conferences().categories} >= {"public_body", "ngo", "international"}
    assert read_conferences(tmp_path / "none.toml").categories == ()
    (tmp_path / "empty.toml").write_text("[invitation]\nlink_days = 3\n", encoding="utf-8")
    with pytest.raises(ConferencesBroken):
        read_conferences(tmp_path / "empty.toml")
