"""The statements of intake, each over the whole of intake_row."""

from leads.intake.staging import PERSON_FACTS
from leads.models import Stage

# A campaign nobody has set up yet comes into being with its first inquiry, so that no response goes uncounted.
# A company known by name alone takes the domain that an inquiry brings, unless that domain is already another's.
CAMPAIGNS_AND_COMPANIES = """
    WITH campaigns AS (
        INSERT INTO leads_campaign (code, name, source, cost, currency)
        SELECT DISTINCT ON (campaign) campaign, campaign, source, 0, %(currency)s FROM intake_row r
        WHERE campaign <> '' AND NOT EXISTS (SELECT FROM leads_campaign k WHERE k.code = r.campaign)
        ORDER BY campaign, n
        ON CONFLICT DO NOTHING
    ),
    adopted AS (
        UPDATE leads_company c SET domain = r.company_domain, identity = r.company_identity
        FROM (SELECT DISTINCT ON (company_norm) company_norm, company_domain, company_identity FROM intake_row
              WHERE needs_look = '' AND company_domain <> '' AND company_norm <> '' ORDER BY company_norm, n) r
        WHERE c.identity = 'name:' || r.company_norm
          AND NOT EXISTS (SELECT FROM leads_company o WHERE o.identity = r.company_identity)
        RETURNING c.identity
    ),
    newest AS (
        SELECT DISTINCT ON (company_identity) * FROM intake_row r
        WHERE needs_look = '' AND company_identity IS NOT NULL
          AND company_identity NOT IN (SELECT identity FROM adopted)
          AND NOT (company_domain = '' AND EXISTS (SELECT FROM leads_company o WHERE o.name_norm = r.company_norm))
        ORDER BY company_identity, n DESC
    )
    INSERT INTO leads_company AS c (identity, name, name_norm, domain, website, industry, employees, annual_revenue,
                                    country, city)
    SELECT company_identity, company, company_norm, company_domain, website, industry, employees, annual_revenue,
           country, city
    FROM newest
    ON CONFLICT (tenant_id, identity) DO UPDATE SET
        name = COALESCE(NULLIF(c.name, ''), EXCLUDED.name),
        name_norm = COALESCE(NULLIF(c.name_norm, ''), EXCLUDED.name_norm),
        website = COALESCE(NULLIF(c.website, ''), EXCLUDED.website),
        industry = COALESCE(NULLIF(c.industry, ''), EXCLUDED.industry),
        employees = COALESCE(c.employees, EXCLUDED.employees),
        annual_revenue = COALESCE(c.annual_revenue, EXCLUDED.annual_revenue),
        country = COALESCE(NULLIF(c.country, ''), EXCLUDED.country),
        city = COALESCE(NULLIF(c.city, ''), EXCLUDED.city)
    WHERE (c.name = '' AND EXCLUDED.name <> '') OR (c.industry = '' AND EXCLUDED.industry <> '')
       OR (c.employees IS NULL AND EXCLUDED.employees IS NOT NULL)
       OR (c.annual_revenue IS NULL AND EXCLUDED.annual_revenue IS NOT NULL)
       OR (c.website = '' AND EXCLUDED.website <> '') OR (c.country = '' AND EXCLUDED.country <> '')
       OR (c.city = '' AND EXCLUDED.city <> '')
"""

# The same person twice in one batch is told as if the rows had come one after the other: whoever gives no address is
# known by the number, else by the external id, that another row has.
UNITE = """
    WITH by_phone AS (
        SELECT DISTINCT ON (phone_e164) phone_e164, identity FROM intake_row
        WHERE phone_e164 <> '' AND email_norm <> '' AND needs_look = '' ORDER BY phone_e164, n
    ),
    by_external AS (
        SELECT DISTINCT ON (external_id) external_id, identity FROM intake_row
        WHERE external_id <> '' AND (email_norm <> '' OR phone_e164 <> '') AND needs_look = ''
        ORDER BY external_id, email_norm = '', n
    ),
    known AS (
        SELECT r.n, COALESCE(p.identity, x.identity) AS identity
        FROM intake_row r LEFT JOIN by_phone p ON p.phone_e164 = r.phone_e164
                          LEFT JOIN by_external x ON x.external_id = r.external_id
        WHERE r.email_norm = '' AND r.needs_look = ''
    )
    UPDATE intake_row r SET identity = k.identity FROM known k WHERE k.n = r.n AND k.identity <> r.identity
"""

# The same person by e-mail, else by phone, else by external id. A phone or id shared by people with two different
# addresses makes them no one person.
RESOLVE = """
    UPDATE intake_row r SET
        campaign_id = (SELECT id FROM leads_campaign k WHERE k.code = r.campaign),
        company_id = COALESCE(
            (SELECT id FROM leads_company c WHERE c.identity = r.company_identity),
            (SELECT id FROM leads_company c WHERE r.company_norm <> '' AND c.name_norm = r.company_norm
             ORDER BY id LIMIT 1)),
        lead_id = COALESCE(
            (SELECT id FROM leads_lead l WHERE l.identity = r.identity),
            (SELECT id FROM leads_lead l WHERE r.phone_e164 <> '' AND l.phone_e164 = r.phone_e164
             AND l.phone_e164 <> '' AND (r.email_norm = '' OR l.email_norm = '') ORDER BY id LIMIT 1),
            (SELECT id FROM leads_lead l WHERE r.external_id <> '' AND l.external_id = r.external_id
             AND l.external_id <> '' AND (r.email_norm = '' OR l.email_norm = '') ORDER BY id LIMIT 1))
    WHERE needs_look = ''
"""

# A lead without an address takes the first that a row brings by its number or id. Every row with that address is then
# the same person's, and a row with another address is somebody else.
SETTLE = """
    WITH address AS (
        SELECT DISTINCT ON (identity) identity, lead_id, n FROM intake_row
        WHERE email_norm <> '' AND needs_look = '' ORDER BY identity, n
    ),
    taken AS (
        SELECT DISTINCT ON (lead_id) lead_id, identity FROM address WHERE lead_id IS NOT NULL ORDER BY lead_id, n
    ),
    settled AS (SELECT a.identity, t.lead_id FROM address a LEFT JOIN taken t USING (identity))
    UPDATE intake_row r SET lead_id = s.lead_id FROM settled s
    WHERE r.identity = s.identity AND r.needs_look = '' AND r.lead_id IS DISTINCT FROM s.lead_id
      AND (r.email_norm <> '' OR r.lead_id IS NULL)
"""

# A row of a file that said the same before, in this file or another, says nothing new. With OFFSET the look-up stays
# one by index for each row, however many inquiries there are.
FORGET_KNOWN = """
    WITH known AS (
        SELECT n FROM intake_row r
        WHERE lead_id IS NOT NULL
          AND EXISTS (SELECT FROM leads_inquiry i WHERE i.lead_id = r.lead_id AND i.content = r.content OFFSET 0)
        UNION
        SELECT n FROM intake_row r
        WHERE needs_look <> ''
          AND EXISTS (SELECT FROM leads_inquiry i WHERE i.content = r.content AND i.needs_look <> '' OFFSET 0)
        UNION
        SELECT n FROM (SELECT n, row_number() OVER (PARTITION BY content ORDER BY n) AS k FROM intake_row) t WHERE k > 1
    )
    DELETE FROM intake_row WHERE content IS NOT NULL AND n IN (SELECT n FROM known)
"""

TALLY = """
    SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE lead_id IS NOT NULL AND NOT is_new),
           count(*) FILTER (WHERE needs_look <> '')
    FROM intake_row
"""

LEAD_COLUMNS = ", ".join(PERSON_FACTS)

# Whoever inserts the same person at the same moment waits here and then finds the other's row.
LEADS = f"""
    WITH fresh AS (
        SELECT DISTINCT ON (identity) * FROM intake_row
        WHERE lead_id IS NULL AND needs_look = '' ORDER BY identity, n
    ),
    inserted AS (
        INSERT INTO leads_lead AS l (identity, company_id, {LEAD_COLUMNS}, source, campaign_id, latest_source,
            latest_campaign_id, flags, junk_signals, consent_email, consent_phone, do_not_email, do_not_call, custom,
            inquiry_count, first_inquiry_at, last_inquiry_at)
        SELECT identity, company_id, {LEAD_COLUMNS}, source, campaign_id, source, campaign_id, flags, junk_signals,
               consent_email, consent_phone,
               do_not_email OR EXISTS (SELECT FROM leads_suppression x WHERE x.kind = 'email' AND x.key = email_norm),
               do_not_call OR EXISTS (SELECT FROM leads_suppression x WHERE x.kind = 'phone' AND x.key = phone_e164),
               custom, 1, received_at, received_at
        FROM fresh
        ON CONFLICT (tenant_id, identity) DO UPDATE SET identity = EXCLUDED.identity
        RETURNING l.id, l.identity, (xmax = 0) AS is_new
    )
    UPDATE intake_row r SET lead_id = i.id, is_new = i.is_new AND r.n = f.n
    FROM inserted i JOIN fresh f USING (identity)
    WHERE r.identity = i.identity AND r.lead_id IS NULL AND r.needs_look = ''
"""

LATEST_FACTS = ", ".join(
    f"(array_agg({name} ORDER BY n DESC) FILTER (WHERE {name} <> ''))[1] AS {name}" for name in PERSON_FACTS
)
# The identity an update leaves is the strongest the lead then has.
NEW_FACTS = ", ".join(f"{name} = COALESCE(u.{name}, l.{name})" for name in PERSON_FACTS)

# In one order, so that two batches with the same people do not wait for each other in a circle.
LOCK_KNOWN_LEADS = """
    SELECT FROM leads_lead WHERE id IN (SELECT lead_id FROM intake_row WHERE lead_id IS NOT NULL AND NOT is_new)
    ORDER BY id FOR NO KEY UPDATE
"""

KNOWN_LEADS = f"""
    WITH u AS (
        SELECT lead_id, count(*) AS inquiries, max(received_at) AS latest, {LATEST_FACTS},
               (array_agg(source ORDER BY n DESC))[1] AS source,
               (array_agg(campaign_id ORDER BY n DESC) FILTER (WHERE campaign_id IS NOT NULL))[1] AS campaign_id,
               (array_agg(company_id ORDER BY n DESC) FILTER (WHERE company_id IS NOT NULL))[1] AS company_id,
               (array_agg(to_jsonb(flags) ORDER BY n DESC))[1] AS flags,
               (array_agg(junk_signals ORDER BY n DESC))[1] AS junk_signals,
               (array_agg(consent_email ORDER BY n DESC) FILTER (WHERE consent_email IS NOT NULL))[1] AS consent_email,
               (array_agg(consent_phone ORDER BY n DESC) FILTER (WHERE consent_phone IS NOT NULL))[1] AS consent_phone,
               bool_or(do_not_email) AS do_not_email, bool_or(do_not_call) AS do_not_call,
               (array_agg(custom ORDER BY n DESC))[1] AS custom
        FROM intake_row WHERE lead_id IS NOT NULL AND NOT is_new GROUP BY lead_id
    )
    UPDATE leads_lead l SET {NEW_FACTS},
        identity = CASE WHEN l.email_norm = '' AND u.email_norm IS NOT NULL THEN 'email:' || u.email_norm
                        WHEN l.identity LIKE 'name:%%' AND u.phone_e164 IS NOT NULL THEN 'phone:' || u.phone_e164
                        ELSE l.identity END,
        company_id = COALESCE(u.company_id, l.company_id), latest_source = u.source,
        latest_campaign_id = COALESCE(u.campaign_id, l.latest_campaign_id),
        flags = ARRAY(SELECT jsonb_array_elements_text(u.flags)), junk_signals = u.junk_signals,
        consent_email = COALESCE(u.consent_email, l.consent_email),
        consent_phone = COALESCE(u.consent_phone, l.consent_phone),
        do_not_email = l.do_not_email OR u.do_not_email, do_not_call = l.do_not_call OR u.do_not_call,
        custom = l.custom || u.custom, inquiry_count = l.inquiry_count + u.inquiries,
        last_inquiry_at = GREATEST(l.last_inquiry_at, u.latest)
    FROM u WHERE l.id = u.lead_id
"""

OUTCOME_REASON = "Outcome taken over with the import"

# The inquiry as it came, its touch, and for a new lead the first second of its custody.
RECORD = f"""
    WITH inquiries AS (
        INSERT INTO leads_inquiry (public_id, lead_id, channel, source, campaign_id, raw, notes, needs_look,
                                   received_at, import_row, imported_by_id, content)
        SELECT inquiry_id, lead_id, channel, source, campaign_id, raw, notes, needs_look, received_at, line,
               %(import)s::bigint, content
        FROM intake_row ORDER BY n
        RETURNING id, public_id, lead_id, received_at, campaign_id
    ),
    touches AS (
        INSERT INTO leads_touch (lead_id, kind, direction, at, inquiry_id, campaign_id)
        SELECT i.lead_id, r.touch_kind, 'in', i.received_at, i.id, i.campaign_id
        FROM inquiries i JOIN intake_row r ON r.inquiry_id = i.public_id WHERE i.lead_id IS NOT NULL
    ),
    standings AS (
        INSERT INTO leads_standing (lead_id, stage, stage_since, verdict, spared, fit, readiness, score, band, route,
            fired, points, waiting, next_action, next_action_at, custodian_id, disposition, disposed_at, outcome_at,
            disposition_reason, amount, currency)
        SELECT lead_id, '{Stage.INQUIRY}', received_at, '', FALSE, 0, 0, 0, '', '', '{{}}', '{{}}', '',
               CASE WHEN outcome IS NULL THEN 'Refine' ELSE '' END,
               CASE WHEN outcome IS NULL THEN received_at END,
               CASE WHEN outcome IS NULL THEN (SELECT id FROM leads_custodian WHERE is_last_resort) END,
               outcome, CASE WHEN outcome IS NOT NULL THEN %(at)s END, outcome_at,
               CASE WHEN outcome IS NULL THEN '' ELSE '{OUTCOME_REASON}' END,
               CASE WHEN outcome IS NOT NULL THEN amount END,
               CASE WHEN outcome IS NOT NULL AND amount IS NOT NULL THEN %(currency)s ELSE '' END
        FROM intake_row WHERE is_new
    ),
    ended AS (
        INSERT INTO leads_stagechange (lead_id, at, from_stage, to_stage, reason)
        SELECT lead_id, COALESCE(outcome_at, %(at)s), '{Stage.INQUIRY}', outcome, '{OUTCOME_REASON}'
        FROM intake_row WHERE is_new AND outcome IS NOT NULL
    ),
    suppressed AS (
        INSERT INTO leads_suppression (kind, key, reason)
        SELECT DISTINCT 'email', email_norm, 'Marked do not e-mail on arrival' FROM intake_row
        WHERE do_not_email AND email_norm <> ''
        UNION ALL
        SELECT DISTINCT 'phone', phone_e164, 'Marked do not call on arrival' FROM intake_row
        WHERE do_not_call AND phone_e164 <> ''
        ORDER BY 1, 2
        ON CONFLICT DO NOTHING
    )
    SELECT count(*) FROM inquiries
"""
