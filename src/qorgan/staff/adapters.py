"""Where allauth asks us: who may sign in, how guessing is slowed down, what is written down, what is kept sealed."""
# ruff: noqa: ARG002  (allauth calls its hooks with all of these)

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from qorgan.staff import counters, devices, queries, sessions, throttle
from qorgan.staff.access import DOOR
from qorgan.staff.actions.sign_in import note_failure, note_sign_in, note_sign_out
from qorgan.staff.events import UNKNOWN
from qorgan.staff.fresh import is_fresh
from qorgan.staff.models import Account
from qorgan.staff.oidc import PROVIDER, SubjectOnly
from qorgan.staff.principals import only_own
from qorgan.vault.cipher import key_id_of, place, seal, unseal
from qorgan.vault.faults import KeyGone
from qorgan.vault.opened import to_open, to_seal

MISMATCH = _("Name and password do not belong together.")
_SECRET = ("mfa_authenticator", "secret")


def wait_error(fault: throttle.TooSoon) -> ValidationError:
    """The words for an attempt that came too soon; they are the same whether the account exists or not."""
    words = ngettext("Try again in %(seconds)s second.", "Try again in %(seconds)s seconds.", fault.seconds)
    return ValidationError(words % {"seconds": fault.seconds}, code="too_soon")


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in with a name and a password."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": MISMATCH,
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This code is not right, or it was used already."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by an administrator."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """allauth's own limits are off; ours keep no address."""
        return ""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts the attempt before the password is looked at. Raises ValidationError where it came too soon."""
        self._counted = counters.of_password(request, str(credentials.get("username", "")).lower())
        try:
            throttle.begin(*self._counted)
        except throttle.TooSoon as fault:
            raise wait_error(fault) from None

    def _rollback_login_failed_rl_usage(self) -> None:
        throttle.give_back(*self._counted)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Writes the failure into the account's own log, or into the log of names that nobody has: the same work, so
        that the time of the answer tells nothing."""
        name = str(credentials.get("username", "")).lower()
        found = Account.objects.filter(username=name).values_list("id", flat=True).first()
        note_failure(by=DOOR, account_id=found or UNKNOWN, step="password")

    def login(self, request: HttpRequest, user: Any) -> None:
        """Opens the session under a new key: what was in the cookie before is worth nothing."""
        super().login(request, user)
        sessions.begin(request.session, timezone.now(), devices.code_of(request))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        records = get_authentication_records(request, user)
        method = "+".join(dict.fromkeys(str(record.get("type") or record["method"]) for record in records)) or "unknown"
        note_sign_in(
            by=only_own(user.pk),
            method=method,
            is_known_device=devices.is_known(request, user.username),
            device=devices.code_of(request),
        )
        devices.remember(request, response, user)
        return response

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            note_sign_out(by=only_own(request.user.pk))
        super().logout(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("welcome")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Our pages ask first; the slack keeps allauth from asking once more in the same request."""
        return not is_fresh(self.request.session, slack=60)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The second factor where there is one; else the password, or the other system for who has none."""
        if not user.is_authenticated:
            return []
        held = queries.factors(user.pk)
        ways = []
        if held.passkeys:
            ways.append(("mfa_reauthenticate_webauthn", _("Use a passkey")))
        if held.any:
            ways.append(("mfa_reauthenticate", _("Use a code")))
        if not held.any and user.has_usable_password():
            ways.append(("account_reauthenticate", _("Use the password")))
        found = [{"id": name, "description": label, "url": reverse(name)} for name, label in ways]
        if not found and settings.OIDC_APP:
            there = reverse("openid_connect_login", args=[PROVIDER])
            found.append({"id": "elsewhere", "description": settings.OIDC_APP["name"], "url": there})
        return found


class FactorAdapter(DefaultMFAAdapter):
    """Second factors. Their secrets are sealed under the account's own data key."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def get_totp_issuer(self) -> str:
        return "Qorgan"

    def _get_site_name(self) -> str:
        return "Qorgan"

    def _get_user_identifier(self, user: Any) -> str:
        return user.username

    def build_totp_svg(self, url: str) -> str:
        """The QR code on its own white ground, so that a camera reads it in the dark look too."""
        drawn = BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", light="white", border=4, xmldecl=False)
        return drawn.getvalue().decode("utf-8")

    def encrypt(self, text: str) -> str:
        """Seals a secret of the account that is setting it up."""
        subject = context.request.user.pk
        held = to_seal(subject)
        assert held.cipher is not None
        where = place(_SECRET[0], subject, _SECRET[1])
        return base64.b64encode(seal(held.cipher, subject, text.encode(), where)).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Opens a secret; the sealed value says whose it is."""
        sealed = base64.b64decode(encrypted_text)
        subject = key_id_of(sealed)
        held = to_open(subject)
        if held.cipher is None:
            raise KeyGone("the second factor belongs to an account that was erased")
        return unseal(held.cipher, sealed, place(_SECRET[0], subject, _SECRET[1])).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002  (allauth's name)
        """Keys are told apart by a number and the day they were added; a free name would be a text about a person."""
        return str(len(queries.factors(user.pk).passkeys) + 1)


class SubjectAdapter(DefaultSocialAccountAdapter):
    """Sign-in at another system (OpenID Connect): only for accounts that an administrator has linked."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """The one provider of the environment, or none; nothing of the database is asked."""
        given = settings.OIDC_APP
        if not given or provider not in (None, "openid_connect", given["provider_id"]):
            return []
        return [SocialApp(provider="openid_connect", **given)]

    def get_provider(self, request: HttpRequest, provider: Any, client_id: Any = None) -> SubjectOnly:
        return SubjectOnly(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def list_providers(self, request: HttpRequest) -> list[SubjectOnly]:
        return [SubjectOnly(request, app=app) for app in self.list_apps(request)]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Somebody whom no account is linked to, or whose account is closed, is told so and nothing is made."""
        is_sign_in = sociallogin.state.get("process") == AuthProcess.LOGIN  # never "connect": nobody links themselves
        if not is_sign_in or not sociallogin.is_existing or not sociallogin.user.is_active:
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login") + "?said=not-linked"))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login") + "?said=elsewhere-failed"))
