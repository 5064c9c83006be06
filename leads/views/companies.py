"""Companies: the accounts that leads belong to."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from leads.companies import change_owner, outcomes_at, with_lead_counts
from leads.filters import CompanyFilter
from leads.forms import CompanyOwnerForm
from leads.models import Company
from leads.selectors import company_list, inquiry_list, lead_list
from leads.views.answering import go_to, show_form
from leads.views.listing import read_listing
from tenants.permissions import Action, requires

CHIPS = ("industry", "country", "owner")
ORDERS = {"name": "By name", "newest": "Newest first", "employees": "Largest first"}
MOST_LEADS = 20
MOST_INQUIRIES = 10


@requires(Action.VIEW_COMPANIES)
def companies(request):
    found = CompanyFilter(request.GET, queryset=with_lead_counts(company_list()))
    context = read_listing(request, found, chips=CHIPS, orders=ORDERS, noun=("company", "companies"))
    return render(request, "leads/companies.html", context | {"narrowed": context["is_filtered"]})


@requires(Action.VIEW_COMPANIES)
def company(request, public_id):
    found = _find(public_id)
    leads = list(lead_list().filter(company=found).order_by("-pk")[:MOST_LEADS])
    inquiries = inquiry_list().filter(lead__company=found).order_by("-pk")[:MOST_INQUIRIES]
    context = {
        "company": found,
        "facts": _facts(request, found),
        "outcomes": outcomes_at(found),
        "rows": leads,
        "inquiries": inquiries,
        "all_leads_url": f"{reverse('leads:list', args=[request.tenant.slug])}?disposition=&company={found.public_id}",
    }
    return render(request, "leads/company.html", context)


@requires(Action.EDIT_COMPANIES)
def company_owner(request, public_id):
    """A dialog that asks who looks after the company."""
    found = _find(public_id)
    initial = {"owner": found.owner.public_id if found.owner else None}
    form = CompanyOwnerForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_owner(found, form.cleaned_data["owner"], actor=request.member)
        owner = form.cleaned_data["owner"]
        messages.success(request, f"{found} belongs to {owner} now." if owner else f"{found} belongs to nobody now.")
        return go_to(request, reverse("leads:company", args=[request.tenant.slug, found.public_id]))
    return show_form(request, "leads/company_owner.html", {"company": found, "form": form})


def _facts(request, found):
    return [
        {"label": "Domain", "value": found.domain},
        {"label": "Website", "value": found.website},
        {"label": "Industry", "value": found.industry},
        {"label": "Employees", "value": found.employees and f"{found.employees:,}"},
        {"label": "Annual revenue", "value": found.annual_revenue and f"{found.annual_revenue:,.0f}"},
        {"label": "Country", "value": found.country},
        {"label": "City", "value": found.city},
    ]


def _find(public_id):
    try:
        return company_list().get(public_id=public_id)
    except Company.DoesNotExist:
        raise Http404("No such company.") from None
