"""Founding a firm by command, up to its first administrator's first page."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from routing.models import Queue
from tenants.models import Calendar, Membership, Role, Tenant
from tenants.scope import tenant_scope

ASKED = {"name": "Initech", "admin_email": "Bill@initech.example", "site": "https://leads.example/"}


def found(slug="initech", **asked):
    told = StringIO()
    call_command("found_tenant", slug, stdout=told, **ASKED | asked)
    return told.getvalue().splitlines()


@pytest.mark.django_db(transaction=True)
def test_founded_firm_is_ready_for_its_administrator():
    founded, invited, link, mailed = found(time_zone="America/Chicago", country="US", currency="USD")

    assert founded == "Initech is founded at https://leads.example/t/initech/."
    assert invited.startswith("bill@initech.example is invited as administrator, until ")
    assert mailed == "The mail with this link is sent."
    assert link in mail.outbox[0].body
    assert mail.outbox[0].subject == "Lead Refinery invites you to Initech in Lead Refinery"

    browser = Client()
    joined = browser.post(link.removeprefix("https://leads.example"), {"name": "Bill", "password": "correct horse 7"})
    assert joined.status_code == 302
    assert browser.get("/t/initech/settings/members/").status_code == 200
    tenant = Tenant.objects.get(slug="initech")
    assert (tenant.time_zone, tenant.country, tenant.currency) == ("America/Chicago", "US", "USD")
    with tenant_scope(tenant):
        assert [(m.email, m.role) for m in Membership.objects.select_related("user")] == [
            ("bill@initech.example", Role.ADMINISTRATOR)
        ]
        assert Calendar.objects.get().holidays_of == "US"
        assert Queue.objects.count() == 7


@pytest.mark.django_db(transaction=True)
def test_link_is_printed_when_no_mail_goes_out(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    _, _, link, mailed = found()

    assert mailed == "The mail was not sent: pass the link on."
    page = Client().get(link.removeprefix("https://leads.example"))
    assert (page.status_code, page.context["inviter"]) == (200, "Lead Refinery")


@pytest.mark.parametrize(
    ("slug", "asked", "said"),
    [
        ("acme", {}, "slug: There is a firm at /t/acme/ already."),
        ("Acme Ltd", {}, "slug: A slug is of small letters, digits and hyphens, as in acme-pumps."),
        ("initech", {"time_zone": "Mars/Olympus"},
         "time zone: Mars/Olympus is no time zone. Names are like Europe/Berlin."),
        ("initech", {"country": "XX", "currency": "XYZ"},
         "country: XX is no country. Codes are like DE. currency: XYZ is no currency. Codes are like EUR."),
        ("initech", {"admin_email": "bill"}, "admin email: Enter a valid email address."),
        ("initech", {"name": "In\nitech"},
         "name: A name is one line, without line breaks or other control characters."),
    ],
)  # fmt: skip
def test_what_cannot_be_founded_is_refused_in_words(acme, slug, asked, said):
    with pytest.raises(CommandError) as refused:
        found(slug, **asked)

    assert str(refused.value) == f"Nothing was founded. {said}"
    assert Tenant.objects.count() == 1
