"""Campaigns: set up, changed, and what they brought for their cost."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from leads.figures import CampaignFigures, campaign_figures
from leads.models import Campaign, Disposition
from leads.views.campaigns import cost_words, when
from routing.custody import Outcome, dispose
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.inquiries import hot
from tests.leads.pages.conftest import IDA, MASH, comes_in
from tests.people import signed_in

LIST = "/t/acme/campaigns/"
FAIR = {"name": "Spring fair", "code": "spring-fair", "source": "event", "starts_on": "2026-03-01",
        "ends_on": "2026-03-04", "cost": "1200.50", "currency": "GBP"}  # fmt: skip


def fair(tenant, **facts):
    with tenant_scope(tenant):
        return Campaign.objects.create(**{"code": "spring-fair", "name": "Spring fair", "source": "event"} | facts)


def page_of(campaign):
    return f"{LIST}{campaign.public_id}/"


def test_marketer_sets_up_a_campaign(acme, marks):
    answer = marks.post(f"{LIST}new/", FAIR)

    with tenant_scope(acme):
        made = Campaign.objects.get()
    assert answer["Location"] == page_of(made)
    assert (made.name, made.cost, made.currency, made.ends_on) == (
        "Spring fair", Decimal("1200.50"), "GBP", date(2026, 3, 4),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"code": "two words"}, "code", "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
        ({"ends_on": "2026-02-01"}, "ends_on", "It cannot end before it begins."),
        ({"cost": "-1"}, "cost", "A campaign cannot cost less than nothing."),
        ({"name": ""}, "name", "This field is required."),
        ({"code": "hannover-2026"}, "code", "There is a campaign with the code hannover-2026 already."),
    ],
)
def test_campaign_that_cannot_be_is_refused_at_the_field(acme, marks, ida, facts, field, words):
    answer = marks.post(f"{LIST}new/", FAIR | facts)

    assert (answer.status_code, answer.context["form"].errors) == (422, {field: [words]})


def test_campaign_is_changed_and_the_change_kept(acme, marks):
    campaign = fair(acme, cost=100, currency="GBP")

    marks.post(f"{page_of(campaign)}edit/", FAIR)

    with tenant_scope(acme):
        entry = AuditEntry.objects.get(action="campaign.changed")
    assert (entry.before["cost"], entry.after["cost"]) == ("100.00", "1200.50")


def test_figures_count_people_by_the_campaign_that_brought_them(acme, alice):
    campaign = fair(acme, cost=1000)
    ida = comes_in(acme, IDA, campaign="spring-fair")
    comes_in(acme, IDA, campaign="spring-fair")
    comes_in(acme, hot(1), campaign="spring-fair")
    comes_in(acme, MASH, campaign="spring-fair")
    other = comes_in(acme, hot(2), campaign="other")
    comes_in(acme, hot(2), campaign="spring-fair")

    with tenant_scope(acme):
        for lead in (ida, other):
            dispose(lead, Outcome(Disposition.WON, "Signed"), at=timezone.now(), by=alice)
        figures = campaign_figures([campaign])[campaign.pk]

    assert figures == CampaignFigures(cost=Decimal(1000), inquiries=5, leads=3, qualified=2, won=1)
    assert (figures.cost_per_lead, figures.cost_per_won) == (Decimal("333.33"), Decimal("1000.00"))


def test_campaign_that_brought_nobody_has_no_cost_per_lead(acme, marks):
    campaign = fair(acme, cost=1000)

    figures = marks.get(page_of(campaign)).context["figures"]

    assert (figures.leads, figures.cost_per_lead) == (0, None)


def test_costs_are_told_in_words():
    figures = CampaignFigures(Decimal(1000), inquiries=9, leads=8, qualified=4, won=0)

    assert cost_words(figures, "EUR") == ["EUR 125.00 each", "50 % of leads, EUR 250.00 each", ""]


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [(None, None, "Running"), (date(2026, 4, 1), None, "Planned"), (None, date(2026, 3, 1), "Ended"),
     (date(2026, 3, 1), date(2026, 3, 2), "Running")],
)  # fmt: skip
def test_campaign_says_whether_it_runs(begins, ends, words):
    assert when(Campaign(starts_on=begins, ends_on=ends), date(2026, 3, 2)) == words


def test_campaigns_are_found_by_source_and_the_beginning_of_their_name(acme, marks):
    fair(acme)
    fair(acme, code="mailing", name="Mailing", source="direct_mail")

    assert [str(c) for c in marks.get(LIST, {"source": "event"}).context["rows"]] == ["Spring fair"]
    assert [str(c) for c in marks.get(LIST, {"q": "mail"}).context["rows"]] == ["Mailing"]
    assert [str(c) for c in marks.get(LIST, {"sort": "name"}).context["rows"]] == ["Mailing", "Spring fair"]


@pytest.mark.parametrize(
    ("who", "sees", "edits"),
    [
        ("alice", 200, 200),
        ("mark", 200, 200),
        ("mia", 200, 403),
        ("sally", 200, 403),
        ("tom", 200, 403),
        ("paul", 403, 403),
    ],
)
def test_campaigns_are_seen_by_the_staff_and_changed_by_marketing(acme, request, who, sees, edits):
    campaign, browser = fair(acme), signed_in(request.getfixturevalue(who))

    assert [browser.get(path).status_code for path in (LIST, page_of(campaign))] == [sees, sees]
    assert [browser.get(path).status_code for path in (f"{LIST}new/", f"{page_of(campaign)}edit/")] == [edits, edits]


def test_foreign_campaign_is_absent(globex, acme, marks):
    foreign = fair(globex)

    assert [marks.get(path).status_code for path in (page_of(foreign), f"{page_of(foreign)}edit/")] == [404, 404]
    assert marks.get(LIST).context["rows"] == []


def test_list_and_page_ask_no_more_for_three_rows_than_for_one(acme, marks, statements_of):
    campaign = fair(acme)
    comes_in(acme, IDA, campaign="spring-fair")
    paths = (LIST, page_of(campaign))
    for_one = [statements_of(marks, path) for path in paths]
    for n in (1, 2):
        comes_in(acme, hot(n), campaign="spring-fair")
        comes_in(acme, hot(n), campaign=f"other-{n}")

    assert [statements_of(marks, path) for path in paths] == for_one


def test_empty_list_teaches_whoever_may_begin(acme, marks, sallys):
    assert "Set up a campaign" in marks.get(LIST).content.decode()
    assert "Set up a campaign" not in sallys.get(LIST).content.decode()
