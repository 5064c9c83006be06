"""Tenants of the benchmarks: one large among a hundred, with leads, companies and touches made inside PostgreSQL."""

from datetime import UTC, datetime

from django.db import connection

from leads.models import CustomField
from routing.custody import take_next
from routing.members import admit_member
from routing.models import Queue, QueueMember
from routing.setup import set_up_tenant
from tenants.models import Membership, Role, Tenant, User
from tenants.policy import policy_changed
from tenants.scope import tenant_scope

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TOUCHES_PER_LEAD = 5
GIVEN_NAMES = 5_000
LEADS_PER_COMPANY = 10
REPS = 20
NEIGHBOURS = 99
# A little more than a page of the queue.
FULL_QUEUE = 60

COMPANIES = """
    INSERT INTO leads_company (identity, name, name_norm, domain, website, industry, employees, annual_revenue,
                               country, city)
    SELECT 'domain:firm' || n || '.example', 'Firm ' || n, 'firm ' || n, 'firm' || n || '.example', '',
           (ARRAY['manufacturing','logistics','retail','software','health','finance'])[1 + n %% 6],
           (n::bigint * 7919 %% 6000) + 1, (n::bigint * 104729 %% 90000000),
           (ARRAY['DE','GB','FR','US','AT'])[1 + n %% 5], ''
    FROM generate_series(1, %(companies)s) n
"""
LEADS = """
    WITH firm AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS k FROM leads_company)
    INSERT INTO leads_lead (identity, company_id, first_name, last_name, name_norm, last_name_norm, title, email,
        email_norm, phone, phone_e164, external_id, country, region, city, postal_code, timeline, budget, authority,
        need, product_interest, source, latest_source, flags, junk_signals, consent_wording, do_not_email,
        do_not_call, custom, inquiry_count, first_inquiry_at, last_inquiry_at)
    SELECT 'email:p' || n || '@firm' || n || '.example', firm.id, 'Given' || n %% %(given_names)s, 'Family' || n,
           'given' || n %% %(given_names)s || ' family' || n, 'family' || n || ' given' || n %% %(given_names)s,
           (ARRAY['CTO','Head of IT','Engineer','Student','Buyer','VP Sales','Director','Clerk'])[1 + n * 31 %% 8],
           'p' || n || '@firm' || n || '.example', 'p' || n || '@firm' || n || '.example',
           '', '+4930' || (1000000 + n), '', (ARRAY['DE','GB','FR','US','AT'])[1 + n %% 5], '', 'City ' || n %% 300, '',
           (ARRAY['0-3m','3-6m','6-12m','12m+','none','','',''])[1 + n * 17 %% 8],
           (ARRAY['yes','no','unknown',''])[1 + n * 13 %% 4], (ARRAY['yes','no','unknown',''])[1 + n * 11 %% 4],
           (ARRAY['yes','no','unknown',''])[1 + n * 7 %% 4], '', 'web_form', 'web_form', '{}', 0, '', FALSE, FALSE,
           jsonb_build_object('segment', 'S' || n %% 10), 1, %(at)s - (n %% 300) * interval '1 day',
           %(at)s - (n %% 300) * interval '1 day'
    FROM generate_series(1, %(leads)s) n JOIN firm ON firm.k = n %% %(companies)s
"""
STANDINGS = """
    INSERT INTO leads_standing (lead_id, stage, stage_since, verdict, spared, fit, readiness, score, band, route,
        fired, points, waiting, next_action, next_action_at, custodian_id, disposition_reason, currency)
    SELECT leads_lead.id, 'inquiry', first_inquiry_at, '', FALSE, 0, 0, 0, '', '', '{}', '{}', '', 'Refine',
           first_inquiry_at, (SELECT id FROM leads_custodian WHERE is_last_resort), '', ''
    FROM leads_lead ORDER BY leads_lead.id
"""
TOUCHES = """
    INSERT INTO leads_touch (lead_id, kind, direction, at)
    SELECT id,
           (ARRAY['form','visit','email_open','email_click','email_reply','call','meeting'])[1 + (id + k) * 31 %% 7],
           'in', %(at)s - ((id::bigint * 13 + k * 29) %% 200) * interval '1 day'
    FROM leads_lead, generate_series(1, %(touches)s) k
"""


def create_tenant(slug: str, leads: int) -> Tenant:
    tenant = set_up_tenant(slug=slug, name=slug.title(), at=AT, time_zone="Europe/Berlin", country="DE")
    params = {
        "leads": leads,
        "companies": max(1, leads // LEADS_PER_COMPANY),
        "touches": TOUCHES_PER_LEAD,
        "at": AT,
        "given_names": GIVEN_NAMES,
    }
    with tenant_scope(tenant), connection.cursor() as cursor:
        CustomField.objects.create(key="segment", label="Segment")
        for statement in (COMPANIES, LEADS, STANDINGS, TOUCHES):
            cursor.execute(statement, params)
    return tenant


def create_neighbours(leads: int) -> None:
    """A hundred tenants less one share the tables, with as many leads together as given."""
    for n in range(NEIGHBOURS):
        create_tenant(f"neighbour-{n}", max(1, leads // NEIGHBOURS))


def staff_sales(tenant: Tenant) -> None:
    """Twenty reps of fifty open leads each."""
    with tenant_scope(tenant):
        queue = Queue.objects.get(name="Sales")
        for n in range(REPS):
            user = User.objects.create(email=f"rep{n}@{tenant.slug}.example", name=f"Rep {n}")
            QueueMember.objects.create(queue=queue, member=admit_member(user, role=Role.SALES_REP), capacity=50)
        policy_changed()


def lift_capacities() -> None:
    QueueMember.objects.update(capacity=None)
    policy_changed()


def a_rep(tenant: Tenant) -> Membership:
    with tenant_scope(tenant):
        return Membership.objects.select_related("user").order_by("pk")[0]


def rep_with_full_queue(tenant: Tenant) -> Membership:
    """A rep who helps the call center out and has taken leads from there."""
    rep = a_rep(tenant)
    with tenant_scope(tenant):
        queue = Queue.objects.get(name="Call center")
        QueueMember.objects.create(queue=queue, member=rep)
        policy_changed()
        for _ in range(FULL_QUEUE):
            take_next([queue], at=AT, by=rep)
    return rep
