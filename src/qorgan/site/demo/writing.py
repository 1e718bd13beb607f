"""Writes the whole demo in one transaction: all of it or nothing, and never beside anybody real."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from qorgan.access.acting import batch
from qorgan.access.principal import Principal
from qorgan.helpline.flag_list import active_stems
from qorgan.helpline.flags import find
from qorgan.helpline.models import Thread
from qorgan.places.models import Place
from qorgan.site.demo.bridges import Bridge
from qorgan.site.demo.case_ways import go_on
from qorgan.site.demo.casebook import Casebook, House
from qorgan.site.demo.cases import plan_cases, read_plots
from qorgan.site.demo.clock import at
from qorgan.site.demo.conversations import Teller
from qorgan.site.demo.dangers import Alarms
from qorgan.site.demo.families import families
from qorgan.site.demo.people import AT_SERVICES, AT_THE_DESK, IN_CASES, Names, case_houses, people
from qorgan.site.demo.referrals import Sender
from qorgan.site.demo.registry import Registry
from qorgan.site.demo.services import Directory
from qorgan.site.demo.sheets import published
from qorgan.site.demo.talks import Call, Story, Talk, plan, plan_calls, read_talks
from qorgan.staff import installation
from qorgan.staff.actions import create_demo_accounts, mark_installation
from qorgan.staff.choices import INVENTED, InstallationKind
from qorgan.staff.models import Account, Membership
from qorgan.staff.principals import principal_of

Say = Callable[[str], None]
Wrap = Callable[[list[Story | Call]], Iterable[Story | Call]]
BOOTSTRAP = "staff.bootstrap"
REFERRAL_ROUNDS = 4
"""Through the ten states: forty referrals at scale 1."""
BEGAN = timedelta(days=120)
"""How long ago the people of the demo began to work."""


class DemoRefused(RuntimeError):
    """Invented data does not belong into this database; the message says why."""


@dataclass(frozen=True, slots=True)
class Written:
    """How much was written; nothing where the demo was there already."""

    accounts: int = 0
    schools: int = 0
    organisations: int = 0
    contacts: int = 0
    children: int = 0
    cases: int = 0
    services: int = 0
    referrals: int = 0
    dangers: int = 0


def write_demo(
    *, scale: int = 1, pack: Path | None = None, say: Say = lambda _line: None, wrap: Wrap = lambda stories: stories
) -> Written:
    """Fills a database that was migrated and used by nobody. Needs the owner of the tables.

    `scale` multiplies the 300 contacts, the 120 children and their 80 cases. `wrap` may show progress over the
    stories. Gives an empty `Written` where the demo is there already. Raises DemoRefused for a real database, and for one
    in which somebody has begun to work.
    """
    wanted = InstallationKind.TRAINING if settings.IS_TRAINING else InstallationKind.DEMO
    if not _is_needed():
        return Written()
    folder, now = pack or settings.PACK, timezone.now()
    with transaction.atomic():
        if not installation.kind():
            mark_installation(by=Principal.system(BOOTSTRAP), kind=wanted)
        say("organisations and schools")
        registry = Registry(folder)
        with at(now - BEGAN), batch():
            organisations, schools = registry.write_organisations(), registry.write_schools()
        say("services")
        with batch():
            services = Directory(folder, now).write()
        say("people in all roles")
        with batch():
            staff = _write_people(folder, now)
        counsellors = [one for role in AT_THE_DESK for one in staff[role]]
        say("conversations")
        stories = _planned(read_talks(folder), scale=scale, now=now, people=len(counsellors), schools=len(schools))
        Teller(counsellors, schools, now).tell(wrap(stories))
        say("children and their cases")
        houses = _houses(staff)
        children, cases = _write_cases(folder, houses, scale=scale, now=now)
        say("referrals")
        with batch():
            referrals = Sender(staff["caseworker"], staff["service_worker"], now).write(REFERRAL_ROUNDS * scale)
        say("contacts that became cases")
        with batch():
            handed = Bridge(counsellors, houses, now).write(scale)
        say("dangers")
        dangers = Alarms(counsellors, staff["shift_leader"], case_houses(), now).write(scale)
    accounts = Account.objects.filter(is_demo=True).count()
    return Written(accounts, len(schools), organisations, len(stories), children + handed, cases + handed, services, referrals, dangers)


def _planned(talks: Sequence[Talk], *, scale: int, now: datetime, people: int, schools: int) -> list[Story | Call]:
    """What was written and what came another way, in the order in which it began."""
    zone = ZoneInfo(settings.TIME_ZONE)
    written = plan(talks, scale=scale, now=now, zone=zone, people=people, schools=schools, raised=raised_talks(talks))
    calls = plan_calls(talks, scale=scale, now=now, zone=zone, people=people)
    return sorted([*written, *calls], key=lambda one: one.opened_at)


def _is_needed() -> bool:
    kind = installation.kind()
    if kind == InstallationKind.REAL:
        raise DemoRefused("this database is real: invented data is refused")
    accounts = Account.objects.all()
    if kind in INVENTED and accounts.filter(is_demo=True).exists():
        return False
    threads = Thread.objects.everything(because="the owner of the tables asks whether anybody has written here")
    if accounts.exists() or threads.exists():
        raise DemoRefused("somebody has begun to work in this database: invented data is refused")
    return True


def _write_people(pack: Path, now: datetime) -> dict[str, list[Principal]]:
    """Opens the accounts, dates them back, and gives those who work with children as they act, by role."""
    with at(now - BEGAN):
        made = create_demo_accounts(by=Principal.system(BOOTSTRAP), people=people(pack, timezone.localdate()))
    _date_back(now - BEGAN)
    acting = [(row["role"], row["username"]) for row in made if row["role"] in (*AT_THE_DESK, *IN_CASES, *AT_SERVICES)]
    by_name = dict(Account.objects.filter(username__in=[name for _role, name in acting]).values_list("username", "id"))
    staff: dict[str, list[Principal]] = {}
    for role, name in acting:
        found = principal_of(by_name[name], None, second_factor=True)
        if found is not None:
            staff.setdefault(role, []).append(found.principal)
    return staff


def _houses(staff: Mapping[str, Sequence[Principal]]) -> list[House]:
    """The organisations that keep cases, with the people who work there."""
    return [
        House(
            organisation,
            _around(organisation.place),
            tuple(one for one in staff["caseworker"] if organisation.pk in one.organisations),
            next(one for one in staff["case_supervisor"] if organisation.pk in one.organisations),
        )
        for organisation in case_houses()
    ]


def _write_cases(pack: Path, houses: Sequence[House], *, scale: int, now: datetime) -> tuple[int, int]:
    """Enters the families and tells their cases; gives how many children and cases."""
    known = families(Names(pack), scale=scale, today=timezone.localdate())
    entered = plan_cases(known, read_plots(pack), scale=scale, now=now, zone=ZoneInfo(settings.TIME_ZONE))
    book = Casebook(houses, published(), go_on, now)
    book.tell(entered)
    return sum(len(one.family.children) for one in entered) + book.twice, sum(len(one.cases) for one in entered)


def _around(place: Place) -> tuple[Place, ...]:
    """The place of an organisation and the others of its region: its own stands there for every second family."""
    region = place.path.rsplit(".", 1)[0]
    others = Place.objects.within(region).filter(level=place.level).exclude(pk=place.pk).order_by("code")[:6]
    return tuple(one for other in others for one in (place, other)) or (place,)


def _date_back(moment: datetime) -> None:
    """Their roles began when their accounts did: a period begins by the database's clock, which no demo turns back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE access_standing s SET valid = tstzrange(%s, upper(s.valid)) "
            "FROM staff_membership m JOIN staff_account a ON a.id = m.account_id "
            "WHERE m.standing_id = s.id AND a.is_demo",
            [moment],
        )
    for membership in Membership.objects.filter(account__is_demo=True):
        membership.valid = type(membership.valid)(moment, membership.valid.upper)
        membership.save(update_fields=["valid"])


def raised_talks(talks: Iterable[Talk]) -> frozenset[str]:
    """The keys of talks whose first words are on the flag list as it stands in the database."""
    listed = active_stems()
    return frozenset(talk.key for talk in talks if find(talk.lines[0][1], listed))
