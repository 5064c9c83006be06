import unicodedata
from datetime import timedelta
from functools import cache
from zoneinfo import available_timezones

import pycountry
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from tenants.business_time import HOLIDAY_COUNTRIES
from tenants.models import ApiKey, Calendar, Role, Tenant, User
from tenants.working_hours import WEEKDAYS, NotUnderstood, read_days, read_hours, say_days, say_hours

LIFETIMES = (("", "Never"), ("30", "In 30 days"), ("90", "In 90 days"), ("365", "In a year"))


# A zone is named by a continent or an ocean and a place; the rest are old names and fixed offsets.
CONTINENTS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")

# Control characters, and the separators of lines and paragraphs.
LINE_BREAKING = frozenset({"Cc", "Zl", "Zp"})


@cache
def time_zone_choices():
    named = sorted(zone for zone in available_timezones() if zone.split("/")[0] in CONTINENTS)
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in named)]


@cache
def country_choices():
    return [("", "No default"), *sorted(((c.alpha_2, c.name) for c in pycountry.countries), key=lambda pair: pair[1])]


@cache
def holiday_choices():
    """Countries whose public holidays are known."""
    known = [choice for choice in country_choices() if choice[0] in HOLIDAY_COUNTRIES]
    return [("", "Works on public holidays"), *known]


@cache
def currency_choices():
    return sorted((c.alpha_3, f"{c.alpha_3} · {c.name}") for c in pycountry.currencies)


class NameField(forms.CharField):
    """A name of one line, fit for the head of a mail."""

    def validate(self, value):
        super().validate(value)
        if any(unicodedata.category(character) in LINE_BREAKING for character in value):
            raise ValidationError("A name is one line, without line breaks or other control characters.")


class InviteForm(forms.Form):
    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autofocus": True}))
    role = forms.ChoiceField(choices=Role.choices, initial=Role.SALES_REP)


class ApiKeyForm(forms.Form):
    name = forms.CharField(
        max_length=100,
        help_text="What uses the key, for instance “Website forms”.",
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        choices=ApiKey.Scope.choices,
        initial=[ApiKey.Scope.INTAKE],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing the key may do."},
    )
    lifetime = forms.ChoiceField(label="Expires", choices=LIFETIMES, required=False, initial="365")

    def expires_at(self):
        days = self.cleaned_data["lifetime"]
        return timezone.now() + timedelta(days=int(days)) if days else None


class ProfileForm(forms.Form):
    name = NameField(max_length=150)
    time_zone = forms.ChoiceField()
    absent_until = forms.DateField(
        label="Away until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Until then no queue gives you a lead. Leads you hold stay with you.",
    )

    def __init__(self, *args, tenant, **kwargs):
        super().__init__(*args, **kwargs)
        usual = f"As {tenant.name} ({tenant.time_zone.replace('_', ' ')})"
        self.fields["time_zone"] = forms.ChoiceField(required=False, choices=[("", usual), *time_zone_choices()])


class FirmForm(forms.Form):
    name = NameField(max_length=200)
    time_zone = forms.ChoiceField(choices=time_zone_choices, help_text="For members who have not set their own.")
    country = forms.ChoiceField(
        choices=country_choices, required=False, help_text="Phone numbers without a country code are read as from here."
    )
    currency = forms.ChoiceField(choices=currency_choices, help_text="Amounts without a currency are in this one.")
    quarantine_days = forms.IntegerField(
        label="Days in quarantine",
        min_value=1,
        max_value=365,
        help_text="How long culled leads can still be looked at and released before they are purged.",
    )


class FoundingForm(forms.Form):
    """What a new firm needs to be founded."""

    slug = forms.RegexField(
        r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=50,
        error_messages={"invalid": "A slug is of small letters, digits and hyphens, as in acme-pumps."},
    )  # fmt: skip
    name = NameField(max_length=200)
    admin_email = forms.EmailField()
    time_zone = forms.ChoiceField(
        choices=time_zone_choices,
        error_messages={"invalid_choice": "%(value)s is no time zone. Names are like Europe/Berlin."},
    )
    country = forms.ChoiceField(
        choices=country_choices, required=False,
        error_messages={"invalid_choice": "%(value)s is no country. Codes are like DE."},
    )  # fmt: skip
    currency = forms.ChoiceField(
        choices=currency_choices, error_messages={"invalid_choice": "%(value)s is no currency. Codes are like EUR."}
    )

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if Tenant.objects.filter(slug=slug).exists():
            raise ValidationError(f"There is a firm at /t/{slug}/ already.")
        return slug


class CalendarForm(forms.Form):
    """Working hours: a line for each weekday, as people write them."""

    name = NameField(max_length=100)
    time_zone = forms.ChoiceField(choices=time_zone_choices, help_text="The hours are by the clock there.")
    holidays_of = forms.ChoiceField(
        label="Public holidays of", choices=holiday_choices, required=False, help_text="Nobody works on these days."
    )
    days_off = forms.CharField(
        label="Other days off", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line, as 2026-12-24 or 2026-12-27 to 2026-12-31.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for day, label in enumerate(WEEKDAYS):
            self.fields[f"day_{day}"] = forms.CharField(
                label=label, required=False, max_length=100, widget=forms.TextInput(attrs={"placeholder": "Closed"})
            )

    def days(self):
        return [self[f"day_{day}"] for day in range(len(WEEKDAYS))]

    def clean(self):
        data = super().clean() or {}
        data["hours"] = {}
        for day in range(len(WEEKDAYS)):
            if spans := self._read(f"day_{day}", read_hours):
                data["hours"][str(day)] = spans
        data["days_off"] = self._read("days_off", read_days)
        if not data["hours"] and not self.errors:
            raise ValidationError("Give at least one weekday its hours. Without any, nothing would ever be due.")
        return data

    def _read(self, name, reader):
        try:
            return reader(self.cleaned_data.get(name, ""))
        except NotUnderstood as problem:
            self.add_error(name, str(problem))
            return []

    @staticmethod
    def typed(calendar: Calendar) -> dict[str, str]:
        """What somebody would have typed for this calendar."""
        days = {f"day_{day}": say_hours(calendar.hours.get(str(day), [])) for day in range(len(WEEKDAYS))}
        return days | {
            "name": calendar.name,
            "time_zone": calendar.time_zone,
            "holidays_of": calendar.holidays_of,
            "days_off": "\n".join(say_days(calendar.days_off)),
        }


class JoinForm(forms.Form):
    name = NameField(
        label="Your name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True})
    )
    password = forms.CharField(
        label="Choose a password",
        help_text="At least 10 characters.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, email="", **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self):
        super().clean()
        password, name = self.cleaned_data.get("password"), self.cleaned_data.get("name", "")
        if password:
            self._judge(password, User(email=self.email, name=name))

    def _judge(self, password, user):
        try:
            validate_password(password, user)
        except ValidationError as problem:
            self.add_error("password", problem)


class SavedViewForm(forms.Form):
    name = forms.CharField(max_length=60, widget=forms.TextInput(attrs={"autofocus": True}))
    list_name = forms.CharField(max_length=40, widget=forms.HiddenInput)
    query = forms.CharField(max_length=4000, required=False, widget=forms.HiddenInput)
