"""Every address of the API, under /api/v1/."""

from django.urls import path, re_path

from leadrefinery.api.views import NothingHere
from leads.api.inquiries import Inquiries, InquiryDetail
from leads.api.leads import LeadDetail, Leads, LeadStory
from leads.api.registers import CampaignDetail, Campaigns, Companies, ImportDetail, Imports
from routing.api.queues import LeadAssignments, Members, QueueDetail, Queues
from routing.api.touches import LeadCalls, LeadOutcome, LeadTouches, Touches
from scoring.api.views import LeadDecisions, RuleSetDetail, RuleSets
from tenants.permissions import public

app_name = "api"

urlpatterns = [
    path("inquiries/", Inquiries.as_view(), name="inquiries"),
    path("inquiries/<uuid:public_id>/", InquiryDetail.as_view(), name="inquiry"),
    path("leads/", Leads.as_view(), name="leads"),
    path("leads/<uuid:public_id>/", LeadDetail.as_view(), name="lead"),
    path("leads/<uuid:public_id>/timeline/", LeadStory.as_view(), name="lead-timeline"),
    path("leads/<uuid:public_id>/decisions/", LeadDecisions.as_view(), name="lead-decisions"),
    path("leads/<uuid:public_id>/assignments/", LeadAssignments.as_view(), name="lead-assignments"),
    path("leads/<uuid:public_id>/touches/", LeadTouches.as_view(), name="lead-touches"),
    path("leads/<uuid:public_id>/calls/", LeadCalls.as_view(), name="lead-calls"),
    path("leads/<uuid:public_id>/outcome/", LeadOutcome.as_view(), name="lead-outcome"),
    path("touches/", Touches.as_view(), name="touches"),
    path("campaigns/", Campaigns.as_view(), name="campaigns"),
    path("campaigns/<uuid:public_id>/", CampaignDetail.as_view(), name="campaign"),
    path("companies/", Companies.as_view(), name="companies"),
    path("imports/", Imports.as_view(), name="imports"),
    path("imports/<uuid:public_id>/", ImportDetail.as_view(), name="import"),
    path("queues/", Queues.as_view(), name="queues"),
    path("queues/<uuid:public_id>/", QueueDetail.as_view(), name="queue"),
    path("members/", Members.as_view(), name="members"),
    path("rule-sets/", RuleSets.as_view(), name="rule-sets"),
    path("rule-sets/<uuid:public_id>/", RuleSetDetail.as_view(), name="rule-set"),
    re_path("", public(NothingHere.as_view())),
]
