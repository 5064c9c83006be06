"""Campaigns: what was done to be answered, what it cost, and what it brought."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from leads.campaigns import CodeTaken, change_campaign, create_campaign
from leads.figures import campaign_figures
from leads.filters import CampaignFilter
from leads.forms import CampaignForm
from leads.models import Campaign
from leads.selectors import campaign_list, lead_list
from leads.views.listing import read_listing
from tenants.permissions import Action, requires

CHIPS = ("source",)
ORDERS = {"newest": "Newest first", "name": "By name", "code": "By code", "oldest": "Oldest first"}
MOST_LEADS = 20


@requires(Action.VIEW_CAMPAIGNS)
def campaigns(request):
    found = CampaignFilter(request.GET, queryset=campaign_list())
    context = read_listing(request, found, chips=CHIPS, orders=ORDERS, noun=("campaign", "campaigns"))
    figures = campaign_figures(context["rows"])
    for campaign in context["rows"]:
        campaign.figures = figures[campaign.pk]
        campaign.when = when(campaign, timezone.localdate())
    return render(request, "leads/campaigns.html", context | {"narrowed": context["is_filtered"]})


@requires(Action.VIEW_CAMPAIGNS)
def campaign(request, public_id):
    found = _find(public_id)
    leads_url = reverse("leads:list", args=[request.tenant.slug])
    figures = campaign_figures([found])[found.pk]
    context = {
        "campaign": found,
        "when": when(found, timezone.localdate()),
        "figures": figures,
        "cost_words": cost_words(figures, found.currency),
        "nobody_text": f"Inquiries that name the code “{found.code}” count here.",
        "rows": list(lead_list().filter(latest_campaign=found).order_by("-pk")[:MOST_LEADS]),
        "all_leads_url": f"{leads_url}?disposition=&campaign={found.code}",
        "inquiries_url": f"{reverse('leads:inquiries', args=[request.tenant.slug])}?campaign={found.code}",
    }
    return render(request, "leads/campaign.html", context)


@requires(Action.EDIT_CAMPAIGNS)
def new_campaign(request):
    form = CampaignForm(request.POST or None, currency=request.tenant.currency)
    made = _save(form, lambda facts: create_campaign(facts=facts, actor=request.member)) if request.POST else None
    if made:
        messages.success(request, f"{made.name} is set up. Inquiries name it “{made.code}”.")
        return redirect("leads:campaign", request.tenant.slug, made.public_id)
    return _show(request, form, None)


@requires(Action.EDIT_CAMPAIGNS)
def edit_campaign(request, public_id):
    found = _find(public_id)
    form = CampaignForm(request.POST or None, instance=_find(public_id))
    if request.POST and _save(form, lambda facts: change_campaign(found, facts=facts, actor=request.member)):
        messages.success(request, f"{found.name} is saved.")
        return redirect("leads:campaign", request.tenant.slug, found.public_id)
    return _show(request, form, found)


def when(campaign, today):
    """Whether a campaign runs, in words."""
    if campaign.starts_on and campaign.starts_on > today:
        return "Planned"
    if campaign.ends_on and campaign.ends_on < today:
        return "Ended"
    return "Running"


def cost_words(figures, currency):
    """Under the leads, the qualified and the won: which part of the leads they are, and what each of them cost."""
    counts = (figures.leads, figures.qualified, figures.won)
    costs = (figures.cost_per_lead, figures.cost_per_qualified, figures.cost_per_won)
    each = [f"{currency} {cost:,.2f} each" if cost else "" for cost in costs]
    parts = ["", *(f"{round(100 * n / figures.leads)} % of leads" if n else "" for n in counts[1:])]
    return [", ".join(filter(None, words)) for words in zip(parts, each, strict=True)]


def _save(form, save):
    if not form.is_valid():
        return None
    try:
        return save(form.facts())
    except CodeTaken as refusal:
        form.add_error("code", str(refusal))
        return None


def _show(request, form, campaign):
    context = {"form": form, "campaign": campaign}
    return render(request, "leads/campaign_form.html", context, status=422 if form.errors else 200)


def _find(public_id):
    try:
        return campaign_list().get(public_id=public_id)
    except Campaign.DoesNotExist:
        raise Http404("No such campaign.") from None
