from django.core.management.base import BaseCommand, CommandError

from tenants.deleting import delete_tenant
from tenants.models import Tenant


class Command(BaseCommand):
    help = "Deletes a tenant with everything it has, for good. Backups still hold it until they run out."

    def add_arguments(self, parser):
        parser.add_argument("slug")
        parser.add_argument("--yes", metavar="SLUG", help="The slug once more, instead of being asked for it.")

    def handle(self, *, slug, yes, **options):
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None:
            raise CommandError(f"There is no tenant {slug!r}.")
        if (yes or input(f"Type {slug} to delete {tenant.name} for good: ")) != slug:
            raise CommandError("Nothing was deleted.")
        delete_tenant(tenant)
        self.stdout.write(f"{tenant.name} is deleted.")
