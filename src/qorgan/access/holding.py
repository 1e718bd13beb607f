"""Who holds a permission in an organisation now: for whoever must be told, never for whoever asks to see."""

from __future__ import annotations

from uuid import UUID

from django.db.models.functions import Now

from qorgan.access.models import RolePermission, Standing


def accounts_with(permission: str, organisation_id: UUID) -> list[UUID]:
    """The accounts that act for an organisation in a role with this permission, each once, in a steady order."""
    roles = RolePermission.objects.filter(permission=permission).values("role")
    rows = Standing.objects.filter(organisations__contains=[organisation_id], role__in=roles, valid__contains=Now())
    return sorted({one for one in rows.values_list("account_id", flat=True) if one is not None})
