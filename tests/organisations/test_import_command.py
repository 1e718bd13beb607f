"""`qorgan import`: what it prints, what it changes, with which exit status."""

from __future__ import annotations

import argparse
import json

import pytest

from qorgan.organisations.models import Organisation
from qorgan.site.commands import import_

pytestmark = pytest.mark.django_db
GOOD = "название,вид,район\nФонд,NGO,Город\n"


@pytest.fixture
def call(tmp_path):
    """Runs the command on a text: `call(text, "--dry-run")` gives the exit status."""

    def run(text: str, *options: str) -> int:
        file = tmp_path / "list.csv"
        file.write_text(text, encoding="utf-8")
        parser = argparse.ArgumentParser()
        import_.add_arguments(parser)
        return import_.run(parser.parse_args(["organisations", str(file), *options]))

    return run


def test_a_dry_run_says_what_would_happen_and_changes_nothing(call, kinds, town, capsys) -> None:
    assert call(GOOD, "--dry-run") == 0
    assert "1 would be added" in capsys.readouterr().out
    assert not Organisation.objects.exists()


def test_an_import_adds_and_the_same_again_does_not(call, kinds, town) -> None:
    assert (call(GOOD), call(GOOD)) == (0, 0)
    assert Organisation.objects.count() == 1


def test_a_row_with_a_problem_is_told_with_its_place_and_the_status_is_1(call, kinds, town, capsys) -> None:
    assert call(GOOD + "Иной,NGO,Атлантида\n", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["added"], told["problems"]) == (1, 1)
    assert [(row["row"], row["column"]) for row in told["rows"]] == [(3, "район")]


def test_a_file_that_is_no_list_is_one_clear_line(call, capsys) -> None:
    assert call("") == 1
    assert capsys.readouterr().err == "qorgan: The file is empty.\n"


def test_a_column_can_be_named_by_hand_and_an_unknown_one_is_told(call, kinds, town, capsys) -> None:
    odd = "A,B,C\nФонд,NGO,Город\n"
    assert call(odd, "--column", "name_ru=A", "--column", "kind=B", "--column", "place=C") == 0
    assert Organisation.objects.count() == 1
    assert call(odd, "--column", "name_ru=Z") == 1
    assert "columns are A, B, C" in capsys.readouterr().err
