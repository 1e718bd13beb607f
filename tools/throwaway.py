"""A Django command on a database that exists only for it."""

import os
from pathlib import Path

from django.core.management import ManagementUtility

from qorgan.site.launcher import Server


def manage(arguments: list[str]) -> int:
    """Run the command as the owner of an empty database in `QORGAN_HOME`; gives its exit status."""
    os.environ["QORGAN_ROLE"], os.environ["QORGAN_POOL"] = "owner", "0"
    with Server(Path(os.environ["QORGAN_HOME"]), durable=False):
        try:
            ManagementUtility(["manage", *arguments]).execute()
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0
