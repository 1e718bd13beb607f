"""A worker in a process of its own, which kills itself at a named point: `python -m tests.notices.worker_process`.

Environment: `WORKER_DATABASE` the test's database, `WORKER_FAULT` where it dies (`claimed`: before anything is sent; `taken`:
the server took it and nothing is written down yet; empty: nowhere), `WORKER_TURNS` how many turns it makes.
"""

from __future__ import annotations

import os
import signal
import time
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django
from django.conf import settings

settings.DATABASES["default"]["NAME"] = os.environ["WORKER_DATABASE"]
settings.DATABASES["journal"]["NAME"] = os.environ["WORKER_DATABASE"]
django.setup()

from django.db import connection  # noqa: E402  (Django must be ready)

from qorgan.notices import addressees, sending  # noqa: E402
from qorgan.notices.addressees import Reach  # noqa: E402
from qorgan.notices.channels import Outcome, mail  # noqa: E402
from qorgan.notices.jobs import turn  # noqa: E402


def die() -> None:
    """As a power cut would have it."""
    os.kill(os.getpid(), signal.SIGKILL)


def faulty(send: Any, fault: str) -> Any:
    """The mail channel, with the death in its place."""

    def sent(*given: Any) -> Outcome:
        if fault == "claimed":
            die()
        outcome = send(*given)
        if fault == "taken":
            die()
        return outcome

    return sent


def main() -> None:
    addressees._books["account"] = lambda account_id: Reach("en", f"{account_id.hex}@example.org")
    sending.mail.send = faulty(mail.send, os.environ["WORKER_FAULT"])
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE qorgan_worker")
    print("ready", flush=True)
    for _turn in range(int(os.environ["WORKER_TURNS"])):
        turn()
        time.sleep(0.02)


if __name__ == "__main__":
    main()
