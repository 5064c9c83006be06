"""The working hours that an administrator sets up."""

from datetime import date

import pytest

from routing.models import Queue
from tenants.models import AuditEntry, Calendar
from tenants.scope import tenant_scope
from tests.people import signed_in

HOURS = "/t/acme/settings/hours/"
NIGHTS = {
    "name": "Nights", "time_zone": "Asia/Tokyo", "day_4": "20-24", "day_5": "0-4", "holidays_of": "JP",
    "days_off": "2026-12-24 to 2026-12-26",
}  # fmt: skip


def test_administrator_sets_up_hours(acme, alice):
    assert signed_in(alice).post(f"{HOURS}new/", NIGHTS).status_code == 302

    with tenant_scope(acme):
        made = Calendar.objects.get(name="Nights")
        entry = AuditEntry.objects.get(action="calendar.created")
    assert (made.time_zone, made.holidays_of, made.hours) == (
        "Asia/Tokyo", "JP", {"4": [["20:00", "24:00"]], "5": [["00:00", "04:00"]]}
    )  # fmt: skip
    assert made.days_off == [date(2026, 12, day) for day in (24, 25, 26)]
    assert entry.after["hours"] == ["Fri 20:00–24:00", "Sat 00:00–04:00"]
    shown = signed_in(alice).get(HOURS).content.decode()
    assert "Fri 20:00–24:00" in shown
    assert "Holidays of Japan" in shown


def test_changed_hours_hold_from_now_on_and_stand_in_the_log(acme, alice):
    with tenant_scope(acme):
        office = Calendar.objects.get()
    typed = signed_in(alice).get(f"{HOURS}{office.public_id}/").context["form"].initial
    assert typed["day_0"] == "09:00–17:00"

    signed_in(alice).post(f"{HOURS}{office.public_id}/", typed | {"day_4": "9-13"})

    version = acme.policy_version
    acme.refresh_from_db()
    with tenant_scope(acme):
        entry = AuditEntry.objects.get(action="calendar.changed")
    assert acme.policy_version == version + 1
    assert entry.after == {"hours": ["Mon–Thu 09:00–17:00", "Fri 09:00–13:00"]}


def test_hours_saved_unchanged_leave_no_entry(acme, alice):
    with tenant_scope(acme):
        office = Calendar.objects.get()
    url = f"{HOURS}{office.public_id}/"
    signed_in(alice).post(url, signed_in(alice).get(url).context["form"].initial)

    with tenant_scope(acme):
        assert not AuditEntry.objects.filter(action="calendar.changed").exists()


@pytest.mark.parametrize(
    ("wrong", "place", "said"),
    [
        ({"day_1": "17-9"}, "day_1", "17:00–09:00 ends before it begins. Hours after midnight belong to the next day."),
        ({"days_off": "Easter"}, "days_off", "“Easter” is not understood. Write a day as 2026-12-24, one a line."),
        ({"day_4": "", "day_5": ""}, "__all__",
         "Give at least one weekday its hours. Without any, nothing would ever be due."),
        ({"time_zone": "Mars/Olympus"}, "time_zone",
         "Select a valid choice. Mars/Olympus is not one of the available choices."),
    ],
)  # fmt: skip
def test_impossible_hours_are_refused_where_they_stand(acme, alice, wrong, place, said):
    page = signed_in(alice).post(f"{HOURS}new/", NIGHTS | wrong)

    assert (page.status_code, page.context["form"].errors) == (422, {place: [said]})
    with tenant_scope(acme):
        assert [calendar.name for calendar in Calendar.objects.all()] == ["Office hours"]


def test_hours_that_a_queue_keeps_cannot_be_removed(acme, alice):
    with tenant_scope(acme):
        office = Calendar.objects.get()
    page = signed_in(alice).post(f"{HOURS}{office.public_id}/remove/", follow=True)

    said = "Call center and 2 more would be left without hours. Give them others before Office hours goes."
    assert [str(message) for message in page.context["messages"]] == [said]
    with tenant_scope(acme):
        assert Calendar.objects.count() == 1
        Queue.objects.update(calendar=None)

    signed_in(alice).post(f"{HOURS}{office.public_id}/remove/")
    with tenant_scope(acme):
        assert not Calendar.objects.exists()
        assert AuditEntry.objects.filter(action="calendar.removed").count() == 1


def test_hours_are_for_administrators(mia, sally):
    assert signed_in(mia).get(HOURS).status_code == 403
    assert signed_in(sally).post(f"{HOURS}new/", NIGHTS).status_code == 403
