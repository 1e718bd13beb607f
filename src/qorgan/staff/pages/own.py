"""One's own account: what stands between signing in and work, the role, password, second factor, sessions, log."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib.auth import HASH_SESSION_KEY
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme

from qorgan.access.refusals import RuleBroken
from qorgan.staff import factors, queries
from qorgan.staff.actions import change_own_password, choose_language, choose_role, end_own_sessions, keep_own_account
from qorgan.staff.choices import FactorKind
from qorgan.staff.forms import ChangePassword, KeepOwnAccount
from qorgan.staff.fresh import fresh_sign_in_required
from qorgan.staff.models import Account
from qorgan.staff.pages import sent
from qorgan.staff.session_store import REF
from qorgan.staff.sessions import MEMBERSHIP, State
from qorgan.ui.language import CODES
from qorgan.ui.navigation import items_for
from qorgan.ui.pages import PUBLIC, SIGNED_IN, page, render
from qorgan.ui.way_back import way_back

BOTH = ("GET", "POST")


def _next(request: HttpRequest) -> str:
    """Where somebody wanted to go, if it is ours."""
    wanted = request.GET.get("next", "") or request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else ""


@page(needs=PUBLIC, is_outside=True)
def welcome(request: Any) -> HttpResponse:
    """After signing in: to what is still missing, then to the first place that this reader may enter."""
    state = request.signed_in.state
    if state is State.NOBODY:
        return redirect("account_login")
    if state is State.NEEDS_SECOND_FACTOR:
        return redirect("second_factor")
    if state is State.NEEDS_ROLE:
        return redirect("choose_role")
    places = items_for(request)
    return HttpResponseRedirect(places[0].url if places else reverse("own_account"))


@page(needs=PUBLIC, is_outside=True)
def second_factor(request: Any) -> HttpResponse:
    """Where somebody whose role shows children makes a second factor; until then they see nothing else."""
    if request.signed_in.state is State.NOBODY:
        return redirect("account_login")
    held = queries.factors(request.signed_in.own.account_id)
    if held.any and request.signed_in.state is State.NEEDS_SECOND_FACTOR:
        # The factor was made in another session after this one began: this session asks for it.
        return redirect("mfa_reauthenticate_webauthn" if held.passkeys else "mfa_reauthenticate")
    return render(request, "staff/second_factor.html", {"held": held})


@page(needs=SIGNED_IN, methods=BOTH, is_outside=True)
def role(request: Any) -> HttpResponse:
    """Which role to act in. One at a time: the permissions of the others are not held meanwhile."""
    own = request.signed_in.own
    held = list(queries.own_memberships(own.account_id))
    if request.method == "POST":
        chosen = next((one for one in held if one.ref == request.POST.get("standing")), None)
        if chosen is None:
            raise Http404
        choose_role(by=own, membership=chosen)
        request.session[MEMBERSHIP] = str(chosen.id)
        request.session.cycle_key()
        return HttpResponseRedirect(_next(request) or reverse("welcome"))
    lines = [(one, queries.name_of(one.role), queries.place_of(one)) for one in held]
    return render(
        request,
        "staff/role.html",
        {
            "lines": lines,
            "here": request.signed_in.membership_id,
            "next": _next(request),
        },
    )


@page(needs=SIGNED_IN, methods=("POST",), is_outside=True)
def language(request: Any) -> HttpResponse:
    """The switch in the top bar: keeps the language in the account, and goes back to the same page in it."""
    chosen = request.POST.get("lang", "")
    own = request.signed_in.own
    if chosen in CODES and chosen != own.language:
        choose_language(by=own, language=chosen)
    return HttpResponseRedirect(_same_page(way_back(request, reverse("welcome"))))


def _same_page(address: str) -> str:
    """The address without a language asked for; the welcome page for one that answers no GET (a form that was sent)."""
    parts = urlsplit(address)
    try:
        methods = resolve(parts.path).func.page.methods  # type: ignore[attr-defined]  # what `page()` puts there
    except (Resolver404, AttributeError):
        methods = ()
    if "GET" not in methods:
        return reverse("welcome")
    kept = QueryDict(parts.query, mutable=True)
    kept.pop("lang", None)
    return f"{parts.path}?{kept.urlencode()}" if kept else parts.path


@page(needs=SIGNED_IN, methods=BOTH, is_outside=True)
def own_account(request: Any) -> HttpResponse:
    """My alias and language, my ways to sign in, my sessions, my roles and my log."""
    own = request.signed_in.own
    account = Account.objects.get(pk=own.account_id)
    form = KeepOwnAccount(sent(request), initial={"alias": account.alias, "language": account.language})
    if form.is_bound and form.is_valid() and form.perform(keep_own_account, by=own, then=reverse("own_account")):
        return redirect("own_account")
    return render(
        request,
        "staff/own.html",
        {
            "account": account,
            "form": form,
            "held": queries.factors(account.id),
            "log": queries.sign_in_log(account.id),
            "sessions": queries.sessions(account.id),
            "here": request.session.get(REF),
            "roles": [(one, queries.name_of(one.role), queries.place_of(one)) for one in queries.own_memberships(account.id)],
            "is_linked": queries.is_subject_linked(account.id),
        },
        status=422 if form.is_bound else 200,
    )


@page(needs=SIGNED_IN, methods=BOTH, is_outside=True)
@fresh_sign_in_required
def password(request: Any) -> HttpResponse:
    """Another password for oneself; the other sessions end."""
    own = request.signed_in.own
    form = ChangePassword(sent(request), account=Account.objects.get(pk=own.account_id))
    if form.is_bound and form.is_valid():
        account = change_own_password(by=own, but=request.session.get(REF, ""), **form.command())
        request.session.cycle_key()
        request.session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        return redirect("own_account")
    return render(request, "staff/password.html", {"form": form}, status=422 if form.is_bound else 200)


@page(needs=SIGNED_IN, methods=("POST",), is_outside=True)
def end_session(request: Any) -> HttpResponse:
    """Ends one of my sessions, or all others."""
    own, ref = request.signed_in.own, request.POST.get("session", "")
    if ref == request.session.get(REF):
        return redirect("own_account")
    end_own_sessions(by=own, ref=ref, but=request.session.get(REF, ""))
    return redirect("own_account")


@method_decorator(fresh_sign_in_required, name="dispatch")
class CodesPage(ActivateTOTPView):
    """One-time codes from an app: the QR code, the secret to type, and the first code as a proof."""

    template_name = "staff/codes.html"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if queries.factors(request.user.pk).totp is not None:
            return redirect("own_account")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        factors.count_as_given(self.request, FactorKind.TOTP)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes" if self.did_generate_recovery_codes else "own_account")


@method_decorator(fresh_sign_in_required, name="dispatch")
class PasskeyAddPage(AddWebAuthnView):
    """A passkey: it lives in the device or a key, and asks for a finger, a face or a PIN."""

    template_name = "staff/passkey.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        found["js_data"] = {"creation_options": webauthn.begin_registration(self.request.user, True)}
        return found

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        factors.count_as_given(self.request, FactorKind.PASSKEY)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes" if self.did_generate_recovery_codes else "own_account")


@method_decorator(fresh_sign_in_required, name="dispatch")
class RecoveryCodesPage(ViewRecoveryCodesView):
    """The recovery codes, shown once."""

    template_name = "staff/recovery.html"


@method_decorator(fresh_sign_in_required, name="dispatch")
class NewRecoveryCodesPage(GenerateRecoveryCodesView):
    """New recovery codes; the old ones stop working."""

    template_name = "staff/recovery_new.html"


def _outside(view: Any) -> Any:
    return page(needs=PUBLIC, methods=BOTH, is_outside=True)(view)


codes = _outside(CodesPage.as_view())
passkey = _outside(PasskeyAddPage.as_view())
recovery = _outside(RecoveryCodesPage.as_view())
recovery_new = _outside(NewRecoveryCodesPage.as_view())


@page(needs=SIGNED_IN, methods=BOTH, is_outside=True)
@fresh_sign_in_required
def factor_remove(request: Any, factor: int) -> HttpResponse:
    """Takes a passkey or the app's codes away; the last one stays with those whose role needs it."""
    found = Authenticator.objects.filter(pk=factor, user_id=request.signed_in.own.account_id).first()
    if found is None:
        raise Http404
    reason = ""
    if request.method == "POST":
        try:
            factors.remove(request, Account.objects.get(pk=found.user_id), found)
            return redirect("own_account")
        except RuleBroken as broken:
            reason = str(broken.message)
    return render(request, "staff/factor_remove.html", {"factor": found, "reason": reason}, status=422 if reason else 200)
