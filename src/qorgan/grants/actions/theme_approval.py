"""A body is asked, writes, decides: signed in, or through a one-time link with a second factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.holding import accounts_with
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.grants import access
from qorgan.grants import theme_rules as rules
from qorgan.grants.actions.theme import about, keep_paper
from qorgan.grants.actions.theme_links import end_link
from qorgan.grants.choices import PURPOSE, ApprovalFactor, Decision, DecisionWay, ThemeState
from qorgan.grants.events import ApprovalAsked, ApprovalDecided, ThemeApproved, ThemeCommented
from qorgan.grants.models import Theme, ThemeApproval, ThemeComment
from qorgan.grants.queries.theme import said_of, state_of
from qorgan.grants.theme_pack import themes as pack
from qorgan.grants.theme_wordings import COMMENTED, DECIDED, TO_SIGN_IN, WITH_LINK
from qorgan.journal.actions import action, record
from qorgan.notices.actions import make_link, send_notice
from qorgan.notices.addressees import ORGANISATION, Addressee, Holder, account, reach
from qorgan.notices.addressees import organisation as body_at
from qorgan.notices.choices import Channel
from qorgan.notices.wordings import Wording
from qorgan.organisations.choices import State
from qorgan.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Asked:
    """A body that was asked; `pin` is shown now and can never be read again."""

    approval: ThemeApproval
    pin: str = ""

    def __repr__(self) -> str:
        return "<asked body>"


@action(access.THEME_DRAFT)
def ask_body(*, by: Principal, approval: ThemeApproval, organisation: Organisation, factor: ApprovalFactor) -> Asked:
    """Asks the organisation that is the body, or asks it again: an earlier link opens nothing any more.

    Raises RuleBroken for an organisation that is no such body, where no address is kept for a link, where it was decided.
    """
    held, theme = _held(by, approval)
    if theme.organisation_id not in by.organisations:
        raise Refused("theme")
    _must_be_open(theme, held)
    body = pack().body(held.body)
    if body is None or organisation.kind_id not in body.kinds or organisation.state != State.ACTIVE:
        raise RuleBroken(_("This organisation is no such body."), field="organisation")
    end_link(held.link)
    held.organisation, held.factor, held.link, held.link_until = organisation, factor, None, None
    held.asked_by, held.asked_at = by.account, timezone.now()
    pin = _write_to(by, theme, held, organisation.pk, timedelta(days=body.link_days))
    held.save()
    record(
        ApprovalAsked(subject=theme.pk, approval=held.pk, body=held.body, to=organisation.pk, factor=str(factor)),
        by=by, about=(held.pk,),
    )  # fmt: skip
    return Asked(held, pin)


def _write_to(by: Principal, theme: Theme, to: ThemeApproval, organisation: UUID, valid_for: timedelta) -> str:
    """Sends the link and gives the code that is told by telephone; or tells those of the body who sign in."""
    number = {"number": str(theme)}
    if to.factor == ApprovalFactor.NONE:
        for one in _deciders(to):
            _notice(TO_SIGN_IN, account(one), theme, f"{to.pk}:{to.asked_at:%s}", number, path=f"/themes/asked/{to.ref}")
        return ""
    found = reach(Holder(ORGANISATION, organisation))
    if found is None or not (found.mail or (found.phone and to.factor == ApprovalFactor.PIN)):
        raise RuleBroken(_("No address is kept to which the link could go. Let the body sign in."), field="factor")
    made = make_link(
        by=by, subject=to.pk, purpose=PURPOSE, valid_for=valid_for, second_factor=str(to.factor), receiver=body_at(organisation)
    )  # fmt: skip
    to.link, to.link_until = made.link.pk, made.link.until
    by_mail = (Channel.MAIL,) if to.factor == ApprovalFactor.SMS else (Channel.MAIL, Channel.SMS)
    send_notice(
        by=Principal.system("notices.sender"), wording=WITH_LINK, to=body_at(organisation), subject=theme.pk,
        key=f"theme:{WITH_LINK.key}:{made.link.pk}", path=made.path, channels=by_mail,
        values={**number, "until": timezone.localdate(made.link.until)},
    )  # fmt: skip
    return made.pin


def _notice(wording: Wording, to: Addressee, theme: Theme, key: str, values: dict[str, str], *, path: str) -> None:
    send_notice(
        by=Principal.system("notices.sender"), wording=wording, to=to, subject=theme.pk, key=f"theme:{wording.key}:{key}",
        values=values, path=path,
    )  # fmt: skip


@action(access.THEME_READ)
def comment_theme(*, by: Principal, approval: ThemeApproval, text: str) -> ThemeComment:
    """The drafting side, or a body that is signed in, writes to the other."""
    return _commented(by, approval, text)


@action(access.APPROVAL_DECIDE)
def comment_as_body(*, by: Principal, approval: ThemeApproval, text: str) -> ThemeComment:
    """A body writes, also through its link."""
    return _commented(by, approval, text)


def _commented(by: Principal, approval: ThemeApproval, text: str) -> ThemeComment:
    held, theme = _held(by, approval)
    if not text.strip():
        raise RuleBroken(_("Write a comment."), field="text")
    by_body = answers_for(by, held)
    if not by_body and theme.organisation_id not in by.organisations:
        raise Refused("approval")
    made = ThemeComment(approval=held, by_body=by_body, written_by=by.account_id)
    made.text = text.strip()
    made.save(force_insert=True)
    record(ThemeCommented(subject=theme.pk, approval=held.pk, body=held.body), by=by, about=(held.pk,))
    told, where = ([theme.drafted_by], f"/themes/{theme.ref}") if by_body else (_deciders(held), f"/themes/asked/{held.ref}")
    for one in told:
        _notice(COMMENTED, account(one), theme, str(made.pk), {"number": str(theme)}, path=where)
    return made


@action(access.APPROVAL_DECIDE)
def decide_theme(
    *, by: Principal, approval: ThemeApproval, decision: Decision, name: str, position: str = "", comment: str = "",
    letter: BinaryIO | None = None, letter_name: str = "",
) -> ThemeApproval:  # fmt: skip
    """The body approves, returns for change or refuses, with its letter where it wrote one; once for a version.

    Raises RuleBroken for a version that is superseded or was decided, without a name, without words where it is returned or
    refused, and for whoever wrote the theme.
    """
    held, theme = _held(by, approval)
    if not answers_for(by, held):
        raise Refused("approval")
    _must_be_open(theme, held)
    _must_be_another(by, theme, held)
    if not name.strip():
        raise RuleBroken(_("Write who answers."), field="name")
    if decision != Decision.APPROVED and not comment.strip():
        raise RuleBroken(_("Write what must be changed, or why it is refused."), field="comment")
    held.decision, held.decided_at, held.decided_by = decision, timezone.now(), by.account_id
    held.decided_way = DecisionWay.LINK if by.is_bearer else DecisionWay.ACCOUNT
    said = {"name": name, "position": position, "comment": comment}
    held.answer = {key: text.strip() for key, text in said.items() if text.strip()}
    held.save()
    record(
        ApprovalDecided(
            subject=theme.pk, approval=held.pk, body=held.body, version=held.version.number, outcome=str(decision),
            way=str(held.decided_way),
        ), by=by, about=(held.pk, *about(theme)),
    )  # fmt: skip
    if letter is not None:
        keep_paper(by, theme, held.version.number, letter, name=letter_name, approval=held)
    if _state(theme) is ThemeState.APPROVED:
        record(ThemeApproved(subject=theme.pk, version=held.version.number), by=by, about=about(theme))
    if not by.is_bearer:
        end_link(held.link)
    _notice(DECIDED, account(theme.drafted_by), theme, str(held.pk), {"number": str(theme)}, path=f"/themes/{theme.ref}")
    return held


def _deciders(approval: ThemeApproval) -> list[UUID]:
    """The people of a body who decide, signed in; nobody before a body was asked."""
    return accounts_with(access.APPROVAL_DECIDE, approval.organisation_id) if approval.organisation_id else []


def answers_for(by: Principal, approval: ThemeApproval) -> bool:
    """Whether `by` is the body: the bearer of its link, or somebody of its organisation who decides."""
    if by.is_bearer:
        return by.bearer_of == approval.pk
    return by.may(access.APPROVAL_DECIDE) and approval.organisation_id in by.organisations


def _held(by: Principal, approval: ThemeApproval) -> tuple[ThemeApproval, Theme]:
    """The approval as it stands now, held until the transaction ends. Raises Refused for one that is not the actor's to change."""
    rows = ThemeApproval.objects.visible_to(by).select_related("version").select_for_update(of=("self",))
    held = rows.filter(pk=approval.pk).first()
    if held is None:
        raise Refused("approval")
    return held, Theme.objects.visible_to(by).get(pk=held.theme_id)


def _state(theme: Theme) -> ThemeState:
    """The state, which a bearer alone cannot work out: it knows no other body."""
    with acting(access.HAND):
        return state_of(theme, said_of(access.HAND, [theme])[theme.pk])


def _must_be_open(theme: Theme, approval: ThemeApproval) -> None:
    if not rules.may_decide(
        state=_state(theme), version=theme.version, of_version=approval.version.number, decision=approval.decision
    ):  # fmt: skip
        raise RuleBroken(_("This was decided already, or the theme was changed since. Ask to be sent the newest version."))


def _must_be_another(by: Principal, theme: Theme, approval: ThemeApproval) -> None:
    wrote = {theme.drafted_by, approval.version.saved_by, approval.version.submitted_by}
    if by.account_id is not None and by.account_id in wrote:
        raise RuleBroken(_("Whoever wrote the theme does not decide on it."))
