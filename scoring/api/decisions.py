"""`leads/{id}/decisions/`."""

from drf_spectacular.utils import extend_schema

from leads.api.leads import LeadRows
from scoring.api.serializers import DecisionSerializer
from scoring.overview import decision_list


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
