"""Organisations are invited, nominate, and their delegates are accredited; one person is counted once, whoever nominated it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.acting import acting
from qorgan.access.guarded import new_ref, uuid7
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.conferences import access, rules
from qorgan.conferences.actions.conference import must_hold, next_number
from qorgan.conferences.actions.persons import compare, join, remember_person
from qorgan.conferences.choices import PURPOSE, InvitationFactor, RegistrationState
from qorgan.conferences.events import (
    DelegateAccredited,
    DelegateDeclined,
    DelegateNominated,
    DelegatesToldApart,
    InvitationWithdrawn,
    NominationWithdrawn,
    OrganisationInvited,
)
from qorgan.conferences.models import Category, Delegate, Edition, Invitation, Likely, Registration
from qorgan.conferences.models.delegate import SCOPE
from qorgan.conferences.pack import conferences as pack
from qorgan.conferences.queries import persons_in, state_of_edition
from qorgan.conferences.wordings import INVITED
from qorgan.journal.actions import action, record
from qorgan.notices.actions import make_link, send_notice, withdraw_link
from qorgan.notices.addressees import ORGANISATION, Holder, reach
from qorgan.notices.addressees import organisation as body_at
from qorgan.notices.choices import Channel
from qorgan.notices.models import OneTimeLink
from qorgan.organisations.models import Organisation
from qorgan.vault.keys import new_key


@dataclass(frozen=True, slots=True)
class Invited:
    """An invited organisation; `pin` is shown now and can never be read again."""

    invitation: Invitation
    pin: str = ""

    def __repr__(self) -> str:
        return "<invited organisation>"


@dataclass(frozen=True, slots=True)
class Person:
    """What is said of a delegate. `number` is the country's identification number, where it is given."""

    name: str
    position: str = ""
    phone: str = ""
    mail: str = ""
    number: str = ""

    def __repr__(self) -> str:
        return "<person>"


@action(access.CONFERENCE_KEEP)
def invite(*, by: Principal, category: Category, organisation: Organisation, seats: int, factor: InvitationFactor) -> Invited:
    """Invites an organisation to nominate delegates of a category. Raises RuleBroken for a second time, and without an address."""
    must_hold(by, category.holder_id)
    edition = Edition.objects.visible_to(by).get(pk=category.edition_id)
    if Invitation.objects.visible_to(by).filter(category=category, organisation=organisation, withdrawn_at=None).exists():
        raise RuleBroken(_("This organisation was invited already."), field="organisation")
    made = Invitation(
        id=uuid7(), edition=edition, holder_id=edition.holder_id, category=category, organisation=organisation, seats=seats,
        factor=factor, invited_by=by.account_id,
    )  # fmt: skip
    pin = _write_to(by, edition, made)
    made.save(force_insert=True)
    record(
        OrganisationInvited(subject=edition.pk, invitation=made.pk, to=organisation.pk, seats=seats, factor=str(factor)),
        by=by, about=(made.pk,),
    )  # fmt: skip
    return Invited(made, pin)


def _write_to(by: Principal, edition: Edition, to: Invitation) -> str:
    if to.factor == InvitationFactor.NONE:
        return ""
    found = reach(Holder(ORGANISATION, to.organisation_id))
    if found is None or not (found.mail or (found.phone and to.factor == InvitationFactor.PIN)):
        raise RuleBroken(_("No address is kept to which the link could go. Invite by telephone or letter."), field="factor")
    made = make_link(
        by=by, subject=to.pk, purpose=PURPOSE, valid_for=timedelta(days=pack().link_days), second_factor=str(to.factor),
        receiver=body_at(to.organisation_id),
    )  # fmt: skip
    to.link, to.link_until = made.link.pk, made.link.until
    by_mail = (Channel.MAIL,) if to.factor == InvitationFactor.SMS else (Channel.MAIL, Channel.SMS)
    send_notice(
        by=Principal.system("notices.sender"), wording=INVITED, to=body_at(to.organisation_id), subject=edition.pk,
        key=f"conference:{INVITED.key}:{made.link.pk}", path=made.path, channels=by_mail,
        values={"day": edition.starts_on, "until": timezone.localdate(made.link.until)},
    )  # fmt: skip
    return made.pin


@action(access.CONFERENCE_KEEP)
def withdraw_invitation(*, by: Principal, invitation: Invitation) -> Invitation:
    """Takes an invitation back: its link opens nothing any more. Who was nominated stays."""
    must_hold(by, invitation.holder_id)
    held = Invitation.objects.visible_to(by).select_for_update(of=("self",)).get(pk=invitation.pk)
    if held.withdrawn_at is not None:
        raise RuleBroken(_("This was withdrawn already."))
    held.withdrawn_at = timezone.now()
    held.save(update_fields=["withdrawn_at"])
    if held.link is not None:
        with acting(access.DESK):
            link = OneTimeLink.objects.visible_to(access.DESK).filter(pk=held.link, withdrawn_at=None).first()
            if link is not None:
                withdraw_link(by=access.DESK, link=link)
    record(InvitationWithdrawn(subject=held.edition_id, invitation=held.pk), by=by, about=(held.pk,))
    return held


@action(access.DELEGATE_NOMINATE)
def nominate(*, by: Principal, invitation: Invitation, person: Person) -> Registration:
    """An invited organisation nominates a person. Raises RuleBroken where its seats are taken, without a name or a contact."""
    held = Invitation.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if held is None or not by.is_bearer:
        raise Refused("invitation")
    edition = Edition.objects.visible_to(by).get(pk=held.edition_id)
    taken = Registration.objects.visible_to(by).filter(invitation=held).exclude(state=RegistrationState.WITHDRAWN).count()
    if not rules.may_nominate(state_of_edition(edition), seats=held.seats, taken=taken, is_withdrawn=held.withdrawn_at is not None):
        raise RuleBroken(_("All seats of this invitation are taken, or it has ended."))
    return _registered(by, edition, person, category=held.category_id, organisation=held.organisation_id, invitation=held)


@action(access.DELEGATE_ACCREDIT)
def register_delegate(*, by: Principal, category: Category, organisation: Organisation, person: Person) -> Registration:
    """The registrar enters a person whom an organisation nominated by telephone or letter."""
    must_hold(by, category.holder_id)
    edition = Edition.objects.visible_to(by).get(pk=category.edition_id)
    return _registered(by, edition, person, category=category.pk, organisation=organisation.pk)


def _registered(
    by: Principal, edition: Edition, person: Person, *, category: UUID, organisation: UUID, invitation: Invitation | None = None
) -> Registration:  # fmt: skip
    if not person.name.strip():
        raise RuleBroken(_("Write the name."), field="name")
    if not (person.phone or person.mail or person.number):
        raise RuleBroken(_("Give a telephone, a mail address or the identification number."), field="phone")
    made = Delegate(id=uuid7(), edition=edition, holder_id=edition.holder_id, invitation=invitation)
    made.person = made
    new_key(subject=made.pk, scope=SCOPE)
    made.name, made.position = " ".join(person.name.split()), person.position.strip()
    made.phone, made.mail, made.number = person.phone, person.mail.strip().lower(), "".join(filter(str.isdigit, person.number))
    made.save(force_insert=True)
    registration = Registration.objects.create(
        edition=edition, holder_id=edition.holder_id, invitation=invitation, delegate=made, category_id=category,
        organisation_id=organisation,
    )  # fmt: skip
    record(DelegateNominated(subject=edition.pk, registration=registration.pk), by=by, about=(made.pk,))
    remember_person(made)
    with acting(access.DESK):
        compare(by=access.DESK, delegate=made)
    return registration


@action(access.DELEGATE_NOMINATE)
def withdraw_nomination(*, by: Principal, registration: Registration) -> Registration:
    """The organisation takes a nomination back."""
    held = _locked(by, registration)
    if held.state == RegistrationState.WITHDRAWN:
        raise RuleBroken(_("This was withdrawn already."))
    held.state, held.decided_at = RegistrationState.WITHDRAWN, timezone.now()
    held.save(update_fields=["state", "decided_at"])
    record(NominationWithdrawn(subject=held.edition_id, registration=held.pk), by=by, about=(held.delegate_id,))
    return held


@action(access.DELEGATE_ACCREDIT)
def accredit(*, by: Principal, registration: Registration) -> Registration:
    """Accredits a person in a category; the person's first accreditation gives the badge.

    Raises RuleBroken where it was decided, and where the category is full: joined nominations take one place.
    """
    held = _locked(by, registration)
    if not rules.may_accredit(held.state):
        raise RuleBroken(_("This was decided already."))
    category = Category.objects.visible_to(by).get(pk=held.category_id)
    person = Delegate.objects.visible_to(by).select_for_update(of=("self",)).get(pk=held.delegate.person_id)
    counted = persons_in(by, category)
    if person.pk not in counted and not rules.has_room(category.quota, len(counted)):
        raise RuleBroken(_("This category is full."))
    if person.badge is None:
        with acting(access.DESK):
            person.badge = next_number(held.edition, "badges")
        person.badge_code = new_ref()
        person.save(update_fields=["badge", "badge_code"])
    held.state, held.decided_by, held.decided_at = RegistrationState.ACCEPTED, by.account_id, timezone.now()
    held.save(update_fields=["state", "decided_by", "decided_at"])
    record(DelegateAccredited(subject=held.edition_id, registration=held.pk, badge=person.badge), by=by, about=(person.pk,))
    return held


@action(access.DELEGATE_ACCREDIT)
def decline(*, by: Principal, registration: Registration) -> Registration:
    """Does not accredit, or takes an accreditation back."""
    held = _locked(by, registration)
    if not rules.may_decline(held.state):
        raise RuleBroken(_("This was decided already."))
    held.state, held.decided_by, held.decided_at = RegistrationState.DECLINED, by.account_id, timezone.now()
    held.save(update_fields=["state", "decided_by", "decided_at"])
    record(DelegateDeclined(subject=held.edition_id, registration=held.pk), by=by, about=(held.delegate_id,))
    return held


@action(access.DELEGATE_ACCREDIT)
def decide_likeness(*, by: Principal, likely: Likely, is_same: bool) -> Likely:
    """The registrar says whether two nominations are one person. Raises RuleBroken where it was said."""
    must_hold(by, likely.holder_id)
    held = Likely.objects.visible_to(by).select_for_update(of=("self",)).get(pk=likely.pk)
    if held.is_same is not None:
        raise RuleBroken(_("This was decided already."))
    held.is_same, held.decided_by, held.decided_at = is_same, by.account_id, timezone.now()
    held.save(update_fields=["is_same", "decided_by", "decided_at"])
    if is_same:
        join(by, held)
    else:
        record(DelegatesToldApart(subject=held.edition_id, kept=held.one_id, joined=held.other_id), by=by)
    return held


def _locked(by: Principal, registration: Registration) -> Registration:
    rows = Registration.objects.visible_to(by).select_related("delegate", "edition").select_for_update(of=("self",))
    found: Registration | None = rows.filter(pk=registration.pk).first()
    if found is None:
        raise Refused("registration")
    return found
