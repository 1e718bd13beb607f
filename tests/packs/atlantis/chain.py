"""The first chain in Atlantis, run by `tests/packs/test_atlantis.py` in a process whose country pack is Atlantis: a child scans
a code and writes, a counsellor takes the conversation, answers and keeps the record, the child comes back and reads.

Every page is kept, and none may say anything that is true of Kazakhstan alone. With `ATLANTIS_FAULT` set, one page does.
"""

from __future__ import annotations

import csv
import os
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from lxml import html

from qorgan.access.acting import reading
from qorgan.access.permissions import known
from qorgan.access.principal import Principal
from qorgan.clocks.models import Calendar, Day
from qorgan.helpline import pack, tickets
from qorgan.helpline.models import Contact, Helpline, Thread
from qorgan.organisations.access import PACK
from qorgan.organisations.actions import issue_school_code, register_organisation
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.site.loading import load_pack
from qorgan.texts.money import money
from qorgan.texts.phones import e164
from qorgan.texts.words import Words
from tests.house.conftest import sit  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
KAZAKHSTAN = Path(__file__).resolve().parents[3] / "packs" / "kz"
OURS = re.compile(
    r"(?<![\d.-])(?:111|101|102|103|112)(?![\d.-])|\+77|KZT|₸|теңге|тенге|Almaty|Алматы|Kazakh|Қазақ|Казах|"
    r"\bIIN\b|\bBIN\b|\bЖСН\b|\bИИН\b|\bБСН\b|\bБИН\b|\bKATO\b|\bКАТО\b|245-VIII"
)
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=ZoneInfo("Asia/Tbilisi"))


def foreign_names() -> set[str]:
    """Names of the regions of Kazakhstan in its three languages."""
    with (KAZAKHSTAN / "places.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return {row[f"name_{code}"] for row in rows for code in ("kk", "ru", "en")}


def foreign(page: str) -> list[str]:
    """What a page says that is true of Kazakhstan alone. Texts and attributes that are read; no styles, no addresses."""
    tree = html.document_fromstring(page)
    for one in tree.xpath("//script | //style"):
        one.drop_tree()
    read = [*tree.itertext(), *tree.xpath("//@title | //@aria-label | //@placeholder | //@alt | //a[starts-with(@href, 'tel:')]/@href")]
    text = "\n".join(read)
    return sorted(set(OURS.findall(text)) | {name for name in foreign_names() if name in text})


class Pages:
    """Opens and keeps pages."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def keep(self, name: str, answer: object) -> str:
        assert answer.status_code in (200, 302, 303), (name, answer.status_code)
        self.kept[name] = answer.content.decode()
        return self.kept[name]


@pytest.fixture
def pages() -> Iterator[Pages]:
    """At the end of the test none of them says a thing of another country."""
    found = Pages()
    with time_machine.travel(NOON):
        yield found
    wrong = {name: foreign(page) for name, page in found.kept.items() if page.strip()}
    assert {name: said for name, said in wrong.items() if said} == {}


@pytest.fixture
def country(owner, as_web) -> Helpline:
    """An empty database after `qorgan migrate`."""
    with owner():
        load_pack(lambda part: None)
        return Helpline.objects.get()


@pytest.fixture
def counsellor(country, cast) -> Principal:
    """With the permissions of the pack's own role."""
    roles = tomllib.loads((settings.PACK / "roles.toml").read_text(encoding="utf-8"))["role"]
    granted = next(set(role["permissions"]) for role in roles if role["key"] == "counsellor")
    return cast.person(*(granted & known().keys()), at=country.organisation_id)


@pytest.fixture
def school(country) -> Organisation:
    kind, place = OrganisationKind.objects.get(key="school"), Place.objects.get(code="XA-3")
    return register_organisation(by=PACK, kind=kind, place=place, names=Words(en="სკოლა № 3"))


def field(page: str, name: str) -> str:
    return html.document_fromstring(page).xpath("string(//*[@name=$name]/@value)", name=name)


def paid(page: str) -> dict[str, str]:
    ticket = field(page, "ticket")
    return {"ticket": ticket, "work": next(str(n) for n in range(10_000_000) if tickets.is_work(ticket, str(n)))}


def test_the_first_chain(country, counsellor, school, pages, sit) -> None:  # noqa: F811
    child = Client()
    code = issue_school_code(by=PACK, school=school)
    door = pages.keep("code", child.get(f"/q/{code.code}"))
    pages.kept["code"] = door.replace("</body>", os.environ.get("ATLANTIS_FAULT", "") + "</body>")
    assert 'href="tel:5050"' in door
    assert 'href="tel:555"' in door
    chat = pages.keep("chat", child.post("/help", {**paid(door), "about": "self", "text": "ვიხრჩობი, sea"}))
    words = html.document_fromstring(chat).xpath("//*[contains(@class, 'code')]//li/text()")
    assert len(words) == 6

    with reading(counsellor):
        thread = Thread.objects.visible_to(counsellor).get()
    assert thread.flags, "the word of the pack's own list raised it"
    desk = sit(counsellor)
    pages.keep("desk", desk.get("/desk"))
    desk.post(f"/desk/{thread.ref}/take")
    held = pages.keep("conversation", desk.get(f"/desk/{thread.ref}"))
    desk.post(f"/desk/{thread.ref}/reply", {"side": "staff", "text": "გისმენთ", "key": str(uuid4())})
    assert "ზღვა" in held, "the record beside it is the pack's own form"

    with reading(counsellor):
        record = Contact.objects.visible_to(counsellor).get()
    sheet = pages.keep("record", desk.get(f"/contacts/{record.ref}"))
    answers = {"a.call_type": "about_child", "a.sea": "calm", "a.region": "XA-3", "version": field(sheet, "version")}
    done = desk.post(f"/contacts/{record.ref}", {**answers, "_do": "finalise"})
    assert done.status_code == 302, done.content.decode()
    pages.keep("final record", desk.get(f"/contacts/{record.ref}"))
    listed = pages.keep("contacts", desk.get("/contacts"))
    assert "ბავშვის შესახებ" in listed

    back = Client()
    pages.keep("return", back.get("/return"))
    came = pages.keep("came back", back.post("/return", {**paid(pages.kept["return"]), "words": " ".join(words)}, follow=True))
    assert "გისმენთ" in came


def test_every_other_page_that_the_counsellor_and_the_public_can_open(country, counsellor, school, pages, sit) -> None:  # noqa: F811
    public = Client()
    for address in ("/", "/help", "/return", "/sign-in"):
        pages.keep(address, public.get(address))
    desk = sit(counsellor)
    opened = ("/places", "/places/map", "/organisations", f"/organisations/{school.ref}", "/forms", "/contacts/new", "/me", "/screen")
    for address in opened:
        pages.keep(address, desk.get(address))
    assert "ქალაქი მარჯანი" in pages.kept["/places"]


def test_time_money_numbers_and_days_are_those_of_the_country(country) -> None:
    assert settings.TIME_ZONE == "Asia/Tbilisi"
    assert [code for code, _name in settings.LANGUAGES] == ["en"]
    assert "XTS" in money(100)
    assert e164("555 12 34 56") == "+995555123456"
    assert pack.short_name() == "5050"
    calendar = Calendar.objects.get(key="xa")
    assert list(calendar.rest_days) == [5, 6]
    assert Day.objects.filter(calendar=calendar, day=date(2026, 11, 24)).exists()


def test_a_register_that_the_country_has_not_is_not_asked_for(country) -> None:
    from qorgan.children.forms import AddCaregiver, RegisterChild, SearchChild
    from qorgan.organisations.forms import RegisterOrganisation
    from qorgan.organisations.tables import Organisations

    assert [form.__name__ for form in (RegisterChild, SearchChild, AddCaregiver) if "iin" in form().fields] == []
    assert "bin" not in RegisterOrganisation().fields
    assert "bin" not in [column.name for column in Organisations.columns]
