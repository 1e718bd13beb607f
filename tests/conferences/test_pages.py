"""The screens of conferences: an organisation names its delegates through a link, the registrar sees a pair, the door works."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from qorgan.access.acting import acting, reading
from qorgan.access.principal import Principal
from qorgan.conferences.actions import invite
from qorgan.conferences.actions.accreditation import Person
from qorgan.conferences.choices import InvitationFactor
from qorgan.conferences.models import Arrival, Registration
from qorgan.notices.models import Delivery
from tests.conferences.conference_stage import *  # noqa: F403
from tests.conferences.conference_stage import AIDA, category, three

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(client, secretary, edition, ngo):
    """A browser that has opened the link of an invitation."""
    kept = category(secretary, edition, "ngo")
    made = invite(by=secretary, category=kept, organisation=ngo, seats=2, factor=InvitationFactor.PIN)
    by = Principal.system("notices.sender")
    with reading(by):
        (path,) = set(Delivery.objects.visible_to(by).filter(wording="conferences.invited").values_list("path", flat=True))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert client.post(path, {"code": made.pin}).status_code == 302
    return client


@pytest.mark.parametrize(("language", "button"), [("en", "Name a delegate"), ("ru", "Заявить делегата"), ("kk", "Делегат ұсыну")])
def test_an_invited_organisation_reads_its_page_in_its_language(opened, language, button) -> None:
    opened.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    page = opened.get(reverse("invited"))
    assert button in page.content.decode()
    assert page["Cache-Control"] == "no-store"


def test_it_names_takes_back_and_closes(opened, secretary) -> None:
    where = reverse("invited")
    refused = opened.post(where, {"do": "name", "name": "Аида"})
    assert refused.status_code == 422
    assert opened.post(where, {"do": "name", "name": "Аида Сәрсенова", "phone": "+7 701 000 11 22"}).status_code == 302
    page = opened.get(where).content.decode()
    assert "Аида Сәрсенова" in page
    who = re.search(r'name="who" value="(\w+)"', page)[1]
    assert opened.post(where, {"do": "take_back", "who": who}).status_code == 302
    with acting(secretary):
        assert Registration.objects.visible_to(secretary).get().state == "withdrawn"
    assert opened.post(where, {"do": "done"}).status_code == 200
    assert opened.get(where).status_code == 404, "the pass has ended"


def test_without_a_pass_nobody_names_anybody(client, edition) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert client.post(reverse("invited"), {"do": "name", "name": "X", "mail": "x@example.org"}).status_code == 404


def test_the_registrar_sees_the_pair_accredits_and_prints_the_badge(sit, secretary, edition, named, ngo, university) -> None:
    named(ngo, Person("Сәрсенова Аида", phone="+77172000000"))
    second = named(university, Person("Ермеков Нұрлан", phone="+77172000000"), "expert")
    sat = sit(secretary)
    where = reverse("delegates", args=[edition.ref])
    page = sat.get(where).content.decode()
    assert "May be one person" in page
    assert "the same telephone or mail address" in page
    pair = re.search(r'action="(/conferences/pairs/\w+)"', page)[1]
    assert sat.post(pair, {"is_same": "no"}).status_code == 302
    assert sat.post(pair, {"is_same": "yes"}).status_code == 422
    assert sat.post(reverse("registration", args=[second.ref]), {"do": "accredit"}).status_code == 302
    assert sat.post(reverse("registration", args=[second.ref]), {"do": "accredit"}).status_code == 422
    printed = sat.get(reverse("badges", args=[edition.ref])).content.decode()
    assert "<svg" in printed
    assert "Ермеков Нұрлан" in printed
    assert "Сәрсенова" not in printed, "only who was accredited has a badge"


def test_the_door_checks_in_by_number_and_by_what_a_telephone_reads(sit, clerk, edition, badge) -> None:
    sat = sit(clerk)
    page = sat.get(reverse("arrive", args=[badge.badge_code]))
    assert badge.badge_code in page.content.decode()
    with acting(clerk):
        assert not Arrival.objects.visible_to(clerk).exists(), "looking checks nobody in"
    where = reverse("door_of_edition", args=[edition.ref])
    first = sat.post(where, {"badge": f"https://example.org/conferences/arrive/{badge.badge_code}", "once": str(uuid4())})
    assert AIDA.name in first.content.decode()
    heads = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "door-result"}
    again = sat.post(where, {"badge": str(badge.badge), "at": "2026-01-15T10:00:00Z"}, **heads)
    assert "Was checked in before" in again.content.decode()
    assert "<form" not in again.content.decode(), "the door's script gets the answer alone"
    assert sat.post(where, {"badge": "777"}, **heads).status_code == 422


def test_who_only_reads_conferences_opens_no_list_of_delegates_and_no_door(sit, cast, ministry, edition, badge) -> None:
    from qorgan.conferences import access

    sat = sit(cast.person(access.CONFERENCE_READ))
    page = sat.get(reverse("edition", args=[edition.ref])).content.decode()
    assert AIDA.name not in page
    for name in ("delegates", "badges", "invitations", "door_of_edition", "recommendation_new", "session_new"):
        assert sat.get(reverse(name, args=[edition.ref])).status_code == 404, name
    assert sat.get(reverse("arrive", args=[badge.badge_code])).status_code == 404


def test_a_conference_is_entered_planned_and_recommends_on_its_screens(sit, secretary, town, edition) -> None:
    sat = sit(secretary)
    words = {f"words_{code}": f"Тиражировать {code}" for code in ("kk", "ru", "en")}
    made = sat.post(reverse("recommendation_new", args=[edition.ref]), {**words, "once": str(uuid4())})
    assert made.status_code == 302
    day = edition.starts_on.isoformat()
    adopted = sat.post(f"{made['Location']}/adopt", {"on": day, "votes_for": "20", "votes_against": "1", "once": str(uuid4())})
    assert adopted.status_code == 302
    page = sat.get(made["Location"]).content.decode()
    assert "Recommendation 1" in page
    assert "by vote" in page
    begins = f"{day}T10:00"
    session = {"titles_en": "Opening", "starts_at": begins, "ends_at": f"{day}T11:00", "hall": "A", "once": str(uuid4())}
    assert sat.post(reverse("session_new", args=[edition.ref]), session).status_code == 302
    names = {f"names_{code}": "Second" for code in ("kk", "ru", "en")}
    assert sat.post(reverse("conference_new"), {**names, "once": str(uuid4())})["Location"] == reverse("edition_new")
    assert "Opening" in sat.get(reverse("edition", args=[edition.ref])).content.decode()
    assert str(three("Child Friendly")) in sat.get(reverse("conferences")).content.decode()
