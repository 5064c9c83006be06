import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reporting.promises import broken_promises
from tenants.models import Tenant
from tenants.scope import tenant_scope


class Command(BaseCommand):
    help = "Counts every broken promise as JSON, by tenant. Exits with 1 if any count is not 0."

    def add_arguments(self, parser):
        parser.add_argument("--tenant", help="slug; without it, every tenant")

    def handle(self, *args, tenant=None, **options):
        counts = {found.slug: self._count(found) for found in _tenants(tenant)}
        broken = sum(sum(promises.values()) for promises in counts.values())
        self.stdout.write(json.dumps({"broken": broken, "tenants": counts}, indent=2))
        if broken:
            raise SystemExit(1)

    def _count(self, tenant):
        with tenant_scope(tenant):
            return broken_promises(at=timezone.now())


def _tenants(slug):
    tenants = Tenant.objects.order_by("slug")
    if slug is None:
        return tenants
    if not (found := tenants.filter(slug=slug)):
        raise CommandError(f"There is no tenant {slug}.")
    return found
