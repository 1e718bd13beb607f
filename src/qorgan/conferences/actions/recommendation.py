"""Recommendations are drafted, adopted under a number, addressed to bodies, answered."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.conferences import access, rules
from qorgan.conferences.actions.conference import must_hold, next_number
from qorgan.conferences.choices import AdoptedWay
from qorgan.conferences.events import (
    RecommendationAddressed,
    RecommendationAdopted,
    RecommendationAnswered,
    RecommendationChanged,
    RecommendationDrafted,
    RecommendationRejected,
)
from qorgan.conferences.models import Addressed, Edition, ProgrammeItem, Recommendation
from qorgan.journal.actions import action, record
from qorgan.organisations.models import Organisation
from qorgan.texts.words import Words


@action(access.RECOMMENDATION_WRITE)
def draft_recommendation(*, by: Principal, edition: Edition, words: Words, session: ProgrammeItem | None = None) -> Recommendation:
    """Drafts a recommendation of an edition. Raises RuleBroken without words, and for a session of another edition."""
    must_hold(by, edition.holder_id)
    _must_say(words)
    if session is not None and session.edition_id != edition.pk:
        raise RuleBroken(_("Choose from the list."), field="session")
    made: Recommendation = Recommendation.objects.create(
        edition=edition, holder_id=edition.holder_id, session=session, words=words, drafted_by=by.account_id
    )  # fmt: skip
    record(RecommendationDrafted(subject=made.pk, edition=edition.pk), by=by, about=(edition.pk,))
    return made


@action(access.RECOMMENDATION_WRITE)
def change_recommendation(*, by: Principal, recommendation: Recommendation, words: Words) -> Recommendation:
    """Gives a draft other words. Raises RuleBroken for one that was decided on: adopted words never change."""
    held = _draft(by, recommendation)
    _must_say(words)
    held.words = words
    held.save(update_fields=["words"])
    record(RecommendationChanged(subject=held.pk), by=by)
    return held


@action(access.RECOMMENDATION_WRITE)
def adopt_recommendation(
    *, by: Principal, recommendation: Recommendation, on: date, votes: tuple[int, int, int] | None = None
) -> Recommendation:  # fmt: skip
    """The conference adopts it and gives it its number: by consensus, or by `votes` (for, against, abstained).

    Raises RuleBroken where it is not written in every language, for a day outside the conference, and for a vote that fails.
    """
    held = _draft(by, recommendation)
    edition = Edition.objects.visible_to(by).get(pk=held.edition_id)
    if held.words.missing():
        raise RuleBroken(_("Write the recommendation in every language before it is adopted."))
    if not edition.starts_on <= on <= edition.ends_on or on > timezone.localdate():
        raise RuleBroken(_("This is not on a day of the conference."), field="on")
    if votes is not None and not rules.is_carried(votes[0], votes[1]):
        raise RuleBroken(_("This vote does not carry it: write that it was not adopted."), field="votes_for")
    with acting(access.DESK):
        held.number = next_number(edition, "recommended")
    held.adopted_on, held.adopted_way = on, AdoptedWay.CONSENSUS if votes is None else AdoptedWay.VOTE
    held.votes_for, held.votes_against, held.abstained = votes or (None, None, None)
    held.save()
    record(RecommendationAdopted(subject=held.pk, number=held.number, way=str(held.adopted_way), on=on), by=by, about=(edition.pk,))
    return held


@action(access.RECOMMENDATION_WRITE)
def reject_recommendation(*, by: Principal, recommendation: Recommendation, on: date) -> Recommendation:
    """The conference does not adopt it."""
    held = _draft(by, recommendation)
    held.rejected_on = on
    held.save(update_fields=["rejected_on"])
    record(RecommendationRejected(subject=held.pk, on=on), by=by, about=(held.edition_id,))
    return held


@action(access.RECOMMENDATION_WRITE)
def address_recommendation(*, by: Principal, recommendation: Recommendation, organisation: Organisation, on: date) -> Addressed:
    """Addresses an adopted recommendation to a body. Raises RuleBroken for a draft, and for a body that has it."""
    must_hold(by, recommendation.holder_id)
    if recommendation.adopted_on is None:
        raise RuleBroken(_("Only what was adopted is addressed to bodies."))
    if on < recommendation.adopted_on or on > timezone.localdate():
        raise RuleBroken(_("This day is before the adoption, or has not come yet."), field="on")
    rows = Addressed.objects.visible_to(by).filter(recommendation=recommendation)
    if rows.filter(organisation=organisation).exists():
        raise RuleBroken(_("This body has it already."), field="organisation")
    made: Addressed = Addressed.objects.create(
        recommendation=recommendation, holder_id=recommendation.holder_id, organisation=organisation, addressed_on=on
    )  # fmt: skip
    record(RecommendationAddressed(subject=recommendation.pk, to=organisation.pk), by=by)
    return made


@action(access.RECOMMENDATION_WRITE)
def note_answer(*, by: Principal, addressed: Addressed, answer: Words, on: date, source: str) -> Addressed:
    """Writes down what a body answered, and where that stands. Raises RuleBroken without words or source."""
    must_hold(by, addressed.holder_id)
    if not answer:
        raise RuleBroken(_("Write what the body answered."), field="answer")
    if not source.strip():
        raise RuleBroken(_("Name the source: a paper, a meeting, a day."), field="source")
    if on < addressed.addressed_on or on > timezone.localdate():
        raise RuleBroken(_("This day is before the body was asked, or has not come yet."), field="on")
    addressed.answer, addressed.answered_on, addressed.source = answer, on, source.strip()
    addressed.save(update_fields=["answer", "answered_on", "source"])
    record(RecommendationAnswered(subject=addressed.recommendation_id, to=addressed.organisation_id, on=on), by=by)
    return addressed


def _draft(by: Principal, recommendation: Recommendation) -> Recommendation:
    found: Recommendation | None = (
        Recommendation.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=recommendation.pk).first()
    )
    if found is None or found.holder_id not in by.organisations:
        raise Refused("recommendation")
    if found.adopted_on is not None or found.rejected_on is not None:
        raise RuleBroken(_("The conference decided on this: its words never change."))
    return found


def _must_say(words: Words) -> None:
    if not words:
        raise RuleBroken(_("Write the recommendation."), field="words")
