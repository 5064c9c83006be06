from django.urls import path

from leads.views import campaigns, companies, entering, handing_over, inquiries, leads, quarantine, search

app_name = "leads"

urlpatterns = [
    path("leads/", leads.leads, name="list"),
    path("leads/hand-over/", handing_over.hand_over_chosen, name="hand_over"),
    path("leads/hand-over/undo/", handing_over.take_back_chosen, name="take_back"),
    path("search/", search.found, name="search"),
    path("search/suggestions/", search.suggestions, name="suggestions"),
    path("inquiries/", inquiries.inquiries, name="inquiries"),
    path("inquiries/new/", entering.new_inquiry, name="new_inquiry"),
    path("inquiries/<uuid:public_id>/", inquiries.inquiry, name="inquiry"),
    path("inquiries/<uuid:public_id>/looked-at/", inquiries.looked_at, name="looked_at"),
    path("quarantine/", quarantine.quarantine, name="quarantine"),
    path("quarantine/sample/", quarantine.sample, name="quarantine_sample"),
    path("quarantine/sample/<uuid:public_id>/", quarantine.check, name="quarantine_check"),
    path("quarantine/<uuid:public_id>/release/", quarantine.release, name="release"),
    path("quarantine/<uuid:public_id>/purge/", quarantine.purge, name="purge"),
    path("companies/", companies.companies, name="companies"),
    path("companies/<uuid:public_id>/", companies.company, name="company"),
    path("companies/<uuid:public_id>/owner/", companies.company_owner, name="company_owner"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", campaigns.new_campaign, name="new_campaign"),
    path("campaigns/<uuid:public_id>/", campaigns.campaign, name="campaign"),
    path("campaigns/<uuid:public_id>/edit/", campaigns.edit_campaign, name="edit_campaign"),
]
