"""Which leads a member may see at all. Others are absent to them."""

from django.db.models import QuerySet

from leads.models import Lead
from tenants.models import Membership, Role


def visible_leads(member: Membership) -> QuerySet[Lead]:
    """All of the tenant's for the staff; for a partner those in their own hands."""
    leads = Lead.objects.filter(standing__isnull=False)
    if member.role == Role.PARTNER:
        return leads.filter(standing__custodian__member=member)
    return leads
