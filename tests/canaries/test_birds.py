"""The search itself: every form that a thief would look for is found, in bytes and in files, and nothing else."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.canaries import search
from tests.canaries.birds import Aviary, Bird, found_in

BASE64 = range(3, 6)  # of the forms


@pytest.fixture
def birds() -> list[Bird]:
    aviary = Aviary()
    return [aviary.new(f"form.field{number}") for number in range(30)]


def forms(bird: Bird) -> list[bytes]:
    plain = f"{bird.token} үйге барғым келмейді".encode()
    spaced = f"+7 {bird.digits[:3]} {bird.digits[3:6]} {bird.digits[6:8]} {bird.digits[8:]}"
    encoded = [base64.b64encode(bytes(offset) + plain) for offset in range(3)]
    return [plain, plain.upper(), plain.hex().encode(), *encoded, f"+7{bird.digits}".encode(), spaced.encode()]


@pytest.mark.parametrize("form", range(8))
def test_every_form_is_found_and_only_its_own_canary(birds, form: int) -> None:
    for bird in (birds[0], birds[17]):
        found = found_in(b"before\t" + forms(bird)[form] + b"\tafter", birds)
        assert bird.token in found
        assert len(found) <= (16 if form in BASE64 else 1)


def test_what_is_not_there_is_not_found(birds) -> None:
    assert found_in("үйге барғым келмейді +7 701 731 88 00".encode() + bytes(1000), birds) == set()


def test_what_lies_across_two_pieces_of_a_file_is_found(birds, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(search, "PIECE", 1000)
    (tmp_path / "log").write_bytes(b"x" * 995 + birds[3].token.encode() + b"x" * 995)
    assert search.in_files(tmp_path, birds) == {"log": {birds[3].token}}


def test_a_dump_is_read_column_by_column(birds) -> None:
    dump = (
        'COPY public.a_table (id, "order", note) FROM stdin;\n'
        f"1\t2\t{birds[0].token}\n"
        f"2\t{birds[1].token}\t\\N\n"
        "\\.\n"
        f"COMMENT ON TABLE a_table IS '{birds[2].token}';\n"
    ).encode()
    found = {place: found_in(values, birds) for place, values in search.cells(dump)}
    assert found == {
        "a_table.id": set(),
        "a_table.order": {birds[1].token},
        "a_table.note": {birds[0].token},
        search.REST: {birds[2].token},
    }
