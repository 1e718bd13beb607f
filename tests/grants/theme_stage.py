"""A grant operator, an Ombudsman and a UN committee of the register; who drafts, who decides, who looks on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.grants import access
from qorgan.grants.actions import ask_body, decide_theme, draft_theme, submit_theme
from qorgan.grants.actions.theme_approval import Asked
from qorgan.grants.choices import ApprovalFactor, Decision
from qorgan.grants.models import Theme, ThemeApproval
from qorgan.grants.theme_described import Origin, ThemeText
from qorgan.notices.access import LINK_MAKE, NOTICE_SEND
from qorgan.organisations.access import DUTY_READ, ORGANISATION_READ
from qorgan.organisations.access import PACK as REGISTER
from qorgan.organisations.actions import register_organisation, seal_fact
from qorgan.organisations.choices import SealedKind
from qorgan.organisations.loading import load_organisation_kinds
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.staff import sessions
from qorgan.staff.models import Account
from qorgan.texts.words import Words
from qorgan.vault.keys import new_key

OFFICER = (access.THEME_READ, access.THEME_DRAFT, LINK_MAKE, NOTICE_SEND, DUTY_READ, ORGANISATION_READ)
DECIDER = (access.THEME_READ, access.APPROVAL_DECIDE, ORGANISATION_READ)


def three(words: str) -> Words:
    """The same words in every language, told apart by it."""
    return Words(kk=f"{words} (kk)", ru=f"{words} (ru)", en=words)


TEXT = ThemeText(three("Mini-network of services"), three("Adolescents return"), three("Fewer return"), three("Seven sites"),
                 ("CRC-40", "CRC-19"))  # fmt: skip
ORIGIN = Origin(three("Replicate the alternative programmes"), "Conference, 2016", date(2016, 11, 21))


@pytest.fixture(autouse=True)
def english():
    """The tests read sentences in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def town(as_web) -> Place:
    return Place.objects.create(code="r1", path="kz.r", level=1, names=three("Town"))


@pytest.fixture
def body(town) -> Callable[..., Organisation]:
    """Makes an organisation of a kind, with a duty mailbox, and with a duty telephone unless it has none."""
    load_organisation_kinds()

    def made(kind: str, *, phone: str = "+77011234567", pk=None) -> Organisation:
        found = register_organisation(by=REGISTER, kind=OrganisationKind.objects.get(pk=kind), place=town, names=three(kind))
        seal_fact(by=REGISTER, organisation=found, kind=SealedKind.DUTY_MAIL, text=f"duty-{kind.replace('_', '-')}@example.org")
        if phone:
            seal_fact(by=REGISTER, organisation=found, kind=SealedKind.DUTY_PHONE, text=phone)
        return found

    return made


@pytest.fixture
def keeper(body, cast, owner) -> Organisation:
    """The operator of grants, where the cast works."""
    found = body("grant_operator")
    cast.here = found.pk
    return found


@pytest.fixture
def ombudsman(body) -> Organisation:
    return body("children_ombudsman", phone="+77010000104")


@pytest.fixture
def committee(body) -> Organisation:
    return body("international", phone="+77010000105")


@pytest.fixture
def officer(cast, keeper) -> Principal:
    """Drafts themes for the operator."""
    return cast.person(*OFFICER)


@pytest.fixture
def stranger(cast, keeper) -> Principal:
    """May do the same at another organisation."""
    return cast.person(*OFFICER, at=cast.elsewhere)


@pytest.fixture
def decider(cast, ombudsman) -> Principal:
    """Decides for the Ombudsman, signed in."""
    return cast.person(*DECIDER, at=ombudsman.pk)


@pytest.fixture
def theme(officer) -> Theme:
    """A draft."""
    return draft_theme(by=officer, text=TEXT, origin=ORIGIN)


@pytest.fixture
def submitted(officer, theme) -> Theme:
    return submit_theme(by=officer, theme=theme)


def again(by: Principal, theme: Theme) -> Theme:
    """The theme as `by` reads it now."""
    with acting(by):
        return Theme.objects.visible_to(by).get(pk=theme.pk)


def approval_of(by: Principal, theme: Theme, body: str) -> ThemeApproval:
    """What one body is asked about the newest submitted version."""
    with acting(by):
        rows = ThemeApproval.objects.visible_to(by).select_related("version", "theme")
        return rows.filter(theme=theme, body=body).order_by("-version__number").first()


def ask(by: Principal, theme: Theme, body: str, organisation: Organisation, factor: ApprovalFactor = ApprovalFactor.PIN) -> Asked:
    """A body is asked about the newest submitted version."""
    return ask_body(by=by, approval=approval_of(by, theme, body), organisation=organisation, factor=factor)


@pytest.fixture
def bearer_decides(officer) -> Callable[..., ThemeApproval]:
    """A body is asked by link, and answers through it."""

    def done(theme: Theme, body: str, organisation: Organisation, decision: Decision = Decision.APPROVED) -> ThemeApproval:
        asked = ask(officer, theme, body, organisation)
        bearer = Principal.bearer(asked.approval.pk, access.BODY)
        return decide_theme(by=bearer, approval=asked.approval, decision=decision, name="Ada", comment="Shorter, please")

    return done


@pytest.fixture
def approved(submitted, bearer_decides, ombudsman, committee, officer) -> Theme:
    """A theme that both bodies approved."""
    bearer_decides(submitted, "ombudsman", ombudsman)
    bearer_decides(submitted, "un_committee", committee)
    return again(officer, submitted)


@pytest.fixture
def sit(client, monkeypatch, settings, owner):
    """Seats somebody at the browser: the principal that a session would give."""

    def seated(by: Principal, language: str = "en"):
        with owner():
            if not Account.objects.filter(pk=by.account_id).exists():
                new_key(subject=by.account_id, scope="staff.account")
                Account.objects.create(id=by.account_id, username=by.account_id.hex, name="Айгерім")
        client.cookies[settings.SESSION_COOKIE_NAME] = "x"
        reader = replace(by, language=language)
        signed_in = sessions.SignedIn(sessions.State.IN, reader, reader)
        monkeypatch.setattr(sessions, "of_request", lambda request: signed_in)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
        return client

    return seated
