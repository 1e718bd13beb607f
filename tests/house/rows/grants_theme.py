"""Screens of themes of grants: the list, and what a body was asked."""

from qorgan.access.acting import acting
from qorgan.grants import access
from qorgan.grants.actions import ask_body, draft_theme, submit_theme
from qorgan.grants.choices import ApprovalFactor
from qorgan.grants.models import Theme, ThemeApproval
from qorgan.grants.theme_described import Origin, ThemeText
from qorgan.grants.theme_pack import themes as pack
from qorgan.notices.access import LINK_MAKE, NOTICE_SEND
from qorgan.organisations.loading import load_organisation_kinds
from qorgan.organisations.models import Organisation
from qorgan.texts.words import Words
from tests.house.rows import Stage, screen
from tests.house.rows.referrals import _house

OFFICER = (access.THEME_READ, access.THEME_DRAFT, LINK_MAKE, NOTICE_SEND)


def three(words: str) -> Words:
    """The same words in every language."""
    return Words(kk=words, ru=words, en=words)


def _theme(stage: Stage, number: int) -> Theme:
    """A submitted theme of the reader's organisation, drafted by somebody who may."""
    house = next(iter(stage.by.organisations))
    _house(house)
    by = stage.kept.setdefault("officer", stage.cast.person(*OFFICER, at=house))
    text = ThemeText(*(three(f"{name} {number}") for name in ("Theme", "Need", "Aims", "Results")), ("CRC-19",))
    theme = draft_theme(by=by, text=text, origin=Origin(three("A decision"), "A paper"))
    return submit_theme(by=by, theme=theme)


@screen("grants.themes", "/themes", needs=(access.THEME_READ,))
def theme(stage: Stage, number: int) -> None:
    _theme(stage, number)


@screen("grants.asked", "/themes/asked", needs=(access.THEME_READ, access.APPROVAL_DECIDE))
def asked(stage: Stage, number: int) -> None:
    """The reader's own organisation is asked as the Ombudsman."""
    made = _theme(stage, number)
    load_organisation_kinds()
    body = pack().bodies[0]
    house = Organisation.objects.get(pk=next(iter(stage.by.organisations)))
    house.kind_id = body.kinds[0]
    house.save()
    by = stage.kept["officer"]
    with acting(by):
        approval = ThemeApproval.objects.visible_to(by).get(theme=made, body=body.key)
    ask_body(by=by, approval=approval, organisation=house, factor=ApprovalFactor.NONE)
