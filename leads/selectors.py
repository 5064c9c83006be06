"""What lists and pages read: querysets with a name, each fetching everything a row shows in one statement."""

from django.db.models import QuerySet

from leads.models import Campaign, Company, Import, Inquiry, Lead


def lead_list() -> QuerySet[Lead]:
    """Leads with where they stand, who holds them, their company and their latest campaign."""
    return Lead.objects.filter(standing__isnull=False).select_related(
        "company", "campaign", "latest_campaign", "standing__pool", "standing__custodian__member__user"
    )


def inquiry_list() -> QuerySet[Inquiry]:
    """Inquiries with their campaign and the lead they became; the raw bytes stay behind until asked for."""
    return Inquiry.objects.select_related("lead", "campaign").defer("raw")


def company_list() -> QuerySet[Company]:
    return Company.objects.select_related("owner__user")


def campaign_list() -> QuerySet[Campaign]:
    return Campaign.objects.all()


def import_list() -> QuerySet[Import]:
    return Import.objects.select_related("by__user")
