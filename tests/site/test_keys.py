"""`qorgan keys`: what an operator sees and what a script reads."""
# ruff: noqa: F811  (fixtures of the vault's tests are imported and then asked for by name)

from __future__ import annotations

import argparse
import io
import json
import sys

import pytest
from django.db import connection

from qorgan.site.commands import keys as command
from qorgan.vault import keyring as rings
from qorgan.vault import ledger, recovery
from qorgan.vault.models import DataKey
from tests.vault.conftest import home, subject  # noqa: F401  (fixtures)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_worker(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE qorgan_worker")


@pytest.fixture
def say(capsys):
    """Runs the command; gives its status, output and errors."""
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)

    def run(*words: str) -> tuple[int, str, str]:
        status = command.run(parser.parse_args(words))
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def test_rotate_moves_every_data_key_and_says_when_the_old_master_goes(home, subject, say):
    status, out, _ = say("rotate", "--json")
    told = json.loads(out)
    assert status == 0
    assert DataKey.objects.get(subject=subject).master_id == told["master"]
    assert told["moved"] >= 1
    assert len(told["to_be_destroyed"]) == 1
    _, out, _ = say("rotate")
    assert "Master key: master-" in out
    assert "To be destroyed on " in out


def test_shares_are_printed_once_and_three_of_them_put_a_lost_key_back(home, subject, say, monkeypatch):
    status, out, _ = say("shares", "--json")
    assert status == 0
    shares = json.loads(out)["shares"]
    lost = rings.keyring().newest("lookup").name
    (rings.folder() / f"{lost}.key").unlink()
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(shares[1:4]) + "\n"))
    status, out, _ = say("recover", "--json")
    assert (status, json.loads(out)["written"]) == (0, [lost])
    assert lost in rings.keyring()


def test_a_share_may_be_typed_as_it_was_printed_with_its_numbers(home, say, monkeypatch):
    _, out, _ = say("shares")
    blocks = [block.strip().split("\n", 1)[1] for block in out.split("\n\n") if block.strip().startswith("Share ")]
    assert len(blocks) == recovery.SHARES
    typed = "\n".join(block.replace("\n", " ") for block in blocks[:3])
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    status, out, _ = say("recover", "--rehearse")
    assert status == 0
    assert "nothing was written" in out


def test_two_shares_are_refused_with_one_line(home, say, monkeypatch):
    _, out, _ = say("shares", "--json")
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(json.loads(out)["shares"][:2])))
    status, out, err = say("recover")
    assert (status, out) == (1, "")
    assert err == "qorgan keys: the shares are mistyped, too few, or of different sets\n"


def test_a_missing_escrow_is_one_line(home, say, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    status, _, err = say("recover", "--escrow", str(tmp_path / "none"))
    assert status == 1
    assert err == "qorgan keys: No such file or directory\n"


def test_status_is_well_only_when_nothing_is_wrong(home, subject, say):
    status, out, _ = say("status")
    assert status == 1
    assert "No shares of a recovery key" in out
    say("shares")
    status, out, _ = say("status", "--json")
    told = json.loads(out)
    assert (status, told["problems"]) == (0, [])
    assert told["data_keys"] >= 1


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda: next(rings.folder().glob("master-*.key")).unlink(), "is missing"),
        (lambda: next(rings.folder().glob("pepper-*.key")).unlink(), "Kind: pepper"),
        (lambda: next(rings.folder().glob("master-*.key")).chmod(0o644), "may be read by others"),
        (lambda: ledger.path_of("shredded").write_text("{}\n"), "altered"),
    ],
)
def test_status_names_each_harm(home, subject, say, harm, said):
    say("shares")
    ledger.append(ledger.path_of("shredded"), {"state": "intended", "subject": str(subject)})
    harm()
    status, out, _ = say("status")
    assert status == 1
    assert said in out


def test_a_database_that_was_never_migrated_is_one_line(home, say, owner):
    with owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE vault_master RENAME TO elsewhere")
        cursor.execute("SET LOCAL ROLE qorgan_worker")
    status, _, err = say("rotate")
    assert (status, err) == (1, "qorgan keys: the database is not up to date; run qorgan migrate\n")


def test_a_wrong_word_is_wrong_usage(say):
    with pytest.raises(SystemExit) as end:
        say("burn")
    assert end.value.code == 2
