"""What people change about a company, and what its page tells."""

from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from leads.models import Company, Disposition, Lead, Standing
from tenants.auditing import Actor, record
from tenants.models import Membership


@transaction.atomic
def change_owner(company: Company, owner: Membership | None, *, actor: Actor) -> None:
    """The member to whom the company's new leads go first. Those in somebody's hands stay there."""
    before = company.owner
    if (before and before.pk) == (owner and owner.pk):
        return
    company.owner = owner
    company.save(update_fields=["owner"])
    told = [{"owner": str(member) if member else None} for member in (before, owner)]
    record("company.owner_changed", company, before=told[0], after=told[1], actor=actor)


def with_lead_counts(companies: QuerySet[Company]) -> QuerySet[Company]:
    """Companies with `lead_count`, counted for the rows of the page alone."""
    leads = Lead.objects.filter(company=OuterRef("pk")).order_by().values("company").annotate(n=Count("pk")).values("n")
    return companies.annotate(lead_count=Coalesce(Subquery(leads, output_field=IntegerField()), 0))


def outcomes_at(company: Company) -> dict[str, int]:
    """Leads of a company: `open` and by disposition, in one statement."""
    counts = {value: Count("pk", filter=Q(disposition=value)) for value in Disposition.values}
    return Standing.objects.filter(lead__company=company).aggregate(
        open=Count("pk", filter=Q(disposition=None)), total=Count("pk"), **counts
    )
