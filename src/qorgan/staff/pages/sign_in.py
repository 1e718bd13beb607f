"""The way in and out. These pages run outside one transaction: allauth writes sessions and counters as it goes."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.logout import logout
from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from allauth.socialaccount.adapter import get_adapter as get_subject_adapter
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import RuleBroken
from qorgan.staff import counters, throttle
from qorgan.staff.actions import link as links
from qorgan.staff.actions import use_link
from qorgan.staff.forms import UseLink
from qorgan.staff.pages import sent
from qorgan.staff.principals import only_own
from qorgan.ui.pages import PUBLIC, page, render

BOTH = ("GET", "POST")
QUESTION_SECONDS = 600
SAID = {
    "password-chosen": ("ok", _("The password is set. Sign in with it.")),
    "signed-out": ("ok", _("You are signed out.")),
    "not-linked": ("warn", _("This sign-in is not linked to an account here. An administrator can link it.")),
    "elsewhere-failed": ("warn", _("The other sign-in did not let you in. Try again, or use your password here.")),
    "passkey-failed": ("warn", _("The passkey was not accepted. Try again, or use your password.")),
}


class PasswordPage(LoginView):
    """Name and password, a passkey, or another system's sign-in."""

    template_name = "staff/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = SAID.get(self.request.GET.get("said", ""))
        return {
            **super().get_context_data(**kwargs),
            "said": said,
            "elsewhere": get_subject_adapter().list_providers(self.request),
        }

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SecondPage(AuthenticateView):
    """The second factor, after the password."""

    template_name = "staff/second.html"

    def form_invalid(self, form: Any) -> HttpResponse:  # noqa: ARG002  (it holds both forms itself)
        return self.render_to_response(self.get_context_data(), status=422)


class PasskeyPage(LoginWebAuthnView):
    """A passkey alone: what the browser asks for, and what it answers."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The question. It lives in a session that ends soon: most people who could be asked never answer."""
        response = super().get(request, *args, **kwargs)
        if not request.session.is_empty():
            request.session.set_expiry(QUESTION_SECONDS)
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Counted by source only: a passkey cannot be guessed, so nobody is stopped for an account's sake."""
        try:
            throttle.begin(*counters.of_source(request))
        except throttle.TooSoon:
            return HttpResponseRedirect(reverse("account_login") + "?said=passkey-failed")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        throttle.give_back(*counters.of_source(self.request))
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:  # noqa: ARG002  (what is wrong is not told apart)
        return HttpResponseRedirect(reverse("account_login") + "?said=passkey-failed")


class _Again:
    """What the three pages that ask once more share."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)  # type: ignore[misc]
        self.request.session.cycle_key()
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)  # type: ignore[attr-defined]


class PasswordAgainPage(_Again, ReauthenticateView):
    template_name = "staff/again.html"


class CodeAgainPage(_Again, CodeAgainView):
    template_name = "staff/again.html"


class PasskeyAgainPage(_Again, ReauthenticateWebAuthnView):
    template_name = "staff/again_passkey.html"


def _outside(view: Any, methods: tuple[str, ...] = BOTH) -> Any:
    return page(needs=PUBLIC, methods=methods, is_outside=True)(view)


sign_in = _outside(PasswordPage.as_view())
second = _outside(SecondPage.as_view())
sign_in_passkey = _outside(PasskeyPage.as_view())
password_again = _outside(PasswordAgainPage.as_view())
code_again = _outside(CodeAgainPage.as_view())
passkey_again = _outside(PasskeyAgainPage.as_view())
elsewhere = _outside(openid_connect.login, ("GET",))
elsewhere_back = _outside(openid_connect.callback, ("GET",))


@page(needs=PUBLIC, methods=("POST",), is_outside=True)
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends this session; the browser stays known, so that its holder is not slowed down by others."""
    logout(request, show_message=False)
    request.session.flush()
    return HttpResponseRedirect(reverse("account_login") + "?said=signed-out")


@page(needs=PUBLIC, methods=BOTH, is_outside=True)
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """A one-time link. Opening it changes nothing; a dead one and one that never was look alike."""
    found = links.find(secret)
    form = UseLink(sent(request), account=found.account if found else None)
    if found is not None and form.is_bound and form.is_valid() and _uses(request, found, form):
        request.session.flush()
        return HttpResponseRedirect(reverse("account_login") + "?said=password-chosen")
    status = 404 if found is None else 422 if form.is_bound else 200
    return render(request, "staff/link.html", {"form": form, "link": found, "dead": links.DEAD}, status=status)


def _uses(request: HttpRequest, found: Any, form: UseLink) -> bool:
    """Whether the code was right and the password is set; what is wrong is put on the form."""
    try:
        throttle.begin(*counters.of_source(request))
    except throttle.TooSoon as fault:
        form.add_error(None, _("Too many attempts. Seconds to wait: %(seconds)s.") % {"seconds": fault.seconds})
        return False
    try:
        is_right = use_link(by=only_own(found.account_id), link=found, **form.command())
    except RuleBroken as broken:
        form.show(broken)
        return False
    if not is_right:
        form.add_error("code", links.WRONG)
        return False
    throttle.give_back(*counters.of_source(request))
    return True
