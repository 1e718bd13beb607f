"""What staff hangs in the shell of every page: places to go, who I am, and what the database is for."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.staff import installation, queries
from qorgan.staff.access import ACCOUNT_READ, KEY_MAKE, SESSION_END
from qorgan.staff.choices import InstallationKind
from qorgan.staff.models import Account
from qorgan.ui.navigation import Command, Item
from qorgan.ui.pieces import Choice, Me


def accounts_item(request: Any) -> Item | None:
    """The register of accounts."""
    if not request.by.may(SESSION_END):
        return None
    return Item(_("Accounts"), reverse("accounts"), "users-group", is_settings=True)


def roles_item(request: Any) -> Item | None:
    """The list of roles."""
    return Item(_("Roles"), reverse("roles"), "id-badge-2", is_settings=True) if request.by.may(ACCOUNT_READ) else None


def keys_item(request: Any) -> Item | None:
    """The keys of programs."""
    return Item(_("Keys of programs"), reverse("api_keys"), "key", is_settings=True) if request.by.may(KEY_MAKE) else None


def own_account_command(request: Any) -> Command | None:
    """My account."""
    return Command(_("My account"), reverse("own_account"), "user-circle") if request.by.is_person else None


def choose_role_command(request: Any) -> Command | None:
    """Another role."""
    return Command(_("Act in another role"), reverse("choose_role"), "switch-horizontal") if request.by.is_person else None


def me(request: Any) -> Me | None:
    """Who I am, in which role, for which organisation and place, and the other roles I could act in."""
    by = request.by
    if not by.is_person:
        return None
    account = Account.objects.get(pk=by.account_id)
    held = list(queries.own_memberships(by.account_id))
    here = next((one for one in held if one.id == request.signed_in.membership_id), None)
    return Me(
        name=account.shown_name,
        role=str(queries.name_of(here.role)) if here else _("No role yet"),
        where=queries.place_of(here) if here else "",
        choices=tuple(Choice(one.ref, str(queries.name_of(one.role)), queries.place_of(one)) for one in held if one is not here),
        switch_url=reverse("choose_role"),
        language_url=reverse("own_language"),
        account_url=reverse("own_account"),
        sign_out_url=reverse("account_logout"),
    )


def mark(request: Any) -> Any:
    """The mark of a database whose people and children are invented."""
    kind = installation.kind_for(request)
    return InstallationKind.DEMO.label if kind == InstallationKind.DEMO else None
