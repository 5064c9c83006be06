"""Every address of the API, under /api/v1/."""

from django.urls import path, re_path

from leadrefinery.api.views import NothingHere
from leads.api.inquiries import Inquiries, InquiryDetail
from leads.api.leads import LeadDetail, Leads, LeadStory
from leads.api.registers import CampaignDetail, Campaigns, Companies, ImportDetail, Imports
from routing.api.feedback import FeedbackInbox, LeadFeedback
from routing.api.questions import LeadQuestions
from routing.api.queues import LeadAssignments, Members, QueueDetail, Queues
from routing.api.touches import LeadCalls, LeadOutcome, LeadTouches, Touches
from scoring.api import rule_sets as rules
from scoring.api.decisions import LeadDecisions
from scoring.api.hindsight import RuleSetBacktest, WinAnalysis
from scoring.api.stages import Stages
from scoring.api.trials import Challenger, ChallengerStep, RuleSetTrial
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
    path("leads/<uuid:public_id>/questions/", LeadQuestions.as_view(), name="lead-questions"),
    path("leads/<uuid:public_id>/touches/", LeadTouches.as_view(), name="lead-touches"),
    path("leads/<uuid:public_id>/calls/", LeadCalls.as_view(), name="lead-calls"),
    path("leads/<uuid:public_id>/outcome/", LeadOutcome.as_view(), name="lead-outcome"),
    path("leads/<uuid:public_id>/feedback/", LeadFeedback.as_view(), name="lead-feedback"),
    path("feedback/", FeedbackInbox.as_view(), name="feedback"),
    path("touches/", Touches.as_view(), name="touches"),
    path("campaigns/", Campaigns.as_view(), name="campaigns"),
    path("campaigns/<uuid:public_id>/", CampaignDetail.as_view(), name="campaign"),
    path("companies/", Companies.as_view(), name="companies"),
    path("imports/", Imports.as_view(), name="imports"),
    path("imports/<uuid:public_id>/", ImportDetail.as_view(), name="import"),
    path("queues/", Queues.as_view(), name="queues"),
    path("queues/<uuid:public_id>/", QueueDetail.as_view(), name="queue"),
    path("members/", Members.as_view(), name="members"),
    path("stages/", Stages.as_view(), name="stages"),
    path("rule-sets/", rules.RuleSets.as_view(), name="rule-sets"),
    path("rule-sets/publication/", rules.LatestPublication.as_view(), name="publication"),
    path("rule-sets/<uuid:public_id>/", rules.RuleSetDetail.as_view(), name="rule-set"),
    path("rule-sets/<uuid:public_id>/preview/", rules.RuleSetPreview.as_view(), name="rule-set-preview"),
    *(
        path(f"rule-sets/<uuid:public_id>/{step}/", rules.RuleSetStep.as_view(step=step), name=f"rule-set-{step}")
        for step in ("submit", "take-back", "discard", "undo", "redo")
    ),
    path("rule-sets/<uuid:public_id>/approve/", rules.RuleSetApproval.as_view(), name="rule-set-approve"),
    path("rule-sets/<uuid:public_id>/comments/", rules.RuleSetComments.as_view(), name="rule-set-comments"),
    path("rule-sets/<uuid:public_id>/publish/", rules.RuleSetPublishing.as_view(), name="rule-set-publish"),
    path("rule-sets/<uuid:public_id>/roll-back/", rules.RollingBack.as_view(), name="rule-set-roll-back"),
    path(
        "rule-sets/<uuid:public_id>/compare/<int:number>/", rules.RuleSetComparison.as_view(), name="rule-set-compare"
    ),
    path("rule-sets/<uuid:public_id>/backtest/", RuleSetBacktest.as_view(), name="rule-set-backtest"),
    path("rule-sets/<uuid:public_id>/try/", RuleSetTrial.as_view(), name="rule-set-try"),
    path("rule-sets/<uuid:public_id>/challenger/", Challenger.as_view(), name="rule-set-challenger"),
    path("rule-sets/<uuid:public_id>/challenger/start/", ChallengerStep.as_view(), name="rule-set-challenge"),
    path("rule-sets/<uuid:public_id>/challenger/stop/", ChallengerStep.as_view(starts=False), name="rule-set-rest"),
    path("rule-sets/win-analysis/", WinAnalysis.as_view(), name="win-analysis"),
    re_path("", public(NothingHere.as_view())),
]
