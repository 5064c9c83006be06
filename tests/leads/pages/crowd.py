"""Leads by the thousand, written by statement: for questions of plans and pages, not of behaviour."""

from django.db import connection

from leads.models import Custodian

CROWD = """
    INSERT INTO leads_company (public_id, identity, name, name_norm, domain, website, industry, country, city)
    SELECT gen_random_uuid(), 'domain:firm' || n || '.example', 'Firm ' || n, 'firm ' || n, 'firm' || n || '.example',
           '', 'steel', 'DE', ''
    FROM generate_series(1, %(companies)s) n;

    INSERT INTO leads_lead (public_id, identity, company_id, first_name, last_name, name_norm, last_name_norm, title,
        email, email_norm, phone, phone_e164, external_id, country, region, city, postal_code, timeline, budget,
        authority, need, product_interest, source, latest_source, flags, junk_signals, consent_wording, do_not_email,
        do_not_call, custom, inquiry_count, first_inquiry_at, last_inquiry_at)
    SELECT gen_random_uuid(), 'email:' || e.address, c.id, e.first, e.last, e.first || ' ' || e.last,
           e.last || ' ' || e.first, '', e.address, e.address, '', '+4930' || (1000000 + n), 'crm-' || n, 'DE', '', '',
           '', '', '', '', '', '', 'event', 'event', '{}', 0, '', FALSE, FALSE, '{}', 1, now(), now()
    FROM generate_series(1, %(leads)s) n
    CROSS JOIN LATERAL (
        SELECT 'g' || (n::bigint * 7919 %% 5003) AS first, 'l' || (n::bigint * 104729 %% 20011) AS last,
               'p' || n || '@firm' || (1 + n %% %(companies)s) || '.example' AS address
    ) e
    JOIN leads_company c ON c.identity = 'domain:firm' || (1 + n %% %(companies)s) || '.example';

    INSERT INTO leads_standing (lead_id, stage, stage_since, verdict, spared, fit, readiness, score, band, route, fired,
        points, pool_id, custodian_id, waiting, next_action, next_action_at, disposition_reason, currency)
    SELECT id, 'inquiry', now(), '', FALSE, 0, 0, id %% 120, 'low_potential', 'web', '{}', '{}', %(pool)s, %(pool)s, '',
           'Reassess', now() + interval '1 day' * (id %% 60), '', ''
    FROM leads_lead
    WHERE NOT EXISTS (SELECT FROM leads_standing s WHERE s.lead_id = leads_lead.id);
"""


def write_crowd(leads: int) -> None:
    """That many leads of `leads // 20` companies in the tenant in scope, waiting in its web queue."""
    pool = Custodian.objects.get(name="Web").pk
    with connection.cursor() as cursor:
        cursor.execute(CROWD, {"leads": leads, "companies": max(1, leads // 20), "pool": pool})
