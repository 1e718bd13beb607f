"""Certificates of erasing: a signed JSON text for machines and the same in words for people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from qorgan.vault.keyring import keyring
from qorgan.vault.models import Master, Shredding

PURPOSE = "sign vault certificates"


@dataclass(frozen=True, slots=True)
class Certificate:
    """`text` is canonical JSON (keys sorted); `signature` is Ed25519 over its bytes."""

    text: str
    signature: bytes

    @property
    def content(self) -> dict[str, Any]:
        return dict(json.loads(self.text))


def _signer(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keyring().derived(name, PURPOSE))


def signed(content: dict[str, Any]) -> Certificate:
    """Signs with the newest signing key; the certificate names the key and carries its public half."""
    name = keyring().newest("signing").name
    signer = _signer(name)
    public = signer.public_key().public_bytes_raw().hex()
    text = json.dumps({**content, "signed_with": name, "public_key": public}, sort_keys=True, ensure_ascii=False)
    return Certificate(text, signer.sign(text.encode()))


def is_genuine(certificate: Certificate) -> bool:
    """Whether this installation's own signing key signed it: the public half inside the text alone proves nothing."""
    content = certificate.content
    name = content.get("signed_with", "")
    if name not in keyring():
        return False
    public: Ed25519PublicKey = _signer(name).public_key()
    try:
        public.verify(certificate.signature, certificate.text.encode())
    except InvalidSignature:
        return False
    return content.get("public_key") == public.public_bytes_raw().hex()


def of_shredding(line: Shredding) -> Certificate:
    """States that one subject was erased, and the day after which no backup brings it back."""
    return signed(
        {
            "certificate": "qorgan.subject.shredded",
            "subject": str(line.subject),
            "scope": line.scope,
            "reason": str(line.reason),
            "shredded_at": line.shredded_at.isoformat(),
            "final_on": line.final_on.isoformat(),
        }
    )


def of_destruction(master: Master, *, destroyed_at: datetime | None, backups_kept_days: int) -> dict[str, Any]:
    """What a certificate of a destroyed master says; signed when the key is really gone."""
    return {
        "certificate": "qorgan.master.destroyed",
        "master": master.name,
        "check": master.check_value,
        "made_at": master.made_at.isoformat(),
        "retired_at": _iso(master.retired_at),
        "rewrapped_at": _iso(master.rewrapped_at),
        "backups_kept_days": backups_kept_days,
        "destroyed_at": _iso(destroyed_at),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def in_words(certificate: Certificate) -> str:
    """The certificate as lines of text in the active language."""
    content = certificate.content
    if content["certificate"] == "qorgan.subject.shredded":
        lines = [
            _("Certificate of erasing"),
            _("Subject: %(subject)s") % content,
            _("Erased on: %(day)s") % {"day": _day(content["shredded_at"])},
            _("No backup opens it after: %(day)s") % {"day": _day(content["final_on"])},
        ]
    else:
        lines = [
            _("Certificate: a master key was destroyed"),
            _("Key: %(master)s") % content,
            _("In use from %(first)s to %(last)s") % {"first": _day(content["made_at"]), "last": _day(content["retired_at"])},
            _("Destroyed on: %(day)s") % {"day": _day(content["destroyed_at"])},
            _("Backups made under this key can no longer be opened by anybody."),
        ]
    lines.append(_("Signed with: %(signed_with)s") % content)
    return "\n".join(lines)


def _day(text: str | None) -> str:
    return date_format(datetime.fromisoformat(text), "DATE_FORMAT") if text else "–"
