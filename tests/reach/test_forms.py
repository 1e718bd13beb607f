"""The comparing form of a row: bit for bit that of the register, and faults told without a word of what was written."""

from __future__ import annotations

import pytest

from qorgan.matching.attributes import Attributes, Birth, profile
from qorgan.matching.normaliser import VECTORS
from qorgan.reach.country import sexes
from qorgan.reach.linkage.forms import Former, born, phone_of
from tests.reach.lists import AIGERIM, AIGERIM_AGAIN

CELLS = ("surname", "given_name", "patronymic", "sex", "birth_date", "region", "phone", "iin")


def form(*cells: str, former: Former | None = None):
    return (former or Former(sexes())).form(0, 2, dict(zip(CELLS, cells, strict=False)))


def test_names_have_the_form_that_the_register_gives_them() -> None:
    here = form("Қанмұхамедов", "Әйгерім", "Ғалымқызы")
    there = profile(Attributes(given="Әйгерім", surname="Қанмұхамедов", patronymic="Ғалымқызы"))
    assert (here.gf, here.gk) == (there.given.folded, there.given.skeleton)
    assert (here.sf, here.sk, here.pf, here.pk) == (
        there.surname.folded, there.surname.skeleton, there.patronymic.folded, there.patronymic.skeleton,
    )  # fmt: skip


@pytest.mark.parametrize(("written", "bones"), VECTORS.items())
def test_the_vectors_of_the_normaliser_hold_here(written: str, bones: str) -> None:
    assert form(written, "").sk == bones


def test_a_patronymic_beside_the_given_name_is_taken_as_one() -> None:
    assert form("Серікова", "Әйгерім Болатқызы").pf == form("Серікова", "Әйгерім", "Болатқызы").pf
    assert form("", "Анна Мария", "Иванқызы").gf == "anamaria"


def test_one_child_in_two_scripts_agrees_in_all_that_is_compared() -> None:
    here, there = form(*AIGERIM), form(*AIGERIM_AGAIN)
    for column in ("gf", "gk", "sf", "sk", "names", "sex", "year", "month", "day", "dated", "region", "phone"):
        assert getattr(here, column) == getattr(there, column) is not None, column


@pytest.mark.parametrize(
    ("written", "birth"),
    [
        ("02.05.2014", Birth(2014, 5, 2)), ("2/5/2014", Birth(2014, 5, 2)), ("2014-05-02", Birth(2014, 5, 2)),
        ("2014.5.2", Birth(2014, 5, 2)),
        ("2014-05-02T00:00:00", Birth(2014, 5, 2)), ("2014-05", Birth.in_month(2014, 5)), ("2014", Birth.in_year(2014)), (" ", None),
    ],
)  # fmt: skip
def test_birth_dates_are_read_as_people_write_them(written: str, birth: Birth | None) -> None:
    assert born(written) == birth


@pytest.mark.parametrize("written", ["31.02.2014", "soon", "1214-05-02", "2999", "2014-13", "41739"])
def test_what_is_no_birth_date_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"date|month|day"):
        born(written)


def test_a_first_of_january_is_not_blocked_on() -> None:
    assert form("", "", "", "", "01.01.2014").dated is None
    assert form("", "", "", "", "01.01.2014").rough
    assert form("", "", "", "", "02.01.2014").dated == 20140102


def test_numbers_are_compared_by_their_digits() -> None:
    assert phone_of("+7 (701) 111-22-33") == phone_of("87011112233") == "7011112233"
    assert phone_of("111") == ""
    assert form("", "", "", "", "", "", "", "1405 0250 0017").iin == "140502500017"


def test_what_cannot_be_read_is_told_by_line_and_column_and_never_by_its_words() -> None:
    former = Former(sexes())
    row = former.form(0, 17, {"sex": "Әйгерім", "birth_date": "Серікова", "phone": "12", "iin": "34"})
    assert (row.sex, row.year, row.phone, row.iin) == (None, None, None, None)
    assert sorted(former.unread.first) == [(17, "birth_date"), (17, "iin"), (17, "phone"), (17, "sex")]
    for line in range(100):
        former.form(0, line, {"sex": "?"})
    assert former.unread.count == 104
    assert len(former.unread.first) == former.unread.most


def test_an_iin_is_proved_by_its_check_digit() -> None:
    assert form("", "", "", "", "", "", "", "101127556270").proved
    assert not form("", "", "", "", "", "", "", "101127556271").proved
