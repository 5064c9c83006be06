"""What lists and pages read: querysets with a name, each fetching everything a row shows in one statement."""

import re

from django.db.models import Q, QuerySet

from leads.hygiene.phone import clean_phone
from leads.hygiene.text import key
from leads.models import Campaign, Company, Import, Inquiry, Lead

# The highest code point: under the "C" collation every text that starts with a prefix sorts before prefix + this.
LAST = "\U0010ffff"
PHONE_LIKE = re.compile(r"[+(]?\d[\d\s().\-/]{3,}")


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


def search_leads(leads: QuerySet[Lead], text: str, *, region: str = "") -> QuerySet[Lead]:
    """Leads whose e-mail, phone, name, company or external id is or begins with what was typed.

    Each way to match reads its own index; `region` is where phone numbers without a country are dialled.
    """
    typed = key(text)
    if not typed:
        return leads
    first, *others = (Lead.objects.filter(match).values("pk") for match in _matches(text.strip(), typed, region))
    return leads.filter(pk__in=first.union(*others, all=True) if others else first)


def _matches(text: str, typed: str, region: str) -> list[Q]:
    if "@" in typed:
        return [starts_with("email_norm", typed)]
    by_company = Q(company__in=search_companies(Company.objects.all(), text).values("pk"))
    matches = [starts_with("name_norm", typed), starts_with("last_name_norm", typed), by_company]
    matches += [starts_with("email_norm", typed), Q(external_id=text) & ~Q(external_id="")]
    phone = clean_phone(text, region).e164 if PHONE_LIKE.fullmatch(text) else ""
    return [*matches, Q(phone_e164=phone)] if phone else matches


def search_companies(companies: QuerySet[Company], text: str) -> QuerySet[Company]:
    """Companies whose name or domain begins with what was typed."""
    typed = key(text)
    return companies.filter(starts_with("name_norm", typed) | starts_with("domain", typed)) if typed else companies


def starts_with(field: str, prefix: str) -> Q:
    """A prefix as a range: under row-level security LIKE reads no index, and a comparison does."""
    return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + LAST})
