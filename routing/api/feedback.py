"""`feedback/` and `leads/{id}/feedback/`: what is said of how leads are judged."""

from http import HTTPStatus

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from leadrefinery.api.idempotent import answer_once, json_answer
from leadrefinery.api.keyset import Order
from leadrefinery.api.serializers import Name, Strict
from leadrefinery.api.views import ListView
from leads.api.inquiries import IDEMPOTENCY_KEY
from leads.api.leads import LeadView
from leads.models import Band
from routing.feedback import report_wrong_score
from routing.models import Feedback
from routing.selectors.feedback import feedback_list, rules_of
from tenants.permissions import Action


class FeedbackInput(Strict):
    expected_band = serializers.ChoiceField(Band.choices)
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class BlamedRuleSerializer(serializers.Serializer):
    rule = serializers.CharField(help_text="Key of the rule.")
    name = serializers.CharField()
    points = serializers.IntegerField()


class FeedbackSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    lead = serializers.UUIDField(source="lead.public_id")
    kind = serializers.ChoiceField(Feedback.Kind.choices)
    at = serializers.DateTimeField()
    by = serializers.CharField(source="by_label")
    expected_band = serializers.CharField(help_text="Empty: not said.")
    note = serializers.CharField()
    band = serializers.ChoiceField(Band.choices, help_text="As it was judged then.")
    score = serializers.IntegerField()
    rule_set = serializers.IntegerField(help_text="Number of the version that judged it.")
    rules = serializers.SerializerMethodField()
    answer = serializers.CharField()
    answered_by = Name()
    answered_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(BlamedRuleSerializer(many=True))
    def get_rules(self, feedback):
        return [{"rule": str(rule.key), "name": rule.label, "points": points} for rule, points in rules_of(feedback)]


class LeadFeedback(LeadView):
    serializer_class = FeedbackInput
    required_action = Action.EDIT_LEAD

    @extend_schema(
        summary="Say that a score is wrong",
        description="409 for the band the lead has, and for one that has not been judged yet.",
        parameters=[IDEMPOTENCY_KEY],
        request=FeedbackInput,
        responses={201: FeedbackSerializer},
    )
    def post(self, request, public_id):
        lead, given = self.get_object(), FeedbackInput(data=request.data)
        given.is_valid(raise_exception=True)
        return answer_once(request, "feedback", lambda: self._answer(lead, request.auth, **given.validated_data))

    def _answer(self, lead, by, *, expected_band, note=""):
        said = report_wrong_score(lead, Band(expected_band), note, at=timezone.now(), by=by)
        return json_answer(HTTPStatus.CREATED, FeedbackSerializer(said).data)


class FeedbackInbox(ListView):
    serializer_class = FeedbackSerializer
    orders = {"newest": Order("pk", descending=True), "oldest": Order("pk")}
    required_action = Action.VIEW_RULES

    def get_queryset(self):
        return feedback_list()

    @extend_schema(
        summary="List feedback",
        description="Scores said to be wrong, and leads sent back, each with the rules that made the points then.",
        responses=FeedbackSerializer(many=True),
    )
    def get(self, request):
        return self.answer_list(request)
