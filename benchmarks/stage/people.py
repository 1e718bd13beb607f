"""The reader of the measured pages, signed in with a second factor: a shift leader of the line unless another is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.helpline.models import Helpline
from qorgan.organisations.models import Organisation
from qorgan.staff import sessions
from qorgan.staff.actions import mark_installation
from qorgan.staff.actions.account import open_account
from qorgan.staff.actions.membership import grant_membership
from qorgan.staff.choices import InstallationKind
from qorgan.staff.principals import principal_of
from qorgan.staff.session_store import SessionStore


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, in which organisation, and the cookie of their session."""

    by: Principal
    organisation: Organisation
    cookie: str


def signed_in_reader(role: str = "shift_leader", organisation: Organisation | None = None) -> Reader:
    """Marks the installation as a real one, opens the account and its session; in the line's organisation unless told."""
    bootstrap = Principal.system("staff.bootstrap")
    mark_installation(by=bootstrap, kind=InstallationKind.REAL)
    where = organisation or Helpline.objects.select_related("organisation").get().organisation
    account = open_account(by=bootstrap, username="leader", name="Сәуле Ахметова", alias="Сәуле", language="ru")
    account.set_password("sandpaper orbit velvet canal")
    account.save(update_fields=["password"])
    grant_membership(by=bootstrap, account=account, role=role, organisation=where)
    found = principal_of(account.id, None, second_factor=True)
    if found is None:
        raise SystemExit("the reader has no account")
    return Reader(found.principal, where, f"{settings.SESSION_COOKIE_NAME}={_session(account)}")


def _session(account) -> str:
    session = SessionStore()
    sessions.begin(session, timezone.now(), "firefox-linux")
    session[SESSION_KEY] = str(account.id)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session[sessions.RECORDS] = [{"method": "password"}, {"method": "mfa"}]
    session[sessions.RECORDS_OF] = str(account.id)
    session.save()
    return str(session.session_key)
