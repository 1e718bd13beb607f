"""Settings. Everything that differs between installations comes from the environment through `qorgan.site.env`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from qorgan.site import env
from qorgan.site.country import read_country
from qorgan.site.database import connection_settings, current_role
from qorgan.site.secret import kept_secret
from qorgan.ui.assets import leave_no_trace

QORGAN_HOME = env.home()
PACK = env.folder("QORGAN_PACK", env.CHECKOUT / "packs" / "kz")
COUNTRY = read_country(PACK)
QORGAN_KEY_COMMAND = env.text("QORGAN_KEY_COMMAND", "")
BACKUPS_KEPT_DAYS = env.whole("QORGAN_BACKUPS_KEPT_DAYS", 35, lowest=1, highest=3650)
IS_TRAINING = env.flag("QORGAN_TRAINING")
PUBLIC_URL = env.text("QORGAN_PUBLIC_URL", "")  # what QR codes of schools open; the address of the request while unset
API_OPEN_PER_MINUTE = env.whole("QORGAN_API_OPEN_PER_MINUTE", 300, lowest=1, highest=100_000)  # requests without a key, of one source
API_PER_MINUTE = env.whole("QORGAN_API_PER_MINUTE", 600, lowest=1, highest=100_000)  # requests of one key of a program
BIND_HOST = env.text("QORGAN_HOST", "127.0.0.1")

# What leaves the house (qorgan.notices). Mail and text messages are off until a server and a gateway are named.
EMAIL_HOST = env.text("QORGAN_SMTP_HOST", "")
EMAIL_PORT = env.whole("QORGAN_SMTP_PORT", 587, lowest=1, highest=65535)
EMAIL_HOST_USER = env.text("QORGAN_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("QORGAN_SMTP_PASSWORD", "")
_SMTP_SECURITY = env.choice("QORGAN_SMTP_SECURITY", ("starttls", "tls", "none"), "starttls")
EMAIL_USE_TLS = _SMTP_SECURITY == "starttls"
EMAIL_USE_SSL = _SMTP_SECURITY == "tls"
MAIL_FROM = env.text("QORGAN_MAIL_FROM", "qorgan@localhost")
SMS_GATEWAY: dict[str, Any] = {
    "url": env.text("QORGAN_SMS_URL", ""),
    "method": env.choice("QORGAN_SMS_METHOD", ("POST", "GET", "PUT"), "POST"),
    "headers": env.pairs("QORGAN_SMS_HEADERS"),
    "body": env.text("QORGAN_SMS_BODY", '{"to":"{phone}","text":"{text}","id":"{number}"}'),
    "number_field": env.text("QORGAN_SMS_NUMBER_FIELD", ""),
}
PRIVATE_RECEIVERS = env.flag("QORGAN_PRIVATE_RECEIVERS")  # webhooks and gateways inside one's own network

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY", "") or kept_secret(QORGAN_HOME / "secrets" / "django")
ALLOWED_HOSTS = env.names("QORGAN_HOSTS", ("127.0.0.1", "localhost", "[::1]"))
CSRF_TRUSTED_ORIGINS = env.names("QORGAN_ORIGINS")
IS_BEHIND_TLS = env.flag("QORGAN_TLS")
ROOT_URLCONF = "qorgan.site.urls"
WSGI_APPLICATION = "qorgan.site.wsgi.application"

# Floors, lowest first; import-linter holds them, see pyproject.toml.
ROOMS = [
    "texts",
    "access",
    "journal",
    "vault",
    "live",
    "ui",
    "clocks",
    "notices",
    "forms",
    "places",
    "organisations",
    "staff",
    "oversight",
    "matching",
    "children",
    "directory",
    "referrals",
    "casework",
    "helpline",
    "intake",
    "conferences",
    "grants",
    "reach",
    "portal",
    "site",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    *(f"qorgan.{room}" for room in ROOMS),
]

MIDDLEWARE = [
    "qorgan.ui.headers.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "qorgan.ui.language.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "qorgan.staff.middleware.Actor",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        ("django.template.loaders.cached.Loader", ["django.template.loaders.app_directories.Loader"]),
                    ],
                ),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "qorgan.ui.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "qorgan.ui.templatetags.ui",
                "qorgan.texts.templatetags.texts",
            ],
        },
    },
]

DATABASES = {"default": connection_settings(current_role()), "journal": connection_settings("journal")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "staff.Account"
AUTHENTICATION_BACKENDS = ["qorgan.staff.backends.AccountBackend"]
PASSWORD_HASHERS = ["qorgan.staff.hashers.BoundedArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "qorgan.staff.passwords.LongEnough"},
    {"NAME": "qorgan.staff.passwords.NotGuessable"},
]
ACCOUNT_ADAPTER = "qorgan.staff.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # allauth's limits keep addresses and live in one process; ours are qorgan.staff.throttle
ACCOUNT_FORMS = {"login": "qorgan.staff.forms.SignIn", "reauthenticate": "qorgan.staff.forms.PasswordAgain"}
MFA_ADAPTER = "qorgan.staff.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RATE_LIMITS = False
MFA_TOTP_TOLERANCE = 1  # one step of thirty seconds either way: telephones' clocks are off; a used code stays refused
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "qorgan.staff.forms.SecondCode",
    "reauthenticate": "qorgan.staff.forms.CodeAgain",
    "activate_totp": "qorgan.staff.forms.AddCodes",
    "add_webauthn": "qorgan.staff.forms.AddPasskey",
}
SOCIALACCOUNT_ADAPTER = "qorgan.staff.adapters.SubjectAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may not lead elsewhere (Content-Security-Policy form-action)
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # the background tasks of a room stand in its jobs.py
OIDC_APP: dict[str, Any] | None = (
    None
    if not env.text("QORGAN_OIDC_URL", "")
    else {
        "provider_id": "state",
        "name": env.text("QORGAN_OIDC_NAME", "OpenID Connect"),
        "client_id": env.text("QORGAN_OIDC_CLIENT"),
        "secret": env.text("QORGAN_OIDC_SECRET"),
        "settings": {"server_url": env.text("QORGAN_OIDC_URL"), "fetch_userinfo": False, "oauth_pkce_enabled": True},
    }
)
TRUSTED_PROXIES = env.whole("QORGAN_PROXIES", 1 if IS_BEHIND_TLS else 0, lowest=0, highest=5)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "welcome"
LOGOUT_REDIRECT_URL = "account_login"
SESSION_ENGINE = "qorgan.staff.session_store"
SESSION_COOKIE_NAME = "__Host-s" if IS_BEHIND_TLS else "s"
SESSION_COOKIE_SECURE = IS_BEHIND_TLS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE = timedelta(minutes=env.whole("QORGAN_IDLE_MINUTES", 30, lowest=1, highest=600))
SESSION_ABSOLUTE = timedelta(hours=env.whole("QORGAN_SESSION_HOURS", 10, lowest=1, highest=24))
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE.total_seconds())
CSRF_COOKIE_NAME = "__Host-c" if IS_BEHIND_TLS else "c"
CSRF_COOKIE_SECURE = IS_BEHIND_TLS
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "qorgan.ui.errors.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_BEHIND_TLS else None
APPEND_SLASH = False

LANGUAGE_CODE = COUNTRY.languages[0]
LANGUAGES = [(code, {"kk": _("Kazakh"), "ru": _("Russian"), "en": _("English")}[code]) for code in COUNTRY.languages]
LOCALE_PATHS = [Path(__file__).parent / "locale", Path(__file__).parents[1] / "texts" / "locale"]
FORMAT_MODULE_PATH = ["qorgan.texts.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = COUNTRY.time_zone
CURRENCY, CURRENCY_SIGN = COUNTRY.currency, COUNTRY.currency_sign
PHONE_REGION = COUNTRY.phone_region
PERSON_NUMBER, BODY_NUMBER = COUNTRY.person_number, COUNTRY.body_number

STATIC_URL = "/static/"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "qorgan.ui.assets.Versioned"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 31_536_000
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ADD_HEADERS_FUNCTION = leave_no_trace

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "qorgan.site.logs.Impersonal"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"qorgan": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
