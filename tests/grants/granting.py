"""One call from its opening to the end of a project: the people, the organisations and the clock of these tests.

`World` stands on an approved theme; each step is a method, so that a test says only what it is about.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from qorgan.access.acting import reading
from qorgan.access.principal import Principal
from qorgan.grants import actions, call_access, project_access
from qorgan.grants.access import THEME_READ
from qorgan.grants.actions import Planned
from qorgan.grants.call_rules import Line
from qorgan.grants.models import Application, Call, Expert, Panelist, Programme, Project, Theme, Tranche
from qorgan.organisations.access import PACK as REGISTER
from qorgan.organisations.actions import register_organisation
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.texts.words import Words

CLOSES = datetime(2026, 11, 20, 13, 0, 0, tzinfo=UTC)
BEFORE, AFTER = CLOSES - timedelta(days=3), CLOSES + timedelta(days=3)
OFFICER = (
    call_access.CALL_READ, call_access.CALL_MANAGE, call_access.APPLICATION_CHECK, THEME_READ, project_access.PROJECT_READ,
    project_access.TRANCHE_PREPARE, project_access.REPORT_ACCEPT, project_access.CONTRACT_SIGN,
)  # fmt: skip
GRANTEE = (
    call_access.CALL_READ, call_access.APPLICATION_FILE, project_access.PROJECT_READ, project_access.PROJECT_KEEP,
    project_access.CONTRACT_SIGN,
)  # fmt: skip
EXPERT = (call_access.CALL_READ, call_access.REVIEW_WRITE)
MARKS = {"need": 8, "plan": 8, "team": 8, "budget": 8}


def at_clock(moment: datetime) -> None:
    """The database's own clock stands at this moment until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION clocks_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS "
            f"$f$ SELECT timestamptz '{moment.isoformat()}' $f$"
        )


def seen(by: Principal, model: Any, **given: Any) -> list[Any]:
    """The rows that both walls show somebody, in the order in which they were made."""
    with reading(by):
        return list(model.objects.visible_to(by).filter(**given).order_by("pk"))


def through_the_wall(by: Principal, model: Any, **given: Any) -> list[Any]:
    """The rows that row security alone shows, as if the first wall were open."""
    with reading(by):
        return list(model.objects.everything(because="the wall alone is asked").filter(**given).order_by("pk"))


@dataclass
class World:
    """Everything that the tests of granting share."""

    owner: Callable[[], AbstractContextManager[None]]
    cast: Any
    place: Place
    body: Organisation
    programme: Programme
    theme: Theme
    officer: Principal
    decider: Principal
    approver: Principal
    payer: Principal
    verifier: Principal
    experts: list[Principal] = field(default_factory=list)
    made: int = 0

    def moment(self, at: datetime) -> None:
        with self.owner():
            at_clock(at)

    def ngo(self, key: str = "ngo") -> Principal:
        """Somebody of a new NGO who may apply and keep its project."""
        self.made += 1
        kind = OrganisationKind.objects.get_or_create(key=key, defaults={"names": Words(en=key)})[0]
        house = register_organisation(by=REGISTER, kind=kind, place=self.place, names=Words(en=f"NGO {self.made}"))
        return self.cast.person(*GRANTEE, at=house.pk)

    def colleague(self, of: Principal, *permissions: str) -> Principal:
        return self.cast.person(*(permissions or GRANTEE), at=next(iter(of.organisations)))

    def call(self, *, ceiling: int | str = 40_000_000, kind: str = "short", is_open: bool = True, **given: Any) -> Call:
        """A call of the programme, open three days before its deadline."""
        self.moment(BEFORE)
        asked = {"seed_source": "Official rates of the National Bank of 23.11.2026", "closes_at": CLOSES, **given}
        made = actions.prepare_call(
            by=self.officer, programme=self.programme, theme=self.theme, number=f"2026-{Call.objects.count() + 1}", kind=kind,
            ceiling=Decimal(ceiling), **asked,
        )  # fmt: skip
        return actions.open_call(by=self.officer, call=made) if is_open else made

    def draft(self, call: Call, who: Principal, *, amount: str = "6000000", title: str = "A consulting centre") -> Application:
        """A complete draft: twelve months, one line, one promise."""
        made = actions.begin_application(by=who, call=call)
        actions.save_application(
            by=who,
            application=made,
            title=title,
            summary="Help for adolescents",
            starts_on=date(2027, 1, 1),
            ends_on=date(2027, 12, 31),
        )
        lines = [Line("services", "Consultations", Decimal(amount) - 200_000), Line("admin", "Rent", Decimal(200_000))]
        actions.set_budget(by=who, application=made, lines=lines)
        actions.set_promises(by=who, application=made, targets={"children": 400})
        return self.again(who, made)

    def filed(self, call: Call, who: Principal, **given: Any) -> Application:
        return actions.file_application(by=who, application=self.draft(call, who, **given))

    def admitted(self, *applications: Application) -> None:
        self.moment(AFTER)
        for one in applications:
            actions.check_application(by=self.officer, application=one, passed=["register", "filing", "standing", "plan"])

    def register(self, count: int = 8) -> None:
        for number in range(1, count + 1):
            who = self.cast.person(*EXPERT)
            self.experts.append(who)
            actions.register_expert(
                by=self.officer, number=f"E-{number:03}", account_id=who.account, name=f"Expert {number}", since=date(2026, 1, 1)
            )

    def drawn(self, call: Call, seed: str = "498.51 576.13") -> None:
        if not self.experts:
            self.register()
        actions.draw_experts(by=self.officer, call=call, seed=seed)

    def places(self, application: Application) -> list[Panelist]:
        return sorted(seen(self.officer, Panelist, application=application), key=lambda one: one.place_in_draw)

    def who(self, panelist: Panelist) -> Principal:
        return next(one for one in self.experts if one.account_id == panelist.account_id)

    def score(self, application: Application, **marks: int) -> None:
        """Every expert of the panel declares to be free and gives the same marks."""
        for one in self.places(application):
            if one.state == "assigned":
                actions.deny_conflict(by=self.who(one), panelist=one)
                actions.score_application(by=self.who(one), panelist=one, marks={**MARKS, **marks})

    def awarded(self, who: Principal | None = None, **given: Any) -> Project:
        """A project with a grant, before its contract."""
        who = who or self.ngo()
        call = self.call(**{name: given.pop(name) for name in ("ceiling", "kind") if name in given})
        one = self.filed(call, who, **given)
        self.admitted(one)
        self.drawn(call)
        self.score(one)
        actions.decide_application(by=self.decider, application=one, is_awarded=True, reason="The best of all")
        return seen(self.officer, Project, application=one)[0]

    def running(self, who: Principal, *amounts: str, **given: Any) -> Project:
        """A project whose contract both sides signed."""
        project = self.awarded(who, **given)
        plan = [Planned(Decimal(amount), date(2027, number, 1)) for number, amount in enumerate(amounts or (str(project.amount),), 1)]
        actions.plan_tranches(by=self.officer, project=project, plan=plan)
        version = actions.draft_contract(by=self.officer, project=project, terms="The law of the Republic holds.")
        actions.sign_contract(by=self.officer, project=project, version=version)
        actions.sign_contract(by=who, project=project, version=version)
        return self.again(self.officer, project)

    def tranche(self, project: Project, number: int = 1) -> Tranche:
        return seen(self.officer, Tranche, project=project, number=number)[0]

    def paid(self, project: Project, number: int = 1) -> Tranche:
        one = actions.prepare_tranche(by=self.officer, tranche=self.tranche(project, number))
        actions.approve_tranche(by=self.approver, tranche=one)
        return actions.pay_tranche(by=self.payer, tranche=one, on=AFTER.date(), order="PO-1")

    def document(self, who: Principal, project: Project) -> Any:
        return actions.add_project_document(by=who, project=project, file=io.BytesIO(b"An invoice in plain words."), name="invoice.txt")

    @staticmethod
    def again(by: Principal, row: Any) -> Any:
        return seen(by, type(row), pk=row.pk)[0]


@pytest.fixture
def world(as_web, cast, owner, monkeypatch) -> Iterator[World]:
    """A theme that every body approved, a body that runs the calls, and its people."""
    monkeypatch.setattr("qorgan.grants.actions.call.is_open_for_calls", lambda by, theme, on=None: True)
    place = Place.objects.create(code="710000000", path="kz.astana", level=1, names=Words(en="Astana"))
    kind = OrganisationKind.objects.create(key="grant_operator", names=Words(en="Operator"), may_fund=True)
    body = register_organisation(by=REGISTER, kind=kind, place=place, names=Words(en="The operator"))
    officer = cast.person(*OFFICER, at=body.pk)
    with owner():
        theme = Theme.objects.create(
            number=1, organisation=body, title=Words(en="Adolescents"), submitted=1, drafted_by=officer.account,
            origin_words=Words(en="Recommendation 1"),
        )  # fmt: skip
    with translation.override("en"):
        programme = actions.add_programme(
            by=officer, code="2026", names=Words(en="Programme", kk="Бағдарлама", ru="Программа"), funder=body, run_by=body,
            starts_on=date(2026, 1, 1),
        )  # fmt: skip
        yield World(
            owner=owner, cast=cast, place=place, body=body, programme=programme, theme=theme, officer=officer,
            decider=cast.person(call_access.CALL_READ, call_access.AWARD_DECIDE, project_access.PROJECT_READ, at=body.pk),
            approver=cast.person(project_access.PROJECT_READ, project_access.TRANCHE_APPROVE, at=body.pk),
            payer=cast.person(project_access.PROJECT_READ, project_access.TRANCHE_PAY, at=body.pk),
            verifier=cast.person(project_access.PROJECT_READ, project_access.RESULT_VERIFY, at=body.pk),
        )  # fmt: skip


def expert_of(number: str) -> Expert:
    return Expert.objects.get(number=number)
