"""Which role an account holds, where, and for how long."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Now

from qorgan.access.guarded import new_ref, uuid7
from qorgan.access.models import Role, Standing
from qorgan.access.wall import Open
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.staff.models.account import Account
from qorgan.vault.fields import SealedText

NO_ORGANISATION = "00000000-0000-0000-0000-000000000000"


class MembershipQuerySet(models.QuerySet):
    """Adjectives for memberships."""

    def now(self) -> MembershipQuerySet:
        """Those whose period runs at this moment."""
        return self.filter(valid__contains=Now())

    def of_account(self, account: Account) -> MembershipQuerySet:
        """One account's, the newest first."""
        return self.filter(account=account).order_by("-granted_at", "-pk")


class Membership(models.Model):
    """An account holds a role in an organisation for a period; its standing is what the database's own policies read.

    `organisation` is empty only for the first administrator of an installation that has no organisations yet; the
    database refuses that for a role that shows a child. `place` narrows: this place and everything below it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    standing = models.OneToOneField(Standing, models.PROTECT, related_name="+")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    valid = DateTimeRangeField()
    granted_at = models.DateTimeField(auto_now_add=True)
    granted_by = models.UUIDField(null=True)
    reason = SealedText(key="account_id", most=500, null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    end_reason = SealedText(key="account_id", most=500, null=True)

    objects = MembershipQuerySet.as_manager()
    harmless: ClassVar = {"ref": "a random public id"}

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_role_in_one_organisation_at_a_time",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    (Coalesce("organisation", models.Value(NO_ORGANISATION, models.UUIDField())), RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="an_ended_membership_has_an_end", condition=Q(ended_at__isnull=True) | Q(valid__upper_inf=False)
            ),
        ]

    @property
    def begins_at(self):
        """The first moment of the period."""
        return self.valid.lower

    @property
    def ends_at(self):
        """The first moment after the period, or None where it is open."""
        return self.valid.upper


class RoleRule(models.Model):
    """What the country pack says of a role beside its permissions."""

    role = models.OneToOneField(Role, models.CASCADE, primary_key=True, related_name="+")
    needs_register_number = models.BooleanField(default=False)
    not_together_with = ArrayField(models.CharField(max_length=64), default=list)

    wall = Open(web="SELECT", worker="SELECT")
    harmless: ClassVar = {"not_together_with": "codes of roles"}
