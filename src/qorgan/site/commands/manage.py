"""Run a command of Django, such as `qorgan manage makemigrations` or `qorgan manage shell`, as the database's owner."""

import argparse

from django.core.management import ManagementUtility


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything after `manage` is Django's."""
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="Django's command and its options")


def run(args: argparse.Namespace) -> int:
    """Gives Django's own exit status."""
    try:
        ManagementUtility(["qorgan manage", *(args.arguments or ["help"])]).execute()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0
