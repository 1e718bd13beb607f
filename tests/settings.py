"""Settings of the test run: one throw-away server for the whole run, started before Django reads its settings."""

import os
import tempfile
from pathlib import Path

MADE = "" if os.environ.get("QORGAN_TEST_HOME") else tempfile.mkdtemp(prefix="qorgan-test-")
HOME = Path(MADE or os.environ["QORGAN_TEST_HOME"]).absolute()
os.environ["QORGAN_TEST_HOME"] = str(HOME)
os.environ["QORGAN_HOME"] = str(HOME)
os.environ["QORGAN_ROLE"] = "owner"
os.environ["QORGAN_POOL"] = "0"

from tests.server import TEMPLATE, ensure_server  # noqa: E402  (the environment must be set first)

ensure_server(HOME, is_ours=bool(MADE))

from qorgan.site.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if os.environ.get("DATABASE_URL"):
    DATABASES["default"]["TEST"] = {"TEMPLATE": TEMPLATE}  # noqa: F405
DATABASES["journal"]["TEST"] = {"MIRROR": "default"}  # noqa: F405
INSTALLED_APPS = [*INSTALLED_APPS, "tests.toy"]  # noqa: F405
MIGRATION_MODULES = {"toy": None}
