from django.urls import path

from routing.views import actions, feedback, lead, matrix, queue, queues, undo

app_name = "routing"

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/take-next/", actions.take_next_lead, name="take_next"),
    path("queues/", queues.queues, name="queues"),
    path("queues/new/", queues.new_queue, name="new_queue"),
    path("queues/<uuid:queue_id>/", queues.queue_page, name="queue_page"),
    path("queues/<uuid:queue_id>/settings/", queues.queue_settings, name="queue_settings"),
    path("queues/<uuid:queue_id>/retire/", queues.retire, name="retire_queue"),
    path("queues/<uuid:queue_id>/members/", queues.queue_member, name="add_queue_member"),
    path("queues/<uuid:queue_id>/members/<uuid:member_id>/", queues.queue_member, name="queue_member"),
    path("rules/routes/", matrix.routes, name="routes"),
    path("rules/routes/effect/", matrix.routes_effect, name="routes_effect"),
    path("rules/feedback/", feedback.feedback, name="feedback"),
    path("rules/feedback/<uuid:feedback_id>/answer/", feedback.answer, name="answer_feedback"),
    path("leads/<uuid:public_id>/", lead.lead, name="lead"),
    path("leads/<uuid:public_id>/pane/", lead.lead_pane, name="lead_pane"),
    path("leads/<uuid:public_id>/story/", lead.lead_story, name="lead_story"),
    path("leads/<uuid:public_id>/facts/<str:name>/", lead.fact, name="fact"),
    path("leads/<uuid:public_id>/accept/", actions.accept_lead, name="accept"),
    path("leads/<uuid:public_id>/take/", actions.take_lead, name="take"),
    path("leads/<uuid:public_id>/qualify/", actions.qualify_lead, name="qualify"),
    path("leads/<uuid:public_id>/reject/", actions.RejectLead.as_view(), name="reject"),
    path("leads/<uuid:public_id>/hand-over/", actions.HandOverLead.as_view(), name="hand_over"),
    path("leads/<uuid:public_id>/close/", actions.DisposeLead.as_view(), name="dispose"),
    path("leads/<uuid:public_id>/reopen/", actions.ReopenLead.as_view(), name="reopen"),
    path("leads/<uuid:public_id>/release/", actions.ReleaseLead.as_view(), name="release"),
    path("leads/<uuid:public_id>/opportunity/", actions.ConvertLead.as_view(), name="convert"),
    path("leads/<uuid:public_id>/wrong-score/", feedback.WrongScore.as_view(), name="wrong_score"),
    path("leads/<uuid:public_id>/next/", actions.PlanLead.as_view(), name="plan"),
    path("leads/<uuid:public_id>/log/<str:kind>/", actions.LogTouch.as_view(), name="log"),
    path("leads/<uuid:public_id>/undo/<str:token>/", undo.undo, name="undo"),
]
