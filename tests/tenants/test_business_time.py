from datetime import UTC, datetime

import pytest

from tenants.business_time import add_working_minutes
from tenants.models import Calendar

WEEKDAYS = {str(day): [["09:00", "17:00"]] for day in range(5)}


@pytest.fixture
def office() -> Calendar:
    return Calendar(name="Office", time_zone="Europe/London", hours=WEEKDAYS)


@pytest.fixture
def night_shift() -> Calendar:
    return Calendar(name="Nights", time_zone="Europe/London", hours={"6": [["00:00", "12:00"]]})


def test_what_is_left_of_a_promise_goes_over_to_the_next_working_day(office):
    friday = datetime(2026, 3, 6, 16, 0, tzinfo=UTC)

    assert add_working_minutes(friday, 120, office) == datetime(2026, 3, 9, 10, 0, tzinfo=UTC)


def test_office_opens_by_the_clock_on_the_wall(office):
    saturday_before_summer_time = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)

    assert add_working_minutes(saturday_before_summer_time, 60, office) == datetime(2026, 3, 30, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (datetime(2026, 3, 28, 20, 0, tzinfo=UTC), datetime(2026, 3, 29, 3, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 20, 0, tzinfo=UTC), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_three_hours_are_three_hours_in_the_night_the_clock_changes(night_shift, start, due):
    assert add_working_minutes(start, 180, night_shift) == due
