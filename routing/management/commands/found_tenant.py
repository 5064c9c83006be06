from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from routing.setup import found_tenant
from tenants.forms import FoundingForm
from tenants.invitation_mail import mail_after_commit
from tenants.models import Invitation
from tenants.scope import tenant_scope


class Command(BaseCommand):
    help = "Founds a firm with default rules, queues, routes and hours, and invites its administrator."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="What stands in its addresses: /t/SLUG/.")
        parser.add_argument("--name", required=True)
        parser.add_argument("--admin-email", required=True, help="Who is invited as its first administrator.")
        parser.add_argument("--time-zone", default="UTC", help="as Europe/Berlin; default: UTC")
        parser.add_argument(
            "--country", default="", help="as DE; whose public holidays and telephone numbers are meant"
        )
        parser.add_argument("--currency", default="EUR", help="default: EUR")
        parser.add_argument("--site", default=usual_site(), help="where the site is reached; default: %(default)s")

    def handle(self, *, site, **options):
        form = FoundingForm(options)
        if not form.is_valid():
            wrong = [f"{name.replace('_', ' ')}: {said}" for name, all_said in form.errors.items() for said in all_said]
            raise CommandError("Nothing was founded. " + " ".join(wrong))
        at = timezone.now()
        with transaction.atomic():
            tenant, offer = found_tenant(**form.cleaned_data, at=at)
            link = site.rstrip("/") + reverse("invitation", args=[offer.token])
            mail_after_commit(offer, link=link, tenant=tenant, inviter=None)
        self.stdout.write(f"{tenant.name} is founded at {site.rstrip('/')}/t/{tenant.slug}/.")
        self.stdout.write(
            f"{offer.invitation.email} is invited as administrator, until {offer.invitation.expires_at:%Y-%m-%d}:"
        )
        self.stdout.write(link)
        self.stdout.write(
            "The mail with this link is sent." if was_mailed(tenant) else "The mail was not sent: pass the link on."
        )


def usual_site() -> str:
    """The first origin that forms are taken from."""
    return next((origin for origin in settings.CSRF_TRUSTED_ORIGINS if "*" not in origin), "http://127.0.0.1:8000")


def was_mailed(tenant) -> bool:
    with tenant_scope(tenant):
        return Invitation.objects.exclude(mailed_at=None).exists()
