"""Sign-in at another system by OpenID Connect, of which we take the subject and nothing else."""
# ruff: noqa: ARG002  (allauth calls its hooks with all of these)

from __future__ import annotations

from typing import Any

from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider

from qorgan.staff.hashed import subject_hash

PROVIDER = "state"  # the `provider_id` of `settings.OIDC_APP`: one other sign-in for an installation


class SubjectOnly(OpenIDConnectProvider):
    """Asks for `openid` alone and keeps a keyed hash of the subject: no name, no mail address, no token."""

    def get_default_scope(self) -> list[str]:
        return ["openid"]

    def get_scope_from_request(self, request: Any) -> list[str]:
        """A visitor's address cannot ask for more."""
        return self.get_default_scope()

    def extract_uid(self, data: dict[str, Any]) -> str:
        return subject_hash(self.app.provider_id, super().extract_uid(data))

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}
