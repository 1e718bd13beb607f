"""The code on a school's poster: issued, changed, withdrawn. Its use is never written down."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.journal.actions import action, record
from qorgan.organisations import events, rules
from qorgan.organisations.access import SCHOOL_CODE_MANAGE, may_keep_code
from qorgan.organisations.choices import State
from qorgan.organisations.codes import new_code
from qorgan.organisations.models import Organisation, SchoolCode


@action(SCHOOL_CODE_MANAGE)
def issue_school_code(*, by: Principal, school: Organisation) -> SchoolCode:
    """Gives a school a code, or another one: the one before ends at once. Refused for a school that is not one's own.

    Raises RuleBroken for what is no school, and for a closed one.
    """
    _may_keep(by, school)
    if school.state == State.CLOSED:
        raise RuleBroken(_("The organisation is closed already."))
    SchoolCode.objects.filter(organisation=school, revoked_at=None).update(revoked_at=timezone.now())
    made = SchoolCode.objects.create(organisation=school, code=new_code())
    record(events.SchoolCodeIssued(subject=school.pk), by=by)
    return made


@action(SCHOOL_CODE_MANAGE)
def revoke_school_code(*, by: Principal, school: Organisation) -> None:
    """Withdraws a school's code. Raises RuleBroken where it has none."""
    _may_keep(by, school)
    if not SchoolCode.objects.filter(organisation=school, revoked_at=None).update(revoked_at=timezone.now()):
        raise RuleBroken(_("The school has no code."))
    record(events.SchoolCodeRevoked(subject=school.pk), by=by)


def _may_keep(by: Principal, school: Organisation) -> None:
    if not may_keep_code(by, school.pk):
        raise Refused("school_code")
    if not rules.has_pupils(school.kind):
        raise RuleBroken(_("Only a school or a college has a code."))
