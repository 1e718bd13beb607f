"""Days and moments in three languages; forms of Django follow the same formats."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.utils.formats import date_format, number_format
from django.utils.translation import override

from qorgan.texts import dates
from qorgan.texts.dates import read_moment

NB = "\u00a0"
DAY = date(2026, 11, 5)
EVENING = datetime(2026, 11, 5, 20, 30, tzinfo=UTC)  # 01:30 of the next day in Almaty

LONG = {"kk": "2026 ж. 5 қараша", "ru": "5 ноября 2026 г.", "en": "5 November 2026"}


@pytest.mark.parametrize("language", LONG)
def test_a_day_is_written_in_digits_and_in_words(language):
    assert dates.day(DAY, language=language) == "05.11.2026"
    assert dates.long_day(DAY, language=language) == LONG[language]


def test_a_day_without_its_year_and_a_month():
    assert [dates.day_of_year(DAY, language=code) for code in LONG] == ["5 қараша", "5 ноября", "5 November"]
    assert dates.month(DAY, language="kk") == "2026 ж. қараша"
    assert dates.month(DAY, language="en") == "November 2026"


def test_the_reader_s_language_is_the_default():
    with override("ru"):
        assert dates.long_day(DAY) == LONG["ru"]


def test_every_month_is_small_in_kazakh():
    written = [dates.day_of_year(date(2026, month, 1), language="kk") for month in range(1, 13)]
    assert written[0] == "1 қаңтар"
    assert all(text == text.lower() for text in written)


def test_a_moment_is_shown_where_the_reader_is():
    assert dates.moment(EVENING, language="kk") == f"06.11.2026{NB}01:30"
    assert dates.long_moment(EVENING, language="ru") == "6 ноября 2026 г., 01:30"
    assert dates.hour(EVENING) == "01:30"
    assert dates.day(EVENING) == "06.11.2026"


def test_a_moment_without_a_zone_is_taken_as_it_is():
    naive = EVENING.replace(tzinfo=None)
    assert dates.moment(naive) == f"05.11.2026{NB}20:30"
    assert dates.day(naive) == "05.11.2026"


def test_a_period_of_one_day_is_printed_once():
    assert dates.period(DAY, DAY) == "05.11.2026"
    assert dates.period(DAY, date(2026, 11, 7)) == f"05.11.2026{NB}– 07.11.2026"


def test_a_week_is_from_monday_to_sunday():
    assert dates.week_of(DAY) == (date(2026, 11, 2), date(2026, 11, 8))


@pytest.mark.parametrize("language", LONG)
def test_django_s_own_filters_follow_the_formats(language):
    with override(language):
        assert date_format(DAY) == LONG[language]
        assert date_format(DAY, "SHORT_DATE_FORMAT") == "05.11.2026"
        assert date_format(EVENING, "SHORT_DATETIME_FORMAT") == "05.11.2026 20:30"


@pytest.mark.parametrize(("language", "text"), [("kk", "69\u00a0330,5"), ("ru", "69\u00a0330,5"), ("en", "69,330.5")])
def test_numbers_are_grouped_as_each_language_does(language, text):
    with override(language):
        assert number_format(69330.5, 1, force_grouping=True) == text


@pytest.mark.parametrize("language", LONG)
def test_forms_read_day_before_month_and_the_iso_form(language):
    with override(language):
        field = forms.DateField()
        assert {field.clean(text) for text in ("05.11.2026", "5.11.26", "2026-11-05", "05/11/2026")} == {DAY}
        with pytest.raises(forms.ValidationError):
            field.clean("11/25/2026")
        assert forms.DateTimeField().clean("05.11.2026 14:05").hour == 14
        assert forms.DateTimeField().clean("2026-11-05T14:05").minute == 5


@pytest.mark.parametrize("language", LONG)
@pytest.mark.parametrize("written", ["05.11.2026", "5.11.2026", "05/11/2026", "05112026", "2026-11-05", " 05.11.26 "])
def test_a_day_is_read_as_people_and_browsers_write_it(language, written):
    with override(language):
        assert dates.read_day(written) == DAY
        assert forms.DateField().clean(written) == DAY


@pytest.mark.parametrize("other", ["", "31.02.2026", "11/05", "2026.11.05", "сәрсенбі", "5 қараша 2026", "00000000", "1" * 400])
def test_another_text_is_no_day(other):
    assert dates.read_day(other) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("05.11.2026 14:05", "2026-11-05T14:05"), (" 5.11.26, 9.05 ", "2026-11-05T09:05"), ("051120261405", "2026-11-05T14:05"),
        ("05.11.2026 0905", "2026-11-05T09:05"), ("2026-11-05T00:00:59", "2026-11-05T00:00"), ("05.11.2026 24:00", None),
        ("05.11.2026 14:60", None), ("05.11.2026", None), ("14:05", None), ("05112026", None), ("", None), ("11/25/2026 14:05", None),
        ("05.11.2026 14:05 x", None), ("٠٥.١١.٢٠٢٦ ١٤:٠٥", None),
    ],
)  # fmt: skip
def test_a_moment_is_read_as_people_and_machines_write_it(text, found):
    read = read_moment(text)
    assert (read.isoformat(timespec="minutes") if read else None) == found
