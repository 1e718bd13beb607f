"""Headers: every response of every address carries them all, also files, errors, redirects; strict transport under TLS."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from qorgan.ui import headers as ours
from qorgan.ui.headers import PERMISSIONS, POLICY
from tests.house.routes import routes

pytestmark = pytest.mark.django_db
WANTED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "X-Frame-Options": "DENY",
}
REFERRERS = {"same-origin", "no-referrer"}  # a page may be stricter, never looser


def missing(address: str, response: HttpResponse) -> list[str]:
    """What a response lacks, or has another value for."""
    wrong = [
        f"{address}: {name} is {response.headers.get(name)}" for name, value in WANTED.items() if response.headers.get(name) != value
    ]
    if response.headers.get("Referrer-Policy") not in REFERRERS:
        wrong.append(f"{address}: Referrer-Policy is {response.headers.get('Referrer-Policy')}")
    if not address.startswith("/static/") and "no-store" not in response.headers.get("Cache-Control", ""):
        wrong.append(f"{address}: Cache-Control is {response.headers.get('Cache-Control')}")
    return wrong


def every_answer(client: Client) -> list[str]:
    """What is missing on all routes, an unknown address, a refused method and a request that cannot be read."""
    wrong = []
    for route in routes():
        wrong += missing(route.example, client.get(route.example))
        wrong += missing(route.example, client.delete(route.example))
    wrong += missing("/there-is-no-such-address", client.get("/there-is-no-such-address"))
    return wrong + missing("/ by another host", client.get("/", headers={"host": "elsewhere.example"}))


def test_every_address_answers_with_every_header(client) -> None:
    assert every_answer(client) == []


def test_a_page_that_a_fault_broke_still_has_every_header(client, monkeypatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("qorgan.ui.pages._answer", lambda *_: 1 / 0)
    response = client.get("/help")
    assert response.status_code == 500
    assert missing("/help", response) == []


def static_files() -> list[str]:
    return ["/static/" + found for found in sorted(_own_files())]


def _own_files() -> list[str]:
    root = settings.LOCALE_PATHS[0].parents[1]
    folders = sorted(root.glob("*/static"))
    return [path.relative_to(folder).as_posix() for folder in folders for path in folder.rglob("*") if path.is_file()]


def test_every_file_of_ours_is_served_with_every_header(client) -> None:
    files = static_files()
    assert len(files) >= 10
    wrong = []
    for address in files:
        response = client.get(address)
        assert response.status_code == 200, address
        wrong += missing(address, response)
        response.close()
    assert wrong == []


def test_a_policy_never_allows_what_is_written_in_a_page() -> None:
    assert "unsafe" not in POLICY
    assert "http:" not in POLICY
    assert "*" not in POLICY
    assert "default-src 'none'" in POLICY
    assert "frame-ancestors 'none'" in POLICY


def test_strict_transport_is_said_under_tls_and_nowhere_else(client) -> None:
    assert "Strict-Transport-Security" not in client.get("/help").headers
    said = client.get("/help", secure=True).headers["Strict-Transport-Security"]
    assert said == f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"
    assert settings.SECURE_HSTS_SECONDS >= 31_536_000


def test_without_the_middleware_every_address_is_found(client, monkeypatch) -> None:
    """The planted fault."""
    monkeypatch.setattr(ours, "headers", lambda *, is_secure: {})
    assert len(every_answer(client)) > len(list(routes()))
