"""The root keys: change the master key, make shares of the recovery key, put keys back with them, look at them."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable
from pathlib import Path

from django.db import DatabaseError
from django.utils import translation
from tqdm import tqdm

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.vault import actions, keyring, recovery, rotation
from qorgan.vault.condition import Condition, condition
from qorgan.vault.faults import VaultFault
from qorgan.vault.models import DataKey, Master

AFTER_THE_SHARES = """\
Recovery key {name}: {count} shares, any {threshold} of them put the root keys back.
Write each on paper for another person, then clear this screen. They are kept nowhere and are never shown again.
Shares made before this no longer open the escrow. Keep a copy of {escrow}
away from this machine, and replace it after every change of the master key."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words after `qorgan keys`."""
    words = parser.add_subparsers(dest="word", required=True, metavar="rotate|shares|recover|status")
    for name, said in (
        ("rotate", "make a new master key, move all data keys to it, destroy old ones whose backups have expired"),
        ("shares", f"make a recovery key and print its {recovery.SHARES} shares, once"),
        ("recover", f"put missing root keys back from the escrow with {recovery.THRESHOLD} shares"),
        ("status", "show the masters, their dates and what is wrong; status 1 when something is"),
    ):
        word = words.add_parser(name, help=said, description=said)
        word.add_argument("--json", action="store_true", help="print JSON")
        if name == "recover":
            word.add_argument("--escrow", type=Path, help="the escrow file (default: the one among the keys)")
            word.add_argument("--rehearse", action="store_true", help="open the escrow and write nothing")


def run(args: argparse.Namespace) -> int:
    """Run one of the words; a fault is one line on standard error and status 1."""
    words: dict[str, Callable[[argparse.Namespace], int]] = {
        "rotate": _rotate,
        "shares": _shares,
        "recover": _recover,
        "status": _status,
    }
    try:
        return words[args.word](args)
    except (VaultFault, RuleBroken) as fault:
        print(f"qorgan keys: {fault}", file=sys.stderr)
    except DatabaseError:
        print("qorgan keys: the database is not up to date; run qorgan migrate", file=sys.stderr)
    except OSError as fault:
        print(f"qorgan keys: {fault.strerror or 'the disk refused'}", file=sys.stderr)
    return 1


def _keeper() -> Principal:
    return Principal.system("vault.keeper")


def _rotate(args: argparse.Namespace) -> int:
    new = rotation.rotate_master(by=_keeper())
    total = DataKey.objects.live().exclude(master_id=new).count()
    with tqdm(total=total, unit="key", desc="data keys", disable=args.json or not sys.stderr.isatty()) as bar:

        def moved_on(count: int) -> None:
            bar.update(count)

        moved = rotation.rewrap(by=_keeper(), progress=moved_on)
    destroyed = rotation.destroy_due(by=_keeper())
    waiting = {master.name: str(master.destroy_on) for master in Master.objects.filter(destroy_on__isnull=False)}
    if args.json:
        print(json.dumps({"master": new, "moved": moved, "destroyed": destroyed, "to_be_destroyed": waiting}))
        return 0
    print(f"Master key: {new}. Data keys moved: {moved}.")
    for name in destroyed:
        print(f"Destroyed: {name}")
    for name, day in waiting.items():
        print(f"To be destroyed on {day}, when the backups that it opens have expired: {name}")
    return 0


def _shares(args: argparse.Namespace) -> int:
    made = actions.make_recovery_shares(by=_keeper())
    escrow = keyring.folder() / recovery.ESCROW
    if args.json:
        print(json.dumps({"recovery": made.name, "threshold": recovery.THRESHOLD, "shares": made.shares, "escrow": str(escrow)}))
        return 0
    for number, share in enumerate(made.shares, start=1):
        print(f"\nShare {number} of {len(made.shares)}, recovery key {made.name}\n{_in_lines(share)}")
    print()
    print(AFTER_THE_SHARES.format(name=made.name, count=len(made.shares), threshold=recovery.THRESHOLD, escrow=escrow))
    return 0


def _in_lines(share: str) -> str:
    """Numbered words, six a line: a person copies them by hand."""
    words = [f"{number:2} {word:<10}" for number, word in enumerate(share.split(), start=1)]
    return "\n".join(" ".join(words[start : start + 6]).rstrip() for start in range(0, len(words), 6))


def _without_numbers(line: str) -> str:
    return " ".join(word for word in line.split() if not word.isdigit())


def _asked_shares() -> list[str]:
    if not sys.stdin.isatty():
        return [_without_numbers(line) for line in sys.stdin if line.strip()]
    return [
        _without_numbers(getpass.getpass(f"Share {number} of {recovery.THRESHOLD} (not shown): "))
        for number in range(1, recovery.THRESHOLD + 1)
    ]


def _recover(args: argparse.Namespace) -> int:
    path: Path = args.escrow or keyring.folder() / recovery.ESCROW
    name, keys = recovery.open_escrow(path.read_bytes(), _asked_shares())
    written = [] if args.rehearse else recovery.put_back(keys)
    is_noted = bool(written) and _noted(name, len(written))
    if args.json:
        print(json.dumps({"recovery": name, "keys": [key.name for key in keys], "written": written}))
        return 0
    print(f"Recovery key {name}: the escrow holds {len(keys)} root keys.")
    if args.rehearse:
        print("Rehearsal: nothing was written.")
        return 0
    print(f"Put back: {', '.join(written)}" if written else "All of them are there already.")
    if written and not is_noted:
        print("The journal could not be reached; note this recovery by hand.")
    return 0


def _noted(name: str, count: int) -> bool:
    """The keys come back before a database can be opened, so there may be none yet to remember it."""
    try:
        actions.note_recovery(by=_keeper(), name=name, keys=count)
    except DatabaseError:
        return False
    return True


def _status(args: argparse.Namespace) -> int:
    with translation.override("en"):  # the command line speaks English throughout
        found = condition()
    if args.json:
        print(json.dumps(found.as_json()))
    else:
        _print(found)
    return 1 if found.problems else 0


def _print(found: Condition) -> None:
    for master in found.masters:
        until = f"to be destroyed on {master.destroy_on}" if master.destroy_on else "in use"
        print(f"{master.name}: made {master.made_on}, {until}, data keys: {master.data_keys}")
    print(
        f"Data keys: {found.data_keys}. Under legal hold: {found.held}. Erasing waits for a hold: "
        f"{found.waiting_for_a_hold}. Erased: {found.shredded}. Masters destroyed: {found.destroyed_masters}."
    )
    for line in (*found.problems, *found.faults):
        print(f"! {line}")
