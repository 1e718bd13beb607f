"""Screens of calls, applications, evaluations and projects."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from qorgan.grants import call_access, project_access
from qorgan.grants.granting_pack import granting
from qorgan.grants.models import (
    APPLICATION_SCOPE,
    PROJECT_SCOPE,
    Application,
    Call,
    Expert,
    Panelist,
    Programme,
    Project,
    Theme,
)
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.texts.words import Words
from qorgan.vault.keys import new_key
from tests.conftest import as_owner
from tests.house.rows import Stage, screen

READER = (call_access.CALL_READ, call_access.APPLICATION_CHECK)


def _house(stage: Stage) -> Organisation:
    """The organisation of the reader."""
    place, _ = Place.objects.get_or_create(code="house", defaults={"path": "house", "names": Words(en="House")})
    kind, _ = OrganisationKind.objects.get_or_create(key="house", defaults={"names": Words(en="House")})
    given = {"kind": kind, "place": place, "names": Words(en="House")}
    return Organisation.objects.get_or_create(pk=next(iter(stage.by.organisations)), defaults=given)[0]


def _call(stage: Stage, number: int) -> Call:
    """An open call of the reader's organisation, with a theme and a programme of its own."""
    house = _house(stage)
    programme = Programme.objects.create(
        code=f"p{number}", names=Words(en=f"Programme {number}"), funder=house, run_by=house, starts_on=date(2026, 1, 1)
    )
    theme = Theme.objects.create(
        number=9_000 + number, organisation=house, title=Words(en="Theme"), drafted_by=stage.by.account, origin_words=Words(en="x")
    )
    terms = granting().terms
    return Call.objects.create(
        number=f"C{number}", programme=programme, theme=theme, theme_title=Words(en="Theme"), run_by=house, kind="short",
        ceiling=Decimal(10_000_000), index_amount=Decimal(4_325), opens_at=timezone.now(), closes_at=timezone.now(), state="open",
        seed_source="x", policy=str(terms.policy), ties=list(terms.ties), least_points=50, spread=40, panel_size=3, reserve_size=3,
        criteria=[{"code": one.code, "weight": one.weight, "most": one.most} for one in granting().criteria],
    )  # fmt: skip


def _application(stage: Stage, number: int, call: Call) -> Application:
    """A draft that was filed."""
    house = _house(stage)
    made = Application(
        number=f"A{number}", call=call, organisation=house, run_by=house, place=house.place, title=f"Project {number}",
        began_by=stage.by.account, amount=Decimal(5_000_000), starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31),
    )  # fmt: skip
    new_key(subject=made.pk, scope=APPLICATION_SCOPE)
    made.save(force_insert=True)
    rows = Application.objects.everything(because="the row is arranged as if it had been filed")
    rows.filter(pk=made.pk).update(state="filed", version=1, filed_at=timezone.now())
    return made


def _of_one_call(stage: Stage, number: int) -> Any:
    """A filed application of one and the same call."""
    if "call" not in stage.kept:
        stage.kept["call"] = _call(stage, 0)
    return _application(stage, number, stage.kept["call"])


@screen("grants.calls", "/grants/calls", needs=READER)
def call(stage: Stage, number: int) -> None:
    _call(stage, number)


@screen("grants.applications", "/grants/applications", needs=READER)
def application(stage: Stage, number: int) -> None:
    _of_one_call(stage, number)


@screen("grants.call", lambda stage: f"/grants/calls/{stage.kept['call'].ref}", needs=READER)
def application_of_a_call(stage: Stage, number: int) -> None:
    _of_one_call(stage, number)


@screen("grants.experts", "/grants/experts", needs=READER)
def expert(stage: Stage, number: int) -> None:
    _expert(stage, number)


def _expert(stage: Stage, number: int) -> Expert:
    account = stage.cast.person().account
    return Expert.objects.create(
        number=f"E{number:03}", account_id=account, name="Expert", employer=_house(stage), since=date(2026, 1, 1)
    )


@screen("grants.panels", "/grants/reviews", needs=(call_access.CALL_READ, call_access.REVIEW_WRITE))
def panelist(stage: Stage, number: int) -> None:
    with as_owner():
        one, house = _of_one_call(stage, number), _house(stage)
    expert = _expert(stage, number)
    with as_owner():  # the draw alone names a panel
        Panelist.objects.create(
            application=one, expert=expert, account_id=stage.by.account, run_by=house, applicant=house, title=one.title,
            place_in_draw=1,
        )  # fmt: skip


@screen("grants.projects", "/grants/projects", needs=(project_access.PROJECT_READ,))
def project(stage: Stage, number: int) -> None:
    one, house = _of_one_call(stage, number), _house(stage)
    made = Project(
        number=f"G{number}", application=one, call=stage.kept["call"], organisation=house, run_by=house, place=house.place,
        title=one.title, amount=Decimal(100_000), starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31), awarded_by=stage.by.account,
    )  # fmt: skip
    new_key(subject=made.pk, scope=PROJECT_SCOPE)
    made.save(force_insert=True)
