"""Working hours as people write them."""

from datetime import UTC, date, datetime

import pytest

from tenants.business_time import add_working_minutes, is_working
from tenants.models import Calendar
from tenants.working_hours import NotUnderstood, read_days, read_hours, say_days, say_week


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("", []),
        ("09:00–17:00", [["09:00", "17:00"]]),
        ("9-12.30, 13 to 17", [["09:00", "12:30"], ["13:00", "17:00"]]),
        ("13:00-17:00 and 8:00-12:00", [["08:00", "12:00"], ["13:00", "17:00"]]),
        ("0-24", [["00:00", "24:00"]]),
    ],
)
def test_hours_are_read_as_people_write_them(typed, spans):
    assert read_hours(typed) == spans


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("17-9", "17:00–09:00 ends before it begins. Hours after midnight belong to the next day."),
        ("9-9", "09:00–09:00 ends before it begins. Hours after midnight belong to the next day."),
        ("9-12, 11-14", "11:00–14:00 overlaps 09:00–12:00."),
        ("9-25", "25:00 is no time of day."),
        ("9-12:60", "12:60 is no time of day."),
        ("all day", "“all day” is not understood. Write hours as 09:00–17:00, several with commas."),
    ],
)
def test_impossible_hours_are_refused_in_words(typed, said):
    with pytest.raises(NotUnderstood, match="^" + said.replace(".", r"\.") + "$"):
        read_hours(typed)


def test_days_off_are_read_and_said_in_spans():
    days = read_days("2026-12-28 to 2026-12-30\n\n2026-12-24\n2026-12-29")

    assert days == [date(2026, 12, day) for day in (24, 28, 29, 30)]
    assert say_days(days) == ["2026-12-24", "2026-12-28 to 2026-12-30"]


@pytest.mark.parametrize(
    "typed",
    ["24.12.2026", "2026-02-30", "2026-12-30 to 2026-12-28", "2026-01-01 to 2027-01-01", "0001-01-01", "Easter"],
)
def test_days_that_are_none_are_refused(typed):
    with pytest.raises(NotUnderstood):
        read_days(typed)


def test_week_is_said_with_like_days_together():
    hours = {str(day): [["09:00", "17:00"]] for day in range(4)} | {"4": [["09:00", "12:00"], ["13:00", "15:00"]]}

    assert say_week(hours) == ["Mon–Thu 09:00–17:00", "Fri 09:00–12:00, 13:00–15:00"]


def test_day_off_and_midnight_count():
    nights = Calendar(
        name="Nights", time_zone="UTC", hours={"0": [["20:00", "24:00"]]}, days_off=[date(2026, 3, 9)]
    )  # fmt: skip
    monday = datetime(2026, 3, 2, 23, 59, tzinfo=UTC)

    assert (is_working(monday, nights), is_working(datetime(2026, 3, 9, 23, 0, tzinfo=UTC), nights)) == (True, False)
    assert add_working_minutes(monday, 61, nights) == datetime(2026, 3, 16, 21, 0, tzinfo=UTC)


def test_promise_that_no_year_of_the_hours_could_keep_is_due_when_the_year_is_over():
    seldom = Calendar(name="Seldom", time_zone="UTC", hours={"0": [["09:00", "09:01"]]})
    monday = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

    assert add_working_minutes(monday, 480, seldom) == datetime(2027, 3, 3, 12, 0, tzinfo=UTC)
