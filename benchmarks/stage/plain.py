"""The bare framework's own database, on the same server."""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg
from benchmarks.stage.installation import ROOT
from benchmarks.stage.rows import write_bare

from qorgan.site.launcher import Server

SETTINGS = "benchmarks.stage.bare.settings"
_SIGN_IN = """
import django; django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
user, session = User.objects.create_user("reader"), SessionStore()
session.update({SESSION_KEY: str(user.pk), HASH_SESSION_KEY: user.get_session_auth_hash(),
                BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend"})
session.save()
print(session.session_key)
"""


def make_plain(server: Server) -> str:
    """Makes database and tables, signs a reader in; gives the reader's cookie."""
    with server.superuser() as connection:
        connection.autocommit = True
        connection.execute("CREATE DATABASE bare OWNER qorgan_web")
    variables = os.environ | {"DJANGO_SETTINGS_MODULE": SETTINGS, "QORGAN_POOL": "0"}
    words = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "-v0"]
    subprocess.run(words, env=variables, cwd=ROOT, check=True)
    done = subprocess.run([sys.executable, "-c", _SIGN_IN], env=variables, cwd=ROOT, check=True, capture_output=True, text=True)
    return f"sessionid={done.stdout.strip()}"


def fill_plain(server: Server) -> None:
    """Puts the same contacts there."""
    with psycopg.connect(**server.arguments("web", "bare"), autocommit=True) as connection, connection.cursor() as cursor:
        write_bare(cursor)
