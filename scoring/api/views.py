"""`rule-sets/` and `leads/{id}/decisions/`."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from leadrefinery.api.keyset import Order
from leadrefinery.api.views import ApiView, ListView
from leads.api.leads import LeadRows
from scoring.api.serializers import DecisionSerializer, RuleSetDetailSerializer, RuleSetSerializer
from scoring.overview import decision_list, rule_set_list, rule_set_with_rules, sentences_of
from tenants.permissions import Action


class RuleSets(ListView):
    serializer_class = RuleSetSerializer
    orders = {"newest": Order("number", descending=True), "oldest": Order("number")}
    required_action = Action.VIEW_RULES

    def get_queryset(self):
        return rule_set_list()

    @extend_schema(summary="List rule sets", responses=RuleSetSerializer(many=True))
    def get(self, request):
        return self.answer_list(request)


class RuleSetDetail(ApiView):
    serializer_class = RuleSetDetailSerializer
    required_action = Action.VIEW_RULES

    def get_queryset(self):
        return rule_set_with_rules()

    @extend_schema(summary="Read a rule set", description="With its rules, each as data and as a sentence.")
    def get(self, request, public_id):
        rule_set = self.get_object()
        context = {**self.get_serializer_context(), "sentences": sentences_of(rule_set.rules.all())}
        return Response(RuleSetDetailSerializer(rule_set, context=context).data)


class LeadDecisions(LeadRows):
    serializer_class = DecisionSerializer

    def get_queryset(self):
        return decision_list()

    @extend_schema(
        summary="List a lead's decisions",
        description="What was concluded each time, and why.",
        responses=DecisionSerializer(many=True),
    )
    def get(self, request, public_id):
        return self.answer_list(request)
