"""Ledgers outside the database: append-only, chained, whole lines only."""

from __future__ import annotations

import errno
import multiprocessing
import os

import pytest

from qorgan.vault import ledger
from qorgan.vault.faults import LedgerBroken


def test_what_was_appended_is_read_in_order(tmp_path):
    path = tmp_path / "ledger" / "shredded.jsonl"
    for number in range(3):
        ledger.append(path, {"n": number})
    assert [entry["n"] for entry in ledger.read(path)] == [0, 1, 2]
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(ledger.read(tmp_path / "none.jsonl")) == []


@pytest.mark.parametrize("harm", ["change", "drop", "garble"])
def test_an_altered_ledger_names_the_first_wrong_line(tmp_path, harm):
    path = tmp_path / "shredded.jsonl"
    for number in range(4):
        ledger.append(path, {"n": number})
    lines = path.read_text().splitlines()
    if harm == "change":
        lines[1] = lines[1].replace('"n":1', '"n":7')
    elif harm == "drop":
        del lines[1]
    else:
        lines[2] = lines[2][:10]
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(LedgerBroken, match=r"line [23]"):
        list(ledger.read(path))


def test_a_full_disk_leaves_no_half_line(tmp_path, monkeypatch):
    path = tmp_path / "shredded.jsonl"
    ledger.append(path, {"n": 0})
    whole = os.write
    monkeypatch.setattr(ledger.os, "write", lambda handle, line: whole(handle, line[:9]))
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        ledger.append(path, {"n": 1})
    monkeypatch.undo()
    ledger.append(path, {"n": 2})
    assert [entry["n"] for entry in ledger.read(path)] == [0, 2]


def _append_many(path, start):
    for number in range(start, start + 40):
        ledger.append(path, {"n": number})


def test_several_processes_make_one_chain(tmp_path):
    path = tmp_path / "shredded.jsonl"
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_append_many, args=(path, start)) for start in (0, 40, 80)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(entry["n"] for entry in ledger.read(path)) == list(range(120))
