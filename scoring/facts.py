"""Every fact a condition may test, with its SQL over l (lead), c (company), s (standing)."""

from collections.abc import Iterable

from leads.hygiene import FLAGS
from leads.models import Answer, CustomField, Source, Stage, Timeline, Touch
from scoring.conditions import Field, FieldCatalogue, FieldType, custom_field

T = FieldType

LEAD_FIELDS = (
    Field("first_name", "First name", T.TEXT, "l.first_name"),
    Field("last_name", "Last name", T.TEXT, "l.last_name"),
    Field("title", "Title", T.TEXT, "l.title"),
    Field("email", "E-mail", T.TEXT, "l.email_norm"),
    Field("phone", "Phone", T.TEXT, "l.phone_e164"),
    Field("external_id", "External id", T.TEXT, "l.external_id"),
    Field("country", "Country", T.TEXT, "l.country"),
    Field("region", "Region", T.TEXT, "l.region"),
    Field("city", "City", T.TEXT, "l.city"),
    Field("postal_code", "Postal code", T.TEXT, "l.postal_code"),
    Field("timeline", "Timeline", T.CHOICE, "l.timeline", dict(Timeline.choices)),
    Field("budget", "Budget", T.CHOICE, "l.budget", dict(Answer.choices)),
    Field("authority", "Authority", T.CHOICE, "l.authority", dict(Answer.choices)),
    Field("need", "Need", T.CHOICE, "l.need", dict(Answer.choices)),
    Field("product_interest", "Product interest", T.TEXT, "l.product_interest"),
    Field("source", "First source", T.CHOICE, "l.source", dict(Source.choices)),
    Field("latest_source", "Latest source", T.CHOICE, "l.latest_source", dict(Source.choices)),
    Field(
        "campaign", "Latest campaign", T.TEXT, "(SELECT k.code FROM leads_campaign k WHERE k.id = l.latest_campaign_id)"
    ),
    Field("consent.email", "Consent to e-mail", T.BOOLEAN, "l.consent_email"),
    Field("consent.phone", "Consent to phone", T.BOOLEAN, "l.consent_phone"),
    Field("do_not_email", "Do not e-mail", T.FLAG, "l.do_not_email"),
    Field("do_not_call", "Do not call", T.FLAG, "l.do_not_call"),
    Field("inquiries", "Number of inquiries", T.NUMBER, "l.inquiry_count"),
    Field("first_inquiry_at", "First inquiry", T.DATE, "l.first_inquiry_at"),
    Field("last_inquiry_at", "Last inquiry", T.DATE, "l.last_inquiry_at"),
    Field("junk_signals", "Number of junk signals", T.NUMBER, "l.junk_signals"),
    Field("stage", "Stage", T.CHOICE, "s.stage", dict(Stage.choices)),
)

COMPANY_FIELDS = (
    Field("company.name", "Company", T.TEXT, "c.name"),
    Field("company.domain", "Company domain", T.TEXT, "c.domain"),
    Field("company.website", "Company website", T.TEXT, "c.website"),
    Field("company.industry", "Industry", T.TEXT, "c.industry"),
    Field("company.employees", "Employees", T.NUMBER, "c.employees"),
    Field("company.annual_revenue", "Annual revenue", T.NUMBER, "c.annual_revenue"),
    Field("company.country", "Company country", T.TEXT, "c.country"),
    Field("company.city", "Company city", T.TEXT, "c.city"),
)

FLAG_FIELDS = tuple(Field(f"flag.{code}", label, T.FLAG, f"('{code}' = ANY(l.flags))") for code, label in FLAGS.items())

# Known once the rules have scored; bands and routes may test them.
SCORE_FIELDS = (
    Field("score.fit", "Fit", T.NUMBER, "t.fit"),
    Field("score.readiness", "Readiness", T.NUMBER, "t.readiness"),
    Field("score.total", "Score", T.NUMBER, "(t.fit + t.readiness)"),
)


def fact_catalogue(custom_fields: Iterable[CustomField]) -> FieldCatalogue:
    """What cull, promote and score rules and segments may test."""
    return _catalogue((*LEAD_FIELDS, *COMPANY_FIELDS, *FLAG_FIELDS), custom_fields)


def territory_catalogue(custom_fields: Iterable[CustomField]) -> FieldCatalogue:
    """What territories may test: the facts, of which touches are none."""
    facts = fact_catalogue(custom_fields)
    return FieldCatalogue(facts.fields, facts.custom, {})


def verdict_catalogue(custom_fields: Iterable[CustomField]) -> FieldCatalogue:
    """What band and route rules may test: the facts and the scores."""
    return _catalogue((*LEAD_FIELDS, *COMPANY_FIELDS, *FLAG_FIELDS, *SCORE_FIELDS), custom_fields)


def _catalogue(fields: Iterable[Field], custom_fields: Iterable[CustomField]) -> FieldCatalogue:
    own = (
        custom_field(f.key, f.label, T.CHOICE if f.choices else f.type, {c: c for c in f.choices} or None)
        for f in custom_fields
    )
    return FieldCatalogue(
        {field.name: field for field in fields}, {field.name: field for field in own}, dict(Touch.Kind.choices)
    )
