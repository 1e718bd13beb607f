"""A second country, invented: the same code with another pack runs the first chain, and nothing of Kazakhstan shows."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qorgan.site.country import read_country
from qorgan.site.env import EnvironmentProblem
from tests.forms.sheets import HEAD, choice, row, xlsx
from tests.packs.atlantis.chain import foreign

ROOT = Path(__file__).resolve().parents[2]
ATLANTIS, KAZAKHSTAN = ROOT / "tests" / "packs" / "atlantis", ROOT / "packs" / "kz"
CHAIN = ATLANTIS / "chain.py"
# Of no country: taken from the first pack instead of being written twice.
BORROWED = {"helpline/words.en.txt": "1,024 English words for return codes"}
LIST_HEAD = ["list_name", "name", "label::English (en)"]


def english(cells: list[str]) -> list[str]:
    """A row of the toy sheets without the columns of other languages."""
    return [cell for head, cell in zip(HEAD, cells, strict=True) if "(kk)" not in head and "(ru)" not in head]


def contact_record() -> bytes:
    """The record of this country: four questions, one of the sea."""
    survey = [
        HEAD,
        row("select_one kinds", "call_type", "What kind of contact was it?", required="yes"),
        row("select_one states", "sea", "ზღვა"),
        row("select_one regions", "region", "Where?"),
        row("text", "note", "What happened?", pii="yes"),
    ]
    choices = [
        choice("kinds", "about_child", "ბავშვის შესახებ")[:3],
        choice("kinds", "silent", "Silent")[:3],
        choice("states", "calm", "Calm")[:3],
        choice("states", "now", "Storm")[:3],
        choice("regions", "XA-3", "ქალაქი მარჯანი")[:3],
    ]
    settings = [["form_title", "form_id", "version", "default_language"], ["Record", "contact_record", "1", "English (en)"]]
    return xlsx([english(cells) for cells in survey], [LIST_HEAD, *choices], settings)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack, whole."""
    folder = tmp_path_factory.mktemp("pack") / "atlantis"
    shutil.copytree(ATLANTIS, folder)
    for name in BORROWED:
        shutil.copy(KAZAKHSTAN / name, folder / name)
    (folder / "forms").mkdir()
    (folder / "forms" / "contact_record.xlsx").write_bytes(contact_record())
    return folder


def run_chain(pack: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """pytest in a process that knows this pack alone, with a database of its own on the run's server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV"))}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", "0", "-q", "--tb=short", str(CHAIN), *words]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**kept, "QORGAN_PACK": str(pack), "QORGAN_DATABASE": f"atlantis_{os.getpid()}", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_the_first_chain_runs_in_another_country_and_nothing_of_kazakhstan_shows(pack: Path) -> None:
    done = run_chain(pack)
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
    assert " passed" in done.stdout


@pytest.mark.parametrize("said", ["Call 111", "Абай облысы", "69 330 ₸", '<a href="tel:112">help</a>', '<input placeholder="IIN">'])
def test_what_is_kazakhstans_is_recognised_on_a_page(said: str) -> None:
    assert len(foreign(f"<html><body><p>ნავსადგური {said}</p></body></html>")) == 1


def test_what_is_no_countrys_passes() -> None:
    assert foreign("<p>5050, 1110, 2026-11-12, 11.112 <svg><path d='M 111 112'/></svg></p>") == []


@pytest.mark.long
def test_a_number_of_kazakhstan_on_one_page_makes_it_red(pack: Path) -> None:
    """The planted fault, in the whole chain."""
    done = run_chain(pack, "-k", "first_chain", ATLANTIS_FAULT="<p>Call 111</p>")
    assert done.returncode == 1
    assert "'111'" in done.stdout


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('languages = ["en"]|languages = ["ka"]', "there are screens in kk, ru, en"),
        ('time_zone = "Asia/Tbilisi"|time_zone = "Atlantic/Deep"', "no time zone"),
        ('person_number = ""|person_number = "fin"', "nobody can check"),
        ('currency = "XTS"|money = "XTS"', "does not say 'currency'"),
    ],
)
def test_a_pack_that_cannot_be_used_is_refused_in_one_line(tmp_path: Path, written: str, said: str) -> None:
    right, wrong = written.split("|")
    text = (ATLANTIS / "pack.toml").read_text(encoding="utf-8")
    assert right in text
    (tmp_path / "pack.toml").write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(EnvironmentProblem, match=said) as refused:
        read_country(tmp_path)
    assert "\n" not in str(refused.value)


def test_a_folder_that_is_no_pack_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="is no country pack"):
        read_country(tmp_path)
