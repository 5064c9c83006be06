from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from routing.policy import NoPublishedRules
from routing.sweeping import refine_all
from scoring.models import Decision
from tenants.models import Tenant


class Command(BaseCommand):
    help = "Refine every open lead of a tenant. Safe to interrupt and to run again: only what changed is written."

    def add_arguments(self, parser):
        parser.add_argument("--tenant", required=True, metavar="SLUG")
        parser.add_argument("--at", metavar="TIME", help="Judge as of this ISO 8601 time, with zone. Default: now.")

    def handle(self, *args, tenant: str, at: str | None, **options):
        try:
            firm = Tenant.objects.get(slug=tenant)
            done = refine_all(firm, cause=Decision.Cause.REQUEST, at=moment(at), progress=self.show)
        except Tenant.DoesNotExist:
            raise CommandError(f"there is no tenant {tenant!r}") from None
        except NoPublishedRules as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{done.changed} leads changed, {done.assigned} given to members")

    def show(self, done) -> None:
        self.stderr.write(f"{done.seen} ids looked at, {done.changed} leads changed")


def moment(text: str | None) -> datetime:
    if text is None:
        return timezone.now()
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise CommandError(f"--at takes a time with its zone, such as 2026-11-22T10:00:00Z, not {text!r}")
    return at
