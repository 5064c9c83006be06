from django.contrib.postgres.fields import ArrayField
from django.db import models

from .tenant import PublicModel


def office_hours() -> dict[str, list[list[str]]]:
    return {str(day): [["09:00", "17:00"]] for day in range(5)}


class Calendar(PublicModel):
    """Working hours: weekday ("0" is Monday) to spans of local time, less the public holidays of a country
    and the firm's own days off. "24:00" ends a day."""

    name = models.CharField(max_length=100)
    time_zone = models.CharField(max_length=64)
    hours = models.JSONField(default=office_hours)
    holidays_of = models.CharField(max_length=2, blank=True)
    days_off = ArrayField(models.DateField(), default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "public_id"], name="calendar_public_id")]

    def __str__(self) -> str:
        return self.name
