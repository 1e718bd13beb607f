"""What we ask people at sign-in, for their own account, and of administrators. Forms hold fields, never writes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as AllauthPasswordAgain
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from qorgan.staff import counters, throttle
from qorgan.staff.access import DOOR
from qorgan.staff.actions.sign_in import note_failure
from qorgan.staff.adapters import wait_error
from qorgan.staff.models.account import username_is_plain
from qorgan.ui.forms import Form, ManyChoice, PhoneField, dress
from qorgan.ui.widgets import DayInput

LANGUAGE_CHOICES = [(code, name) for code, name in settings.LANGUAGES]


def _password(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": autocomplete})


class SignIn(Form, LoginForm):
    """Name and password."""

    password = forms.CharField(label=_("Password"), strip=False, max_length=128, widget=_password("current-password"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Sign-in name"),
            max_length=64,
            widget=forms.TextInput(attrs={"autocomplete": "username webauthn", "autocapitalize": "none", "spellcheck": "false"}),
        )
        dress(self.fields["login"])
        self.order_fields(["login", "password"])


class PasswordAgain(Form, AllauthPasswordAgain):
    """The password of somebody who has no second factor."""

    password = forms.CharField(label=_("Password"), strip=False, max_length=128, widget=_password("current-password"))


class _Code(Form):
    """A six-digit code, or a recovery code; guesses are counted before they are judged, a used code is refused."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("From the app on your phone, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "q-input q-input-s"}),
    )
    user: Any

    def clean_code(self) -> str:
        counted = counters.of_code(context.request, self.user)
        try:
            throttle.begin(*counted)
        except throttle.TooSoon as fault:
            raise wait_error(fault) from None
        code = self._judged()
        throttle.give_back(*counted)
        return code

    def _judged(self) -> str:
        typed = self.cleaned_data["code"].replace(" ", "")
        self.cleaned_data["code"] = typed
        try:
            code = super().clean_code()  # type: ignore[misc]  # the allauth form that stands behind this one
            throttle.begin(counters.of_used_code(self.user, typed))
        except throttle.TooSoon:
            raise get_adapter().validation_error("incorrect_code") from None
        except ValidationError:
            note_failure(by=DOOR, account_id=self.user.pk, step="code")
            raise
        return code


class SecondCode(_Code, AuthenticateForm):
    """The second step of signing in."""


class CodeAgain(_Code, ReauthenticateForm):
    """The code once more, before something sensitive."""


class AddCodes(Form, ActivateTOTPForm):
    """The first code of an app, as a proof that it was set up."""

    code = forms.CharField(
        label=_("Code that the app shows"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "q-input q-input-s"}),
    )


class AddPasskey(Form, AddWebAuthnForm):
    """A passkey that also opens the account by itself. It has no name of its own: names would be texts about people."""

    name = None
    passwordless = None

    def clean_name(self) -> str:
        return ""

    def clean(self) -> dict[str, Any]:
        """A passkey that does not check its holder (finger, face, PIN) is not accepted."""
        self.cleaned_data["passwordless"] = True
        cleaned = super().clean() or {}
        cleaned["name"] = get_adapter().generate_authenticator_name(self.user, "webauthn")
        return cleaned


class _NewPassword(Form):
    """A new password, twice."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=128,
        widget=_password("new-password"),
        help_text=lazy(lambda: " ".join(password_validators_help_texts()), str)(),
    )
    again = forms.CharField(label=_("The same password again"), strip=False, max_length=128, widget=_password("new-password"))

    def __init__(self, *args: Any, account: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, second = given.get("password"), given.get("again")
        if first and second and first != second:
            self.add_error("again", _("The two passwords differ."))
        elif first:
            try:
                validate_password(first, self.account)
            except ValidationError as fault:
                self.add_error("password", fault)
        return given


class ChangePassword(_NewPassword):
    """Another password for oneself."""

    def command(self) -> dict[str, Any]:
        return {"password": self.cleaned_data["password"]}


class UseLink(_NewPassword):
    """The password that a one-time link lets its holder choose."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("It came apart from the link, by telephone or by hand."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "class": "q-input q-input-s"}),
    )
    field_order = ("code", "password", "again")

    def command(self) -> dict[str, Any]:
        return {"code": self.cleaned_data["code"], "password": self.cleaned_data["password"]}


class KeepOwnAccount(Form):
    """What children and the screens should call and tell me."""

    alias = forms.CharField(
        label=_("Name that children see"),
        max_length=40,
        required=False,
        help_text=_("Not your real name. Without one, children read “counsellor”."),
    )
    language = forms.ChoiceField(label=_("Language of my screens"), choices=LANGUAGE_CHOICES)


class _Person(Form):
    """What an account says of its holder."""

    name = forms.CharField(label=_("Full name"), max_length=200, help_text=_("Kept sealed. Colleagues see it, children never."))
    alias = forms.CharField(label=_("Name that children see"), max_length=40, required=False, help_text=_("Not the real name."))
    language = forms.ChoiceField(label=_("Language of the screens"), choices=LANGUAGE_CHOICES)
    phone = PhoneField(label=_("Telephone"), max_length=30, required=False, help_text=_("Kept sealed."))
    mail = forms.EmailField(
        label=_("Mail address"), max_length=254, required=False, help_text=_("Kept sealed. It is no way to sign in.")
    )


class SignInName(forms.CharField):
    """A sign-in name; capitals are a slip of the keyboard."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").strip().lower()


class OpenAccount(_Person):
    """A new account."""

    username = SignInName(
        label=_("Sign-in name"),
        max_length=64,
        validators=[username_is_plain],
        help_text=_("Small Latin letters, figures, dot, dash. It appears in lists."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("username", "name", "alias", "language", "phone", "mail")


class ChangeAccount(_Person):
    """Another name, alias, language or way to reach somebody."""


class CheckRegister(Form):
    """The number in the state register of psychologists."""

    number = forms.CharField(label=_("Number in the state register of psychologists"), max_length=60, required=False)
    checked_on = forms.DateField(label=_("Looked up in the register on"), required=False, widget=DayInput())


class MakeLink(Form):
    """A one-time link for somebody who cannot sign in."""

    clears_second_factor = forms.BooleanField(
        label=_("The passkey or the phone with the codes is lost: take the second factor away when the link is used"),
        required=False,
    )


class LinkSubject(Form):
    """Whom the other system's sign-in means."""

    subject = forms.CharField(
        label=_("Subject at the other sign-in (sub)"),
        max_length=255,
        required=False,
        help_text=_("Only a hash is kept. Leave it empty to take the link away."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class GrantMembership(Form):
    """A role for a period, with the reason. Organisation and place come from the page's own choice."""

    organisation = forms.ChoiceField(label=_("Organisation"))
    since = forms.DateField(label=_("From"), widget=DayInput(), help_text=_("Today begins at once."))
    until = forms.DateField(label=_("To, the day included"), required=False, widget=DayInput())
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example the order's number and date. Kept sealed."),
    )

    def __init__(self, *args: Any, organisations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = organisations


class EndMembership(Form):
    """Why a role ends now."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Kept sealed."))


class CloseAccount(Form):
    """Nothing to fill in: the button is the answer."""


def half_a_year_on() -> date:
    """The last day that a new key is offered: long enough to forget nothing, short enough to be looked at again."""
    return timezone.localdate() + timedelta(days=182)


class MakeKey(Form):
    """A key for a program: what it is called, what it may do, until when."""

    name = forms.CharField(
        label=_("Name of the program"), max_length=80, help_text=_("It stands in lists and histories. No names of people.")
    )
    scopes = ManyChoice(label=_("What the program may do"), choices=())
    ends_on = forms.DateField(label=_("Last day"), initial=half_a_year_on, widget=DayInput(), help_text=_("A year from today at most."))

    def __init__(self, *args: Any, scopes: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scopes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = scopes


class RotateKey(Form):
    """Nothing to fill in: the button is the answer."""


class RevokeKey(Form):
    """Nothing to fill in: the button is the answer."""
