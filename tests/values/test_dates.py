"""Dates carry their precision, from the editor's keyboard to the database and back."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from citysynergy.values.dates import PartialDate, PartialDateFormField


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1983", "1983"),
        ("2024-1", "2024-01"),
        ("2024-01-15", "2024-01-15"),
        ("15-01-2024", "2024-01-15"),
        ("01/2024", "2024-01"),
        (" 1.2.2020 ", "2020-02-01"),
    ],
)
def test_editors_write_a_year_a_month_or_a_day(typed: str, kept: str) -> None:
    assert str(PartialDateFormField().clean(typed)) == kept


@pytest.mark.parametrize("typed", ["83", "2024-13", "2023-02-29", "0000", "soon", "2024-01-15-01", "1983; DROP"])
def test_what_is_no_date_gets_an_error_that_shows_how_to_write_one(typed: str) -> None:
    with pytest.raises(ValidationError, match="1983"):
        PartialDateFormField().clean(typed)


def test_a_year_means_all_of_its_days() -> None:
    year = PartialDate(1983)
    assert (year.earliest, year.latest) == (datetime.date(1983, 1, 1), datetime.date(1983, 12, 31))
    assert PartialDate(2024, 2).latest == datetime.date(2024, 2, 29)


def test_a_date_is_shown_no_more_precise_than_it_is() -> None:
    with override("nl"):
        assert PartialDate(1983).display() == "1983"
        assert PartialDate(2024, 1).display() == "januari 2024"
    with override("en"):
        assert PartialDate(2024, 1, 15).display() == "15 January 2024"


partial_dates = st.dates(datetime.date(1000, 1, 1)).flatmap(
    lambda day: st.sampled_from(
        [PartialDate(day.year), PartialDate(day.year, day.month), PartialDate(day.year, day.month, day.day)]
    )
)


@given(partial_dates)
def test_what_is_written_is_read_back(date: PartialDate) -> None:
    assert PartialDate.parse(str(date)) == date


@given(partial_dates, partial_dates)
def test_order_is_the_order_of_the_first_day(one: PartialDate, other: PartialDate) -> None:
    if one.earliest < other.earliest:
        assert one < other
