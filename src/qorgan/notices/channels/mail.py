"""Mail, by SMTP, with a Message-ID that is the same at every try of the same delivery."""

from __future__ import annotations

import smtplib
import socket
import ssl
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from qorgan.notices.channels import Outcome
from qorgan.notices.choices import Failure
from qorgan.notices.wordings import Said

TIMEOUT = 20  # seconds


def message_id(number: str) -> str:
    """The stable name of a mail: a mail server that sees it twice may drop the second."""
    domain = settings.MAIL_FROM.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{number}@{domain}>"


def link(path: str) -> str:
    """The whole address of a page of ours; empty where the installation has no public address."""
    base = settings.PUBLIC_URL.rstrip("/")
    return f"{base}{path}" if path and urlsplit(base).scheme in ("http", "https") else ""


def send(number: str, to: str, said: Said, path: str, language: str) -> Outcome:
    """Tries once. What the server answers decides: 5xx is final, 4xx and a lost line are tried again."""
    if not settings.EMAIL_HOST:
        return Outcome(Failure.NOT_CONFIGURED)
    if not to:
        return Outcome(Failure.NO_ADDRESS)
    mail = EmailMessage(
        subject=said.title,
        body="\n\n".join(part for part in (said.body, link(path)) if part) + "\n",
        from_email=settings.MAIL_FROM,
        to=[to],
        headers={
            "Message-ID": message_id(number),
            "Content-Language": language,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    try:
        mail.connection = get_connection("django.core.mail.backends.smtp.EmailBackend", timeout=TIMEOUT)
        mail.send(fail_silently=False)
    except (smtplib.SMTPException, OSError) as fault:
        return _failed(fault)
    return Outcome(status=250)


def _failed(fault: Exception) -> Outcome:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        status = max((code for code, _said in fault.recipients.values()), default=550)
        return _of_reply(status)
    if isinstance(fault, smtplib.SMTPResponseException):
        return _of_reply(fault.smtp_code)
    if isinstance(fault, ssl.SSLError):
        return Outcome(Failure.TLS)
    if isinstance(fault, TimeoutError | socket.timeout):
        return Outcome(Failure.TIMEOUT)
    return Outcome(Failure.UNREACHABLE)


def _of_reply(code: int) -> Outcome:
    if code in (530, 534, 535, 538):  # the server does not accept our sign-in: ours to put right, not the receiver's
        return Outcome(Failure.NOT_CONFIGURED, code)
    if code in (421, 450, 451, 452):
        return Outcome(Failure.RATE_LIMITED if code == 450 else Failure.SERVER_ERROR, code)
    return Outcome(Failure.REJECTED if code >= 500 else Failure.SERVER_ERROR, code)
