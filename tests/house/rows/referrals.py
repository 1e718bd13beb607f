"""Screens of referrals."""

from typing import Any

from qorgan.children.access import CHILD_READ, CHILD_REGISTER
from qorgan.children.models import Child, Registration
from qorgan.directory.access import SERVICE_READ
from qorgan.directory.models import Service
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.referrals import access
from qorgan.referrals.models import Referral, Term
from qorgan.texts.words import Words
from qorgan.vault.keys import has_key, new_key
from tests.house.rows import Stage, screen
from tests.house.rows.directory import service as one_service

SENDER = (access.REFERRAL_READ, access.REFERRAL_SEND, SERVICE_READ, CHILD_READ, CHILD_REGISTER)


def _house(pk: Any) -> Organisation:
    place, _ = Place.objects.get_or_create(code="house", defaults={"path": "house", "names": Words(en="House")})
    kind, _ = OrganisationKind.objects.get_or_create(key="house", defaults={"names": Words(en="House")})
    return Organisation.objects.get_or_create(pk=pk, defaults={"kind": kind, "place": place, "names": Words(en="House")})[0]


def child(stage: Stage) -> Child:
    """A child that the reader registered."""
    if "child" not in stage.kept:
        made = Child(is_invented=True)
        made.survivor = made
        new_key(subject=made.pk, scope="children.child")
        made.save(force_insert=True)
        house = next(iter(stage.by.organisations))
        Registration.objects.create(
            child=made, survivor=made, organisation_id=_house(house).pk, account_id=stage.by.account, way="contact"
        )
        stage.kept["child"] = made
    return stage.kept["child"]


def referral(stage: Stage, number: int, *, is_received: bool) -> Referral:
    """A referral to a service of its own; the reader stands on one of its sides."""
    house = _house(next(iter(stage.by.organisations)))
    urgency, _ = Term.objects.get_or_create(list="urgency", code="usual", defaults={"names": Words(en="Usual")})
    one_service(stage, number)
    asked = Service.objects.get(names__en=f"Service {number}")
    if is_received:
        asked.organisation = house
        asked.save()
    sender = Organisation.objects.exclude(pk=house.pk).order_by("pk").first() if is_received else house
    made = Referral(number=number, child=child(stage), service=asked, to_organisation_id=asked.organisation_id, urgency=urgency,
                    from_organisation=sender, prepared_by=stage.by.account)  # fmt: skip
    for subject in (made.pk, made.copy_id):
        if not has_key(subject):
            new_key(subject=subject, scope="referrals.referral")
    made.save(force_insert=True)
    if is_received:
        Referral.objects.everything(because="the row is arranged as if it had been sent").filter(pk=made.pk).update(
            state="sent", sent_at=made.drafted_at, consent_basis="consent", consent_on=made.drafted_at.date()
        )
    return made


@screen("referrals.sent", "/referrals/sent", needs=SENDER)
def sent(stage: Stage, number: int) -> None:
    referral(stage, number, is_received=False)


@screen("referrals.received", "/referrals/received", needs=(access.REFERRAL_READ, access.REFERRAL_RECEIVE))
def received(stage: Stage, number: int) -> None:
    referral(stage, number, is_received=True)


@screen("referrals.services", lambda stage: f"/referrals/new/service?for=child:{stage.kept['child'].ref}", needs=SENDER)
def service_to_ask(stage: Stage, number: int) -> None:
    child(stage)
    one_service(stage, number)
