"""From a draft to two approvals: who may what, what falls with a change, what the database itself refuses."""

from __future__ import annotations

import io

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.grants import access
from qorgan.grants.actions import (
    add_theme_document,
    ask_body,
    change_theme,
    comment_as_body,
    comment_theme,
    decide_theme,
    draft_theme,
    open_theme_document,
    remove_theme_document,
    submit_theme,
    withdraw_theme,
)
from qorgan.grants.actions.theme import papers_of
from qorgan.grants.choices import ApprovalFactor, Decision, ThemeState
from qorgan.grants.models import Theme, ThemeApproval, ThemeComment, ThemeDocument, ThemeVersion
from qorgan.grants.queries.theme import is_open_for_calls, open_themes, states
from qorgan.grants.queries.theme_pages import in_state, state_of_row, themes
from qorgan.grants.theme_described import Origin, ThemeText
from qorgan.journal.models import Entry
from qorgan.notices.models import OneTimeLink
from qorgan.texts.words import Words
from tests.grants.theme_stage import *  # noqa: F403
from tests.grants.theme_stage import DECIDER, OFFICER, ORIGIN, TEXT, again, approval_of, ask, three

pytestmark = pytest.mark.django_db
OTHER = ThemeText(TEXT.title, TEXT.need, TEXT.aims.replaced(en="Far fewer return"), TEXT.results, TEXT.articles)
PAPER = b"Plan of the network, in words."


def opened(by: Principal, theme: Theme) -> bool:
    with acting(by):
        return is_open_for_calls(by, theme)


# The way to two approvals --------------------------------------------------------------------------------------------------


def test_no_call_opens_before_both_bodies_approved(officer, submitted, bearer_decides, ombudsman, committee) -> None:
    assert not opened(officer, submitted)
    bearer_decides(submitted, "ombudsman", ombudsman)
    assert not opened(officer, submitted)
    bearer_decides(submitted, "un_committee", committee)
    assert opened(officer, submitted)
    verbs = list(Entry.objects.filter(stream=submitted.pk).order_by("seq").values_list("verb", flat=True))
    assert verbs.count("grants.approval.decided") == 2
    assert verbs[-1] != "grants.theme.withdrawn"
    assert "grants.theme.approved" in verbs


def test_a_body_that_the_pack_adds_later_must_approve_too(officer, approved, monkeypatch) -> None:
    from dataclasses import replace

    from qorgan.grants.queries import theme as queries
    from qorgan.grants.theme_pack import themes as pack

    more = replace(pack(), bodies=(*pack().bodies, replace(pack().bodies[0], key="parliament")))
    monkeypatch.setattr(queries, "pack", lambda: more)
    assert not opened(officer, approved)


def test_every_approval_falls_with_a_change(officer, approved) -> None:
    assert opened(officer, approved)
    change_theme(by=officer, theme=approved, text=OTHER, reason="The committee of the region asked")
    assert not opened(officer, again(officer, approved))
    with acting(officer):
        assert states(officer, [again(officer, approved)])[approved.pk] is ThemeState.CHANGED
        assert open_themes(officer) == []
    entry = Entry.objects.get(stream=approved.pk, verb="grants.theme.approvals_fell")
    assert '"ombudsman"' in entry.body
    assert '"un_committee"' in entry.body


def test_a_paper_that_comes_or_goes_is_a_change_too(officer, approved) -> None:
    document = add_theme_document(by=officer, theme=approved, file=io.BytesIO(PAPER), name="plan.txt", reason="The plan was missing")
    assert not opened(officer, again(officer, approved))
    with acting(officer):
        assert papers_of(officer, approved, 1).count() == 0
        assert papers_of(officer, approved, 2).count() == 1
    assert open_theme_document(by=officer, document=document) == PAPER
    submit_theme(by=officer, theme=again(officer, approved))
    remove_theme_document(by=officer, document=document, reason="It belongs elsewhere")
    with acting(officer):
        assert papers_of(officer, approved, 2).count() == 1, "what was submitted keeps its papers"
        assert papers_of(officer, approved, 3).count() == 0


def test_a_submitted_theme_is_changed_with_a_reason_only(officer, approved) -> None:
    with pytest.raises(RuleBroken, match="why the theme is changed"):
        change_theme(by=officer, theme=approved, text=OTHER)
    assert opened(officer, again(officer, approved))


def test_the_same_words_again_change_nothing(officer, approved) -> None:
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        change_theme(by=officer, theme=approved, text=TEXT, reason="none")
    assert opened(officer, again(officer, approved))


def test_returned_for_change_it_comes_back_as_a_new_version_and_both_are_asked_again(
    officer, submitted, bearer_decides, ombudsman, committee
) -> None:
    bearer_decides(submitted, "ombudsman", ombudsman, Decision.RETURNED)
    with acting(officer):
        assert states(officer, [again(officer, submitted)])[submitted.pk] is ThemeState.RETURNED
    change_theme(by=officer, theme=submitted, text=OTHER, reason="Shorter, as asked")
    submit_theme(by=officer, theme=submitted)
    asked = approval_of(officer, submitted, "ombudsman")
    assert (asked.version.number, asked.decision, asked.organisation_id) == (2, "", ombudsman.pk)
    bearer_decides(submitted, "ombudsman", ombudsman)
    bearer_decides(submitted, "un_committee", committee)
    assert opened(officer, again(officer, submitted))


def test_what_is_not_written_in_every_language_is_not_submitted(officer) -> None:
    theme = draft_theme(by=officer, text=ThemeText(Words(ru="Сеть"), three("n"), three("a"), three("r"), ("CRC-40",)), origin=ORIGIN)
    with pytest.raises(RuleBroken, match="Title"):
        submit_theme(by=officer, theme=theme)


@pytest.mark.parametrize(
    ("origin", "field"), [(Origin(Words(), "a paper"), "origin"), (Origin(three("A wish"), " "), "origin_source")]
)  # fmt: skip
def test_a_theme_says_where_it_comes_from_and_where_that_stands(officer, origin, field) -> None:
    with pytest.raises(RuleBroken) as broken:
        draft_theme(by=officer, text=TEXT, origin=origin)
    assert broken.value.field == field


def test_an_article_that_the_convention_does_not_have_is_refused(officer, theme) -> None:
    with pytest.raises(RuleBroken):
        change_theme(by=officer, theme=theme, text=ThemeText(TEXT.title, articles=("CRC-99",)))


# Who may what ------------------------------------------------------------------------------------------------------------


def test_a_draft_is_known_to_its_own_organisation_alone(officer, stranger, decider, theme) -> None:
    for by, number in ((officer, 1), (stranger, 0), (decider, 0)):
        with acting(by):
            assert Theme.objects.visible_to(by).count() == number
            assert ThemeVersion.objects.visible_to(by).count() == number


def test_a_new_draft_of_a_submitted_theme_is_not_known_outside(officer, stranger, submitted) -> None:
    change_theme(by=officer, theme=submitted, text=OTHER, reason="better")
    with acting(stranger):
        assert list(ThemeVersion.objects.visible_to(stranger).values_list("number", flat=True)) == [1]


def test_nobody_of_another_organisation_changes_a_theme(stranger, submitted, officer) -> None:
    for act in (
        lambda: change_theme(by=stranger, theme=submitted, text=OTHER, reason="x"),
        lambda: submit_theme(by=stranger, theme=submitted),
        lambda: withdraw_theme(by=stranger, theme=submitted),
    ):
        with pytest.raises(Refused):
            act()
    assert again(officer, submitted).version == 1


def test_a_body_decides_for_itself_and_for_no_other(officer, submitted, decider, ombudsman, committee) -> None:
    own, other = approval_of(officer, submitted, "ombudsman"), approval_of(officer, submitted, "un_committee")
    ask_body(by=officer, approval=own, organisation=ombudsman, factor=ApprovalFactor.NONE)
    ask_body(by=officer, approval=other, organisation=committee, factor=ApprovalFactor.NONE)
    with pytest.raises(Refused):
        decide_theme(by=decider, approval=other, decision=Decision.APPROVED, name="Ada")
    done = decide_theme(by=decider, approval=own, decision=Decision.APPROVED, name="Ada")
    assert (done.decision, done.decided_way, done.decided_by) == ("approved", "account", decider.account_id)


def test_the_bearer_of_one_link_knows_no_other_body_and_no_other_theme(officer, submitted, ombudsman, committee) -> None:
    other_theme = submit_theme(by=officer, theme=draft_theme(by=officer, text=TEXT, origin=ORIGIN))
    asked = ask(officer, submitted, "ombudsman", ombudsman)
    comment_theme(by=officer, approval=approval_of(officer, submitted, "un_committee"), text="For the committee alone")
    bearer = Principal.bearer(asked.approval.pk, access.BODY)
    with acting(bearer):
        assert list(Theme.objects.visible_to(bearer)) == [submitted]
        assert list(ThemeApproval.objects.visible_to(bearer)) == [asked.approval]
        assert not ThemeComment.objects.visible_to(bearer).exists()
        assert ThemeVersion.objects.visible_to(bearer).count() == 1
        assert other_theme.pk not in Theme.objects.everything(because="row security alone answers here").values_list("pk", flat=True)
        assert ThemeApproval.objects.everything(because="row security alone answers here").count() == 1
        assert not ThemeComment.objects.everything(because="row security alone answers here").exists()


def test_whoever_wrote_the_theme_does_not_decide_on_it(cast, body, owner) -> None:
    both = body("children_ombudsman")
    writer = cast.person(*OFFICER, *DECIDER, at=both.pk)
    theme = submit_theme(by=writer, theme=draft_theme(by=writer, text=TEXT, origin=ORIGIN))
    asked = ask(writer, theme, "ombudsman", both, ApprovalFactor.NONE)
    with pytest.raises(RuleBroken, match="wrote the theme"):
        decide_theme(by=writer, approval=asked.approval, decision=Decision.APPROVED, name="Ada")


def test_an_organisation_of_another_kind_is_no_such_body(officer, submitted, committee) -> None:
    with pytest.raises(RuleBroken, match="no such body"):
        ask(officer, submitted, "ombudsman", committee)


def test_a_body_returns_and_refuses_with_words_only_and_says_who_it_is(officer, submitted, decider, ombudsman) -> None:
    asked = ask(officer, submitted, "ombudsman", ombudsman, ApprovalFactor.NONE)
    with pytest.raises(RuleBroken, match="must be changed"):
        decide_theme(by=decider, approval=asked.approval, decision=Decision.RETURNED, name="Ada")
    with pytest.raises(RuleBroken, match="who answers"):
        decide_theme(by=decider, approval=asked.approval, decision=Decision.APPROVED, name=" ")


def test_a_superseded_version_is_not_decided_on(officer, submitted, decider, ombudsman) -> None:
    asked = ask(officer, submitted, "ombudsman", ombudsman, ApprovalFactor.NONE)
    change_theme(by=officer, theme=submitted, text=OTHER, reason="better")
    with pytest.raises(RuleBroken, match="newest version"):
        decide_theme(by=decider, approval=asked.approval, decision=Decision.APPROVED, name="Ada")


def test_a_change_and_a_withdrawal_end_every_link(officer, submitted, ombudsman) -> None:
    for act in (
        lambda: change_theme(by=officer, theme=submitted, text=OTHER, reason="better"),
        lambda: withdraw_theme(by=officer, theme=submitted),
    ):
        if again(officer, submitted).version > 1:
            submit_theme(by=officer, theme=submitted)
        approval = approval_of(officer, submitted, "ombudsman")
        link = ask_body(by=officer, approval=approval, organisation=ombudsman, factor=ApprovalFactor.PIN).approval.link
        act()
        with acting(access.HAND):
            assert OneTimeLink.objects.visible_to(access.HAND).get(pk=link).withdrawn_at is not None


def test_the_exchange_with_one_body_is_read_by_it_and_by_the_keeper(officer, stranger, decider, submitted, ombudsman) -> None:
    asked = ask(officer, submitted, "ombudsman", ombudsman)
    comment_as_body(by=Principal.bearer(asked.approval.pk, access.BODY), approval=asked.approval, text="Which seven?")
    comment_theme(by=officer, approval=asked.approval, text="The list follows")
    for by, number in ((officer, 2), (decider, 2), (stranger, 0)):
        with acting(by):
            assert ThemeComment.objects.visible_to(by).count() == number
            assert ThemeComment.objects.everything(because="row security alone answers here").count() == number
    with pytest.raises(Refused):
        comment_theme(by=stranger, approval=asked.approval, text="Let me say")


# What the database refuses -----------------------------------------------------------------------------------------------


def test_a_submitted_version_never_changes_not_even_by_its_own_people(officer, submitted) -> None:
    with acting(officer), pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        ThemeVersion.objects.visible_to(officer).filter(theme=submitted).update(reason="quietly")


def test_the_drafting_side_never_writes_a_decision(officer, submitted) -> None:
    """Planted: past the actions, by hand, with everything that the wall lets the keeper do."""
    values = {"decision": "approved", "decided_at": F("asked_at"), "decided_way": "account"}
    with acting(officer):
        rows = ThemeApproval.objects.visible_to(officer).filter(theme=submitted)
        for planted in (values, {**values, "decided_at": submitted.drafted_at}):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**planted)


def test_a_decision_stands_as_it_was_given(officer, approved, decider) -> None:
    with acting(decider), pytest.raises(IntegrityError, match="decides once"), transaction.atomic():
        ThemeApproval.objects.visible_to(decider).filter(theme=approved, body="ombudsman").update(decision="refused")


def test_papers_and_answers_are_sealed_on_the_disk(officer, submitted, bearer_decides, ombudsman, owner) -> None:
    bearer_decides(submitted, "ombudsman", ombudsman)
    from django.db import connection

    with owner(), connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM grants_themeapproval WHERE decision <> ''")
        (kept,) = cursor.fetchone()
    assert b"Ada" not in bytes(kept)


def test_a_letter_comes_with_the_decision(officer, submitted, ombudsman) -> None:
    asked = ask(officer, submitted, "ombudsman", ombudsman)
    bearer = Principal.bearer(asked.approval.pk, access.BODY)
    decide_theme(
        by=bearer, approval=asked.approval, decision=Decision.APPROVED, name="Ada", letter=io.BytesIO(PAPER), letter_name="l.txt"
    )
    with acting(officer):
        letter = ThemeDocument.objects.visible_to(officer).get(approval=asked.approval)
    assert open_theme_document(by=officer, document=letter) == PAPER


def test_the_filter_of_the_list_says_what_the_state_says(officer, submitted, bearer_decides, ombudsman, committee, theme) -> None:
    def drafted() -> Theme:
        return draft_theme(by=officer, text=TEXT, origin=ORIGIN)

    def sent() -> Theme:
        return submit_theme(by=officer, theme=drafted())

    drafted()
    for first, second in (
        (Decision.APPROVED, Decision.APPROVED),
        (Decision.RETURNED, None),
        (Decision.REFUSED, None),
        (Decision.APPROVED, None),
    ):
        one = sent()
        bearer_decides(one, "ombudsman", ombudsman, first)
        if second:
            bearer_decides(one, "un_committee", committee, second)
        if first is not Decision.REFUSED and not second:
            change_theme(by=officer, theme=one, text=OTHER, reason="better")
    withdraw_theme(by=officer, theme=sent())
    with acting(officer):
        rows = {row.pk: state_of_row(row) for row in themes(officer)}
        assert set(rows.values()) == set(ThemeState)
        for state in ThemeState:
            found = set(in_state(themes(officer), state).values_list("pk", flat=True))
            assert found == {pk for pk, held in rows.items() if held is state}, state
        plain = states(officer, Theme.objects.visible_to(officer))
        assert plain == rows
