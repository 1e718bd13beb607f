"""A provider of OpenID Connect on the loopback: a stand-in for a state's sign-in, with its own keys."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa


@dataclass
class Provider:
    """What it promised, by code; `address` is its issuer."""

    address: str
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    promised: dict[str, tuple[dict[str, str], dict[str, Any]]] = field(default_factory=dict)

    def agree(self, asked: dict[str, str], subject: str, **claims: Any) -> str:
        """Somebody has signed in over there: a code that can be changed for a token once."""
        code = secrets.token_urlsafe(16)
        self.promised[code] = (asked, {"sub": subject, **claims})
        return code

    def token(self, given: dict[str, str]) -> dict[str, Any] | None:
        """The token for a code; None for a wrong one, or where the proof of the question does not fit."""
        asked, claims = self.promised.pop(given.get("code", ""), ({}, {}))
        proof = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest()).rstrip(b"=")
        if not claims or asked.get("code_challenge") != proof.decode():
            return None
        now = int(time.time())
        body = {"iss": self.address, "aud": asked["client_id"], "iat": now, "exp": now + 60, **claims}
        if "nonce" in asked:
            body["nonce"] = asked["nonce"]
        signed = jwt.encode(body, self.key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": signed}

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }


@contextmanager
def provider() -> Iterator[Provider]:
    """Serves a provider for as long as the block lasts."""
    served: list[Provider] = []

    class Answers(BaseHTTPRequestHandler):
        def _send(self, body: Any) -> None:
            raw = json.dumps(body).encode()
            self.send_response(200 if body is not None else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def do_GET(self) -> None:
            self._send(served[0].configuration() if "well-known" in self.path else None)

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._send(served[0].token({name: values[0] for name, values in parse_qs(text).items()}))

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    served.append(Provider(f"http://127.0.0.1:{server.server_address[1]}"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served[0]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
