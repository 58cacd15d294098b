"""Dates as readers in Europe write them, in both languages."""

from datetime import date, datetime

import pytest
from django.forms import DateField
from django.utils.formats import date_format
from django.utils.translation import override


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [("en", "5 March 2026", "5 Mar 2026, 14:07"), ("nl", "5 maart 2026", "5-3-2026 14:07")],
)
def test_the_day_stands_before_the_month(language: str, day: str, moment: str):
    when = datetime(2026, 3, 5, 14, 7)
    with override(language):
        assert date_format(when, "DATE_FORMAT") == day
        assert date_format(when, "SHORT_DATETIME_FORMAT") == moment


def test_english_is_read_with_the_day_before_the_month():
    with override("en"):
        assert DateField().clean("05/03/2026") == date(2026, 3, 5)
