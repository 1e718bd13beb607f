"""A small world for the whole API: two organisations, a case, a referral between them, a contact, services, and their keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from qorgan.casework.actions.note import write_note
from qorgan.casework.actions.sheet import begin_sheet
from qorgan.casework.actions.task import make_task
from qorgan.casework.choices import Sheet
from qorgan.casework.models import Case, CaseSheet
from qorgan.directory.access import PACK
from qorgan.directory.actions import add_service, add_site, place_service, set_capacity
from qorgan.directory.choices import TaxonomyKey
from qorgan.directory.described import Band, ServiceFacts
from qorgan.directory.models import Location, Service, TaxonomyTerm
from qorgan.helpline.actions.contact import begin_contact
from qorgan.helpline.choices import Channel
from qorgan.helpline.models import Contact
from qorgan.organisations.models import Organisation
from qorgan.referrals.actions import choose_shared, draft_referral, note_consent, send_referral
from qorgan.referrals.asking import Offer
from qorgan.referrals.asking import Sheet as SharedSheet
from qorgan.referrals.choices import TermList
from qorgan.referrals.models import Referral, Term
from qorgan.site import urls  # the addresses mount every room's door
from qorgan.texts.words import Words
from qorgan.ui.api.door import Route, doors
from qorgan.ui.pages import PUBLIC

PREPARING = ("draft", "offers", "shared", "consent", "exception")
"""What the sending side does to a draft, by the end of the address."""
SECRET_STREET = "улица Тайная, 5"


def routes() -> list[Route]:
    """Every route that a door of the product declares; those of the tests' own doors are none of them."""
    assert urls.urlpatterns
    return [route for door in doors() for route in door.routes if not route.name.startswith("tests")]


def needs() -> tuple[str, ...]:
    """Every permission that a route needs."""
    return tuple(sorted({str(route.needs) for route in routes()} - {PUBLIC}))


@dataclass
class World:
    """What there is, and the public ids by which routes name it."""

    here: Organisation
    elsewhere: Organisation
    case: Case
    referral: Referral
    contact: Contact
    service: Service
    location: Location
    by: Any
    draft: Referral
    sheet: CaseSheet
    note: str = ""
    task: str = ""
    keys: dict[str, Any] = field(default_factory=dict)

    def ref_for(self, path: str) -> str:
        """The record that a path names."""
        makes = {"discard": drafted, "send": ready, "revoke": sent_referral}
        kind, _ref, end = (*path.removeprefix("/api/v1").strip("/").split("/"), "")[:3]
        if kind == "referrals" and end in makes:  # done once, it cannot be done again
            return makes[end](self.by, self.case, self.service).ref
        if kind == "referrals" and end in PREPARING:
            return self.draft.ref
        found = {
            "/cases": self.case.ref,
            "/tasks": self.task,
            "/forms": self.sheet.ref,
            "/referrals": self.referral.ref,
            "/contacts": self.contact.ref,
            "/services": self.service.ref,
            "/locations": self.location.ref,
            "/organisations": self.here.ref,
            "/places": self.here.place.ref,
            "/children": self.case.child.ref,
        }
        return next(ref for start, ref in found.items() if f"{start}/" in path)

    def version_for(self, path: str) -> str:
        """The ETag that the record named by a path has now."""
        asked = self.keys["whole"]
        if "/tasks/" in path:
            tasks = asked.get(f"/cases/{self.case.ref}/tasks").json()["items"]
            return next(f'"{one["version"]}"' for one in tasks if one["ref"] == self.task)
        if "/forms/" in path:
            path = "/forms/{ref}"
        found: str = asked.get(path.replace("{ref}", self.ref_for(path))).headers.get("ETag", '"0"')
        return found

    def known(self, path: str) -> dict[str, Any]:
        """What a body may name at an address, by field."""

        def first(listed: TermList) -> str:
            return str(Term.objects.filter(list=listed).values_list("code", flat=True)[0])

        return {
            "child": self.case.child.ref,
            "place": self.here.place.ref,
            "service_areas": [self.here.place.ref],
            "concerns": ["neglect"],
            "legal_ground": "crisis",
            "corrects": self.note,
            "kinds": ["psychological"],
            "needs": [],
            "languages": ["kk"],
            "names": {"en": "Help"},
            "unit": "place",
            "kind": Sheet.FOLLOW_UP.value if path.endswith("/forms") else first(TermList.RECORD),
            "replaces": None,
            "service": self.service.ref,
            "origin": f"case:{self.case.ref}",
            "urgency": first(TermList.URGENCY),
            "need": "violence",
            "fields": ["child:name"],
            "ground": first(TermList.EXCEPTION),
            "on": "2026-01-05",
            "although": True,
            "outcome": first(TermList.OUTCOME),
            "reason": first(TermList.DECLINE),
            "eligibility": [],
            "born": "2014-05",
            "iin": "",
            "given": "Айару",
            "surname": "Серікова",
            "answers": {},
        }

    def guarded_paths(self) -> Iterator[tuple[Route, str]]:
        """Every route with a key that names a record, with the address of ours."""
        for route in routes():
            if "{" in route.path and route.needs != PUBLIC:
                yield route, route.path.replace("{slug:ref}", self.ref_for(route.path))


def made_service(organisation: Organisation, **more: Any) -> Service:
    """A service of an organisation, with a band, a language, a telephone and three free places."""
    kind = TaxonomyTerm.objects.get(taxonomy=TaxonomyKey.KIND, code="psychological")
    facts = ServiceFacts(
        names=Words(en="Help"), kinds=(kind,), bands=(Band(7, 17),), languages=("kk",), phones=("+77010000000",), **more
    )
    made = add_service(by=PACK, organisation=organisation, facts=facts)
    unit = TaxonomyTerm.objects.get(taxonomy=TaxonomyKey.UNIT, code="place")
    set_capacity(by=PACK, service=made, unit=unit, available=3, maximum=5)
    return made


def made_site(service: Service, **facts: Any) -> Location:
    """A site where the service is given."""
    place = service.organisation.place
    made = add_site(by=PACK, organisation=service.organisation, place=place, facts={"address": "Мира, 1", **facts})
    place_service(by=PACK, service=service, location=made)
    return made


def sent_referral(by: Any, case: Case, service: Service) -> Referral:
    """A referral of the case's child with one shared field and consent, sent."""
    return send_referral(by=by, referral=ready(by, case, service))


def ready(by: Any, case: Case, service: Service) -> Referral:
    """A draft that may leave."""
    draft = drafted(by, case, service)
    sheet = SharedSheet("assessment", Words(en="Assessment"), (Offer("concern", Words(en="Concern"), "Fear of school"),))
    choose_shared(by=by, referral=draft, shared=[(sheet, sheet.offers[0])])
    return note_consent(by=by, referral=draft, given_by="child", on=timezone.localdate())


def drafted(by: Any, case: Case, service: Service) -> Referral:
    """A referral that has just been begun."""
    urgency = Term.objects.get(list=TermList.URGENCY, code="usual")
    return draft_referral(by=by, child=case.child, service=service, urgency=urgency, message="Please", origin=f"case:{case.ref}")


def made_world(by: Any, case: Case, elsewhere: Organisation) -> World:
    """`by` works here, may do everything, and made all of it."""
    service = made_service(elsewhere)
    note = write_note(by=by, case=case, text="Seen")
    task = make_task(by=by, case=case, what="Call", due_at=timezone.now())
    house: UUID = min(by.organisations)
    contact = begin_contact(by=by, organisation_id=house, channel=Channel.PHONE, language="kk")
    return World(
        here=case.organisation,
        elsewhere=elsewhere,
        case=case,
        referral=sent_referral(by, case, service),
        contact=contact,
        service=service,
        location=made_site(service),
        by=by,
        draft=ready(by, case, service),
        sheet=begin_sheet(by=by, case=case, kind=Sheet.FOLLOW_UP),
        note=note.ref,
        task=task.ref,
    )
